/* tools/ca/policy/urls.h - where the intermediate's certificate and list are, into a policy. */
#ifndef TOOLS_CA_POLICY_URLS_H
#define TOOLS_CA_POLICY_URLS_H

/*
 * issuer-url and crl-url below @base, at the end of policy.yaml in @directory, which is made if it is not there. What the policy
 * says already stays, with a line on stderr if it is something else. 0, or -1 with a line on stderr.
 */
__attribute__((warn_unused_result)) int policy_add_urls(const char *directory, const char *base);

#endif

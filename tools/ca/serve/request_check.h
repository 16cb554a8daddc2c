/*
 * tools/ca/serve/request_check.h - who asks, and is it what the policy knows: the report, the profile and the
 * keys that it makes.
 */
#ifndef TOOLS_CA_SERVE_REQUEST_CHECK_H
#define TOOLS_CA_SERVE_REQUEST_CHECK_H

#include "lib/wire/manufacture.h"
#include "tools/policy/file.h"
#include "tools/ca/serve/shared.h"

/* Who asked, in hexadecimal; both empty if nothing is proven. */
struct attested {
        char measurement[2 * MEASUREMENT_SIZE + 1];
        char chip_id[2 * SNP_CHIP_ID_SIZE + 1];
};

/*
 * Verifies the request's report: that it is one, whose, of what, and that it was made for this request.
 * A request without one passes only if the policy allows that. Certificates that the host has not given are taken from the CA's
 * directory, if it has one. Returns true, or false and why in
 * @reason, which is of @size bytes.
 */
__attribute__((warn_unused_result)) bool request_check_report(const struct session_ca *ca,
                                                              const struct wire_request *request,
                                                              struct attested *out, char *reason,
                                                              size_t size);

/*
 * Checks that the keys are those that @profile makes: as many certificates, in its order, each at its NV
 * index, for its purpose, of a key made from its template. Returns true, or false and why in @reason.
 */
__attribute__((warn_unused_result)) bool request_check_profile(const struct profile *profile,
                                                               const struct wire_request *request,
                                                               char *reason, size_t size);

#endif

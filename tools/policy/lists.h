/* tools/policy/lists.h - what a policy has several of: roots, CRLs, measurements, chips. For files and for command lines. */
#ifndef TOOLS_POLICY_LISTS_H
#define TOOLS_POLICY_LISTS_H

#include "tools/common/source.h"
#include "tools/policy/policy.h"

#define POLICY_REASON_MAX 96

/*
 * Each adds to @policy what the bytes have, PEM or DER. Returns NULL, or what is wrong as the end of a sentence, which may be in
 * @reason. Of roots all that is there is trusted, as a policy says it.
 */
__attribute__((warn_unused_result)) const char *policy_take_roots(struct ca_policy *policy,
                                                                  const void *data, size_t size,
                                                                  char reason[POLICY_REASON_MAX]);
__attribute__((warn_unused_result)) const char *policy_take_crls(struct ca_policy *policy,
                                                                 const void *data, size_t size);

/* The same of a file (files.h). */
__attribute__((warn_unused_result)) const char *
policy_add_roots(struct ca_policy *policy, const char *path, char reason[POLICY_REASON_MAX]);
__attribute__((warn_unused_result)) const char *
policy_add_crls(struct ca_policy *policy, const char *path, char reason[POLICY_REASON_MAX]);

/* False if there are too many already. */
__attribute__((warn_unused_result)) bool
policy_add_measurement(struct ca_policy *policy, const uint8_t digest[MEASUREMENT_SIZE],
                       const char *label);
__attribute__((warn_unused_result)) bool policy_add_chip(struct ca_policy *policy,
                                                         const uint8_t chip[SNP_CHIP_ID_SIZE]);

/* The keys trusted-arks, crls, measurements and chips. All return false after a complaint. */
__attribute__((warn_unused_result)) bool policy_roots(struct source *source, yaml_node_t *list,
                                                      struct ca_policy *policy);
__attribute__((warn_unused_result)) bool policy_crls(struct source *source, yaml_node_t *list,
                                                     struct ca_policy *policy);
__attribute__((warn_unused_result)) bool
policy_measurements(struct source *source, yaml_node_t *node, struct ca_policy *policy);
__attribute__((warn_unused_result)) bool policy_chips(struct source *source, yaml_node_t *list,
                                                      struct ca_policy *policy);

#endif

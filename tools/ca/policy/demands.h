/*
 * tools/ca/policy/demands.h - the part `demand` of a policy: what a machine must have besides an image that is known.
 *
 *   demand:
 *     platform: [alias-check, ciphertext-hiding, smt-off, tsme, ecc, rapl-off]
 *     single-socket: true                  the guest's policy insists on one socket
 *     firmware: {major: 1, minor: 55, build: 0}
 *     id-keys: ["96 digits"]               ID_KEY_DIGEST is one of these
 *     author-keys: ["96 digits"]           AUTHOR_KEY_DIGEST is one of these
 *     host-data: "64 digits"               HOST_DATA is this
 */
#ifndef TOOLS_CA_POLICY_DEMANDS_H
#define TOOLS_CA_POLICY_DEMANDS_H

#include "tools/evidence/demands.h"
#include "tools/common/source.h"

__attribute__((warn_unused_result)) bool policy_demands(struct source *source, yaml_node_t *node,
                                                        struct report_demands *out);

#endif

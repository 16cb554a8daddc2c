/*
 * tools/policy/demands.h - the part `demand` of a policy: what a machine must have besides an image that is known.
 *
 *   demand:
 *     platform: [alias-check, ciphertext-hiding, smt-off, tsme, ecc, rapl-off]
 *       also tio, tio-off
 *     guest-policy: [smt-off, single-socket, cxl-off, aes-256-xts, rapl-off, ciphertext-hiding, page-swap-off]
 *     single-socket: true                  the guest's policy insists on one socket
 *     guest-abi: {major: 1, minor: 55}     it insists on this ABI at least
 *     firmware: {major: 1, minor: 55, build: 0}
 *     id-keys: ["96 digits"]               ID_KEY_DIGEST is one of these
 *     author-keys: ["96 digits"]           AUTHOR_KEY_DIGEST is one of these
 *     family-id: fleet                     FAMILY_ID, IMAGE_ID are these: text, or 32 digits
 *     image-id: linux
 *     guest-svn: 7                         GUEST_SVN is at least this
 *     host-data: "64 digits"               HOST_DATA is this
 */
#ifndef TOOLS_POLICY_DEMANDS_H
#define TOOLS_POLICY_DEMANDS_H

#include "tools/evidence/demands.h"
#include "tools/common/source.h"

__attribute__((warn_unused_result)) bool policy_demands(struct source *source, yaml_node_t *node,
                                                        struct report_demands *out);

#endif

/*
 * tools/evidence/directory.h - certificates of chips in a directory that an operator fills, for hosts that give none: KVM's
 * table is empty unless its user space was told of a file (Linux, arch/x86/kvm/svm/sev.c, snp_handle_ext_guest_req()).
 *
 * A file's name says what AMD is asked for it: place.h. Each file may be DER or PEM.
 */
#ifndef TOOLS_EVIDENCE_DIRECTORY_H
#define TOOLS_EVIDENCE_DIRECTORY_H

#include <stdbool.h>

#include "lib/snp/report.h"
#include "tools/evidence/certificates.h"
#include "tools/evidence/place.h"

/*
 * Adds the leaf and the intermediate that @report needs and @certificates has not. Nothing in them is verified here. Returns NULL, or what is wrong as the end of a sentence; then @wanted says of which file, and its texts are empty if
 * there can be none. A report of version 2 may be of several products: the first that has both files counts.
 */
__attribute__((warn_unused_result)) const char *
certificates_from_directory(const char *directory, const struct snp_report *report,
                            struct amd_certificates *certificates,
                            struct certificate_place *wanted);

#endif

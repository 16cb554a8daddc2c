/* lib/igvm/id_block.h - the ID block of an IGVM file, as the security processor gets it. */
#ifndef LIB_IGVM_ID_BLOCK_H
#define LIB_IGVM_ID_BLOCK_H

#include "lib/igvm/format.h"
#include "lib/snp/id_block.h"

/*
 * The launch's structures from the file's directive, as a loader makes them: the signed policy is the launch's, which is
 * GUEST_POLICY's of the file (QEMU: backends/igvm.c, qigvm_directive_snp_id_block() and qigvm_handle_policy()).
 */
void snp_id_from_igvm(const struct igvm_snp_id_block *block, uint64_t policy, struct snp_id *out);

#endif

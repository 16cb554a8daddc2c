/*
 * lib/snp/reset.h - what save areas hold when a vCPU begins: registers of a processor that was reset (APM vol. 2, table 14-1),
 * and attributes of segments as a save area packs them.
 */
#ifndef LIB_SNP_RESET_H
#define LIB_SNP_RESET_H

#include <stdint.h>

#define RESET_PAT   UINT64_C(0x0007040600070406)
#define RESET_DR6   UINT64_C(0xffff0ff0)
#define RESET_DR7   UINT64_C(0x400)
#define RESET_XCR0  UINT64_C(1) /* x87 alone */
#define RESET_MXCSR 0x1f80      /* all exceptions masked, round to nearest */
#define RESET_FCW   0x37f       /* as FNINIT leaves it: no exceptions; after reset it is 0x40 */
#define RESET_CR0   UINT64_C(0x60000010)
#define RESET_RIP   UINT64_C(0xfff0)

/* Segments after reset, in real mode. */
#define RESET_LIMIT         0xffff
#define RESET_CODE_SELECTOR 0xf000
#define RESET_CODE_BASE     0xffff0000

/* Bits 55:52 and 47:40 of a descriptor, in twelve bits (APM vol. 2, section 15.5.1). */
#define SEGMENT_CODE_16  0x09b
#define SEGMENT_DATA_16  0x093
#define SEGMENT_CODE_32  0xc9b
#define SEGMENT_CODE_64  0xa9b
#define SEGMENT_DATA_32  0xc93
#define SEGMENT_LDT      0x082
#define SEGMENT_TSS_BUSY 0x08b /* of 16 and 32 bits, and the 64-bit one */

#endif

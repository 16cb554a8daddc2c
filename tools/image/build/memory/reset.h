/* tools/image/build/memory/reset.h - registers of a processor that was reset (APM vol. 2, table 14-1). */
#ifndef TOOLS_IMAGE_BUILD_MEMORY_RESET_H
#define TOOLS_IMAGE_BUILD_MEMORY_RESET_H

#include <stdint.h>

#define RESET_PAT   UINT64_C(0x0007040600070406)
#define RESET_DR6   UINT64_C(0xffff0ff0)
#define RESET_DR7   UINT64_C(0x400)
#define RESET_XCR0  UINT64_C(1)
#define RESET_MXCSR 0x1f80
#define RESET_FCW   0x37f
#define RESET_CR0   UINT64_C(0x60000010)
#define RESET_RIP   UINT64_C(0xfff0)

/* Segments, in real mode; attributes are bits 40-47 of a descriptor. */
#define RESET_LIMIT           0xffff
#define RESET_CODE_SELECTOR   0xf000
#define RESET_CODE_BASE       0xffff0000
#define RESET_CODE_ATTRIBUTES 0x9b
#define RESET_DATA_ATTRIBUTES 0x93
#define RESET_LDT_ATTRIBUTES  0x82
#define RESET_TSS_ATTRIBUTES  0x8b

#endif

/*
 * softsnp/snp/fpu_image.h - x87, SSE and AVX state between the image of XSAVE (APM vol. 2, section 11.5; its first part
 * is FXSAVE's: APM vol. 1, section 11.4.4, 64-bit form) and the fields of the VMSA.
 */
#ifndef SOFTSNP_SNP_FPU_IMAGE_H
#define SOFTSNP_SNP_FPU_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/vmsa.h"

struct fpu_image {
        uint16_t fcw;
        uint16_t fsw;
        uint8_t ftw; /* one bit a physical register: not empty */
        uint8_t reserved_5;
        uint16_t fop;
        uint64_t rip;
        uint64_t dp;
        uint32_t mxcsr;
        uint32_t mxcsr_mask;
        uint8_t x87[8][16]; /* ST0 to ST7, 10 bytes used */
        uint8_t xmm[256];
        uint8_t reserved_1a0[96];
        uint64_t
                components; /* XSTATE_BV: what is not in it is at reset, and its fields mean nothing */
        uint64_t reserved_208[7];
        uint8_t ymm_high[256];
};
_Static_assert(offsetof(struct fpu_image, mxcsr) == 24, "FXSAVE mxcsr");
_Static_assert(offsetof(struct fpu_image, xmm) == 160, "FXSAVE xmm");
_Static_assert(offsetof(struct fpu_image, components) == 512, "XSAVE header");
_Static_assert(offsetof(struct fpu_image, ymm_high) == 576, "XSAVE AVX component");
_Static_assert(sizeof(struct fpu_image) == 832, "XSAVE image");

/* Reserved bits that XRSTOR would fault for are left out. */
void fpu_image_from_vmsa(struct fpu_image *image, const struct vmsa *vmsa);
void fpu_image_to_vmsa(const struct fpu_image *image, struct vmsa *vmsa);

#endif

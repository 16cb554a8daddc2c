/* softsnp/snp/fpu_image.c - see fpu_image.h. */
#include "softsnp/snp/fpu_image.h"

#include <stdbool.h>

#include "lib/base/memory.h"

#define X87_REGISTERS     8
#define X87_REGISTER_SIZE ((size_t)10)
#define MXCSR_DEFINED     UINT32_C(0xffff)

/* Bits of XSTATE_BV. */
#define COMPONENT_X87 UINT64_C(1)
#define COMPONENT_SSE UINT64_C(2)
#define COMPONENT_AVX UINT64_C(4)

/* Most code leaves the x87 stack empty, and every switch of VMPL comes through here: that case is short. */

/* Tags of the full tag word (APM vol. 1, section 6.2.4), two bits a physical register. */
#define ALL_EMPTY 0xffff
enum x87_tag { TAG_VALID, TAG_ZERO, TAG_SPECIAL, TAG_EMPTY };

static unsigned int stack_top(uint16_t fsw)
{
        return fsw >> 11 & 7;
}

/* FXSAVE keeps one bit a register: whether it is in use (APM vol. 2, section 11.4.4). */
static uint8_t abridge_tags(uint16_t full)
{
        uint8_t tags = 0;

        if (full == ALL_EMPTY)
                return 0;
        for (unsigned int i = 0; i < X87_REGISTERS; i++)
                if ((full >> 2 * i & 3) != TAG_EMPTY)
                        tags |= (uint8_t)(1u << i);
        return tags;
}

/* A number is valid if it is normal: integer bit set, exponent neither all zeros nor all ones. */
static enum x87_tag tag_of(const uint8_t *value)
{
        uint64_t significand;
        uint16_t exponent;

        memcpy(&significand, value, sizeof(significand));
        memcpy(&exponent, value + sizeof(significand), sizeof(exponent));
        exponent &= 0x7fff;
        if (exponent == 0 && significand == 0)
                return TAG_ZERO;
        return exponent != 0 && exponent != 0x7fff && significand >> 63 ? TAG_VALID : TAG_SPECIAL;
}

/*
 * The tag word counts physical registers, FXSAVE's image holds them from the top of the stack on:
 * the status word has the top.
 */
static uint16_t full_tags(const struct fpu_image *image)
{
        uint16_t full = 0;

        if (image->ftw == 0)
                return ALL_EMPTY;
        for (unsigned int i = 0; i < X87_REGISTERS; i++) {
                unsigned int stack_index = (i - stack_top(image->fsw)) & 7;
                enum x87_tag tag =
                        image->ftw >> i & 1 ? tag_of(image->x87[stack_index]) : TAG_EMPTY;

                full |= (uint16_t)(tag << 2 * i);
        }
        return full;
}

/* A copy whose size the compiler sees: two moves instead of a call. */
static void copy_register(uint8_t *to, const uint8_t *from)
{
        __builtin_memcpy(to, from, X87_REGISTER_SIZE);
}

/* What XRSTOR does not look at stays as it is. All components are there, at reset or not. */
void fpu_image_from_vmsa(struct fpu_image *image, const struct vmsa *vmsa)
{
        image->fcw = vmsa->x87_fcw;
        image->fsw = vmsa->x87_fsw;
        image->ftw = abridge_tags(vmsa->x87_ftw);
        image->fop = vmsa->x87_fop;
        image->rip = vmsa->x87_rip;
        image->dp = vmsa->x87_dp;
        image->mxcsr = vmsa->mxcsr & MXCSR_DEFINED;
        for (unsigned int i = 0; i < X87_REGISTERS; i++)
                copy_register(image->x87[i], &vmsa->x87_registers[i * X87_REGISTER_SIZE]);
        memcpy(image->xmm, vmsa->xmm, sizeof(image->xmm));
        image->components = COMPONENT_X87 | COMPONENT_SSE | COMPONENT_AVX;
        memset(image->reserved_208, 0, sizeof(image->reserved_208));
        memcpy(image->ymm_high, vmsa->ymm_high, sizeof(image->ymm_high));
}

/* The inverse: what a guest finds in its own save area is what the hardware would have stored. */
void fpu_image_to_vmsa(const struct fpu_image *image, struct vmsa *vmsa)
{
        vmsa->x87_fcw = image->fcw;
        vmsa->x87_fsw = image->fsw;
        vmsa->x87_ftw = full_tags(image);
        vmsa->x87_fop = image->fop;
        vmsa->x87_rip = image->rip;
        vmsa->x87_dp = image->dp;
        vmsa->mxcsr = image->mxcsr;
        for (unsigned int i = 0; i < X87_REGISTERS; i++)
                copy_register(&vmsa->x87_registers[i * X87_REGISTER_SIZE], image->x87[i]);
        memcpy(vmsa->xmm, image->xmm, sizeof(vmsa->xmm));
        if (image->components & COMPONENT_AVX)
                memcpy(vmsa->ymm_high, image->ymm_high, sizeof(vmsa->ymm_high));
        else
                memset(vmsa->ymm_high, 0, sizeof(vmsa->ymm_high));
}

/* lib/x86/msr.h - model-specific registers by number, and how to read and write them (APM vol. 2, appendix A). */
#ifndef LIB_X86_MSR_H
#define LIB_X86_MSR_H

#include <stdint.h>

#define MSR_APIC_BASE      0x0000001b
#define MSR_SPEC_CTRL      0x00000048
#define MSR_PRED_CMD       0x00000049
#define MSR_PAT            0x00000277
#define MSR_EFER           0xc0000080
#define MSR_STAR           0xc0000081
#define MSR_LSTAR          0xc0000082
#define MSR_CSTAR          0xc0000083
#define MSR_SFMASK         0xc0000084
#define MSR_FS_BASE        0xc0000100
#define MSR_GS_BASE        0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define MSR_TSC_AUX        0xc0000103
#define MSR_SYSCFG         0xc0010010
#define MSR_VM_CR          0xc0010114
#define MSR_VM_HSAVE_PA    0xc0010117
#define MSR_GHCB           0xc0010130 /* GHCB GPA or MSR protocol value; never intercepted on hardware */
#define MSR_DR1_ADDR_MASK  0xc0011019 /* and DR2's and DR3's behind it */
#define MSR_DR0_ADDR_MASK  0xc0011027
#define MSR_SEV_STATUS     0xc0010131 /* read-only */
#define MSR_GUEST_TSC_FREQ 0xc0010134 /* MHz; read-only, with Secure TSC */

#define EFER_SCE  (UINT64_C(1) << 0)
#define EFER_LME  (UINT64_C(1) << 8)
#define EFER_LMA  (UINT64_C(1) << 10)
#define EFER_NXE  (UINT64_C(1) << 11)
#define EFER_SVME (UINT64_C(1) << 12)

#define SPEC_CTRL_STIBP (UINT64_C(1) << 1)
#define SPEC_CTRL_SSBD  (UINT64_C(1) << 2)
#define PRED_CMD_IBPB   (UINT64_C(1) << 0)

/* MSR_SEV_STATUS: bits 0..2 say that SEV, SEV-ES and SEV-SNP are active; the rest is SEV_FEATURES << 2. */
#define SEV_STATUS_SEV            (UINT64_C(1) << 0)
#define SEV_STATUS_ES             (UINT64_C(1) << 1)
#define SEV_STATUS_SNP            (UINT64_C(1) << 2)
#define SEV_STATUS_FEATURES_SHIFT 2

/* #GP if there is no such register, #VC if the host has a say in it. */
static inline uint64_t rdmsr(uint32_t number)
{
        uint32_t low;
        uint32_t high;

        __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number) : "memory");
        return low | (uint64_t)high << 32;
}

static inline void wrmsr(uint32_t number, uint64_t value)
{
        __asm__ volatile("wrmsr"
                         :
                         : "c"(number), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
                         : "memory");
}

#endif

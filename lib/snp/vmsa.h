/*
 * lib/snp/vmsa.h - the save area of a vCPU at one VMPL (APM vol. 2, appendix B, table B-4).
 *
 * Offsets 0 to 0x297 are those of the VMCB's state save area, for the fields that both have. Names and
 * offsets as in Linux arch/x86/include/asm/svm.h (struct sev_es_save_area).
 */
#ifndef LIB_SNP_VMSA_H
#define LIB_SNP_VMSA_H

#include <stddef.h>
#include <stdint.h>

/* A segment register; attributes are bits 40-47 and 52-55 of a descriptor, packed into 12 bits. */
struct vmsa_segment {
        uint16_t selector;
        uint16_t attributes;
        uint32_t limit;
        uint64_t base;
};
_Static_assert(sizeof(struct vmsa_segment) == 16, "VMSA segment");

/* The save area. What is reserved is zero in those that we make. */
struct vmsa {
        struct vmsa_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
        uint64_t pl_ssp[4];
        uint64_t u_cet;
        uint8_t reserved_c8[2];
        uint8_t vmpl;
        uint8_t cpl; /* at 0xcb here and in the VMCB */
        uint8_t reserved_cc[4];
        uint64_t efer;
        uint8_t reserved_d8[104];
        uint64_t xss, cr4, cr3, cr0, dr7, dr6, rflags, rip;
        uint64_t dr[4], dr_mask[4];
        uint8_t reserved_1c0[24];
        uint64_t rsp, s_cet, ssp, interrupt_ssp_table, rax, star, lstar, cstar, sfmask,
                kernel_gs_base, sysenter_cs, sysenter_esp, sysenter_eip, cr2;
        uint8_t reserved_248[32];
        uint64_t pat, debug_control, branch_from, branch_to, last_exception_from, last_exception_to;
        uint8_t reserved_298[80];
        uint32_t pkru, tsc_aux;
        uint64_t guest_tsc_scale, guest_tsc_offset, register_protection_nonce;
        uint64_t rcx, rdx, rbx, reserved_320, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15;
        uint8_t reserved_380[16];
        uint64_t exit_info1, exit_info2, exit_interrupt_info, next_rip, sev_features,
                virtual_interrupt, exit_code, virtual_tom, tlb_id, pcpu_id, event_injection, xcr0;
        uint8_t reserved_3f0[16];
        uint64_t x87_dp;
        uint32_t mxcsr;
        uint16_t x87_ftw, x87_fsw, x87_fcw, x87_fop, x87_ds, x87_cs;
        uint64_t x87_rip;
        uint8_t x87_registers[80]; /* 8 of 10 bytes */
        uint8_t xmm[256];          /* 16 of 16 bytes */
        uint8_t ymm_high[256];
};
_Static_assert(offsetof(struct vmsa, cpl) == 0xcb, "VMSA cpl");
_Static_assert(offsetof(struct vmsa, efer) == 0xd0, "VMSA efer");
_Static_assert(offsetof(struct vmsa, cr4) == 0x148, "VMSA cr4");
_Static_assert(offsetof(struct vmsa, rip) == 0x178, "VMSA rip");
_Static_assert(offsetof(struct vmsa, rsp) == 0x1d8, "VMSA rsp");
_Static_assert(offsetof(struct vmsa, rax) == 0x1f8, "VMSA rax");
_Static_assert(offsetof(struct vmsa, cr2) == 0x240, "VMSA cr2");
_Static_assert(offsetof(struct vmsa, pat) == 0x268, "VMSA pat");
_Static_assert(offsetof(struct vmsa, pkru) == 0x2e8, "VMSA pkru");
_Static_assert(offsetof(struct vmsa, rcx) == 0x308, "VMSA rcx");
_Static_assert(offsetof(struct vmsa, exit_info1) == 0x390, "VMSA exit_info1");
_Static_assert(offsetof(struct vmsa, sev_features) == 0x3b0, "VMSA sev_features");
_Static_assert(offsetof(struct vmsa, xcr0) == 0x3e8, "VMSA xcr0");
_Static_assert(offsetof(struct vmsa, mxcsr) == 0x408, "VMSA mxcsr");
_Static_assert(offsetof(struct vmsa, xmm) == 0x470, "VMSA xmm");
_Static_assert(sizeof(struct vmsa) == 0x670, "VMSA size");

/* The first bytes of the VMCB save area that equal the VMSA's. */
#define VMSA_SHARED_WITH_VMCB 0x298

/* SEV_FEATURES (APM vol. 2, table B-4 and section 15.36). */
#define SEV_FEATURE_SNP                  (UINT64_C(1) << 0)
#define SEV_FEATURE_VTOM                 (UINT64_C(1) << 1)
#define SEV_FEATURE_REFLECT_VC           (UINT64_C(1) << 2)
#define SEV_FEATURE_RESTRICTED_INJECTION (UINT64_C(1) << 3)
#define SEV_FEATURE_ALTERNATE_INJECTION  (UINT64_C(1) << 4)
#define SEV_FEATURE_DEBUG_SWAP           (UINT64_C(1) << 5)
#define SEV_FEATURE_PREVENT_HOST_IBS     (UINT64_C(1) << 6)
#define SEV_FEATURE_BTB_ISOLATION        (UINT64_C(1) << 7)
#define SEV_FEATURE_SECURE_TSC           (UINT64_C(1) << 9)
#define SEV_FEATURE_VMSA_REG_PROT        (UINT64_C(1) << 14)
#define SEV_FEATURE_SMT_PROTECTION       (UINT64_C(1) << 15)

/* GUEST_TSC_SCALE is fixed point with 32 bits of fraction: the guest's TSC is the CPU's by it, and GUEST_TSC_OFFSET more. */
#define GUEST_TSC_SCALE_ONE (UINT64_C(1) << 32)

/* The GPA under which the boot vCPU's VMSA is measured and listed in an IGVM file. */
#define VMSA_LAUNCH_GPA UINT64_C(0xfffffffff000)

#endif

/* softsnp/svm/vmcb.h - the virtual machine control block (APM vol. 2, appendix B, table B-1). */
#ifndef SOFTSNP_SVM_VMCB_H
#define SOFTSNP_SVM_VMCB_H

#include <stddef.h>
#include <stdint.h>

#include "lib/snp/vmsa.h"

/* The offsets are the table's; what softsnp does not use is reserved here too. */
struct vmcb_control {
        uint32_t intercept_cr;        /* 15:0 reads, 31:16 writes */
        uint32_t intercept_dr;        /* 15:0 reads, 31:16 writes */
        uint32_t intercept_exception; /* by vector */
        uint32_t intercept_misc1;
        uint32_t intercept_misc2;
        uint8_t reserved_014[0x3c - 0x14];
        uint16_t pause_filter_threshold;
        uint16_t pause_filter_count;
        uint64_t iopm_base;
        uint64_t msrpm_base;
        uint64_t tsc_offset;
        uint32_t asid;
        uint8_t tlb_control;
        uint8_t reserved_05d[3];
        uint32_t interrupt_control; /* bit 8 V_IRQ, 24 V_INTR_MASKING */
        uint32_t interrupt_vector;
        uint64_t interrupt_shadow;
        uint64_t exit_code;
        uint64_t exit_info1;
        uint64_t exit_info2;
        uint64_t exit_interrupt_info;
        uint64_t nested_paging;
        uint8_t reserved_098[16];
        uint64_t event_injection;
        uint64_t nested_cr3;
        uint64_t lbr_control;
        uint32_t clean_bits;
        uint32_t reserved_0c4;
        uint64_t next_rip;
        uint8_t fetched_count;
        uint8_t fetched_bytes[15];
        uint8_t reserved_0e0[0x400 - 0xe0];
};
_Static_assert(offsetof(struct vmcb_control, iopm_base) == 0x40, "VMCB iopm");
_Static_assert(offsetof(struct vmcb_control, exit_code) == 0x70, "VMCB exit code");
_Static_assert(offsetof(struct vmcb_control, event_injection) == 0xa8, "VMCB event injection");
_Static_assert(sizeof(struct vmcb_control) == 0x400, "VMCB control area");

struct vmcb {
        struct vmcb_control control;
        uint8_t save[0xc00]; /* see vmcb_save() */
};
_Static_assert(sizeof(struct vmcb) == 4096, "VMCB");

/*
 * The state save area. Its first VMSA_SHARED_WITH_VMCB bytes have the VMSA's layout, so one structure serves
 * both; fields beyond are the VMSA's alone and are not valid here.
 */
static inline struct vmsa *vmcb_save(struct vmcb *vmcb)
{
        return (struct vmsa *)(void *)vmcb->save;
}

/* EVENTINJ and EXITINTINFO (APM vol. 2, section 15.20). */
#define EVENT_VALID          (UINT64_C(1) << 31)
#define EVENT_HAS_ERROR      (UINT64_C(1) << 11)
#define EVENT_TYPE_NMI       (UINT64_C(2) << 8)
#define EVENT_TYPE_EXCEPTION (UINT64_C(3) << 8)

/* Exit codes (APM vol. 2, appendix C). */
enum svm_exit {
        SVM_EXIT_CR0_WRITE = 0x10,
        SVM_EXIT_CR8_WRITE = 0x18,
        SVM_EXIT_DR7_READ = 0x27,
        SVM_EXIT_DR7_WRITE = 0x37,
        SVM_EXIT_EXCEPTION_DB = 0x41,
        SVM_EXIT_EXCEPTION_UD = 0x46,
        SVM_EXIT_INTR = 0x60,
        SVM_EXIT_NMI = 0x61,
        SVM_EXIT_RDTSC = 0x6e,
        SVM_EXIT_RDPMC = 0x6f,
        SVM_EXIT_CPUID = 0x72,
        SVM_EXIT_INVD = 0x76,
        SVM_EXIT_HLT = 0x78,
        SVM_EXIT_INVLPGA = 0x7a,
        SVM_EXIT_IOIO = 0x7b,
        SVM_EXIT_MSR = 0x7c,
        SVM_EXIT_SHUTDOWN = 0x7f,
        SVM_EXIT_VMRUN = 0x80,
        SVM_EXIT_VMMCALL = 0x81,
        SVM_EXIT_VMLOAD = 0x82,
        SVM_EXIT_VMSAVE = 0x83,
        SVM_EXIT_STGI = 0x84,
        SVM_EXIT_CLGI = 0x85,
        SVM_EXIT_SKINIT = 0x86,
        SVM_EXIT_RDTSCP = 0x87,
        SVM_EXIT_WBINVD = 0x89,
        SVM_EXIT_MONITOR = 0x8a,
        SVM_EXIT_MWAIT = 0x8b,
        SVM_EXIT_MWAIT_ARMED = 0x8c,
        SVM_EXIT_NPF = 0x400,
};

#endif

/*
 * lib/snp/ghcb.h - the guest-hypervisor communication block, version 2 (AMD 56421, "GHCB 2.0").
 * Numbers and layout as in Linux arch/x86/include/asm/{sev-common,svm}.h and uapi/asm/svm.h.
 */
#ifndef LIB_SNP_GHCB_H
#define LIB_SNP_GHCB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GHCB_SHARED_BUFFER_SIZE 2032

/* The page. Fields up to the valid bitmap are there if their bit is set, one for 8 bytes. */
struct ghcb {
        uint8_t reserved_000[203];
        uint8_t cpl;
        uint8_t reserved_0cc[116];
        uint64_t xss;
        uint8_t reserved_148[24];
        uint64_t dr7;
        uint8_t reserved_168[16];
        uint64_t rip;
        uint8_t reserved_180[88];
        uint64_t rsp;
        uint8_t reserved_1e0[24];
        uint64_t rax;
        uint8_t reserved_200[264];
        uint64_t rcx, rdx, rbx;
        uint8_t reserved_320[8];
        uint64_t rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15;
        uint8_t reserved_380[16];
        uint64_t exit_code, exit_info1, exit_info2, scratch;
        uint8_t reserved_3b0[56];
        uint64_t xcr0;
        uint8_t valid_bitmap[16]; /* bit n: the quadword at offset 8 * n is valid */
        uint64_t x87_state_gpa;
        uint8_t reserved_408[1016];
        uint8_t shared_buffer[GHCB_SHARED_BUFFER_SIZE];
        uint8_t reserved_ff0[10];
        uint16_t protocol_version;
        uint32_t usage; /* 0 is this layout */
};
_Static_assert(offsetof(struct ghcb, cpl) == 0xcb, "GHCB cpl");
_Static_assert(offsetof(struct ghcb, rax) == 0x1f8, "GHCB rax");
_Static_assert(offsetof(struct ghcb, rcx) == 0x308, "GHCB rcx");
_Static_assert(offsetof(struct ghcb, exit_code) == 0x390, "GHCB exit code");
_Static_assert(offsetof(struct ghcb, scratch) == 0x3a8, "GHCB scratch");
_Static_assert(offsetof(struct ghcb, valid_bitmap) == 0x3f0, "GHCB valid bitmap");
_Static_assert(offsetof(struct ghcb, shared_buffer) == 0x800, "GHCB shared buffer");
_Static_assert(offsetof(struct ghcb, protocol_version) == 0xffa, "GHCB version");
_Static_assert(sizeof(struct ghcb) == 4096, "GHCB");

/* Says that the 8 bytes at @offset of the page are there. */
static inline void ghcb_mark_valid(struct ghcb *ghcb, size_t offset)
{
        ghcb->valid_bitmap[offset / 64] |= (uint8_t)(1u << (offset / 8 % 8));
}

/* True if the page says so. */
static inline bool ghcb_is_valid(const struct ghcb *ghcb, size_t offset)
{
        return ghcb->valid_bitmap[offset / 64] >> (offset / 8 % 8) & 1;
}

/* Writes a quadword field and marks it valid; GHCB_VALID() asks for the mark. */
#define GHCB_SET(block, field, value)                                   \
        do {                                                            \
                (block)->field = (value);                               \
                ghcb_mark_valid((block), offsetof(struct ghcb, field)); \
        } while (0)
#define GHCB_VALID(block, field) ghcb_is_valid((block), offsetof(struct ghcb, field))

/* MSR protocol: function in bits 11:0 of MSR_GHCB (GHCB 2.0, section 2.3.1). Responses are request + 1. */
#define GHCB_MSR_FUNCTION_MASK     UINT64_C(0xfff)
#define GHCB_MSR_SEV_INFO          0x001 /* also the answer to 0x002: 63:48 max, 47:32 min, 31:24 C-bit */
#define GHCB_MSR_SEV_INFO_REQUEST  0x002
#define GHCB_MSR_CPUID_REQUEST     0x004 /* 63:32 function, 31:30 register */
#define GHCB_MSR_CPUID_RESPONSE    0x005
#define GHCB_MSR_PREFERRED_REQUEST 0x010
#define GHCB_MSR_PREFERRED         0x011
#define GHCB_MSR_REGISTER_REQUEST  0x012
#define GHCB_MSR_REGISTERED        0x013
#define GHCB_MSR_PSC_REQUEST       0x014 /* 55:52 operation, 51:12 GFN */
#define GHCB_MSR_PSC_RESPONSE      0x015 /* 63:32 error */
#define GHCB_MSR_RUN_VMPL_REQUEST  0x016 /* 39:32 VMPL */
#define GHCB_MSR_RUN_VMPL_RESPONSE 0x017 /* 63:32 error */
#define GHCB_MSR_FEATURES_REQUEST  0x080
#define GHCB_MSR_FEATURES          0x081 /* 63:12 bitmap */
#define GHCB_MSR_TERMINATE         0x100 /* 15:12 reason set, 23:16 reason */

#define GHCB_PSC_PRIVATE 1
#define GHCB_PSC_SHARED  2
#define GHCB_PSC_PSMASH  3
#define GHCB_PSC_UNSMASH 4

/* Hypervisor features (GHCB 2.0, table 6). */
#define GHCB_FEATURE_SNP               (UINT64_C(1) << 0)
#define GHCB_FEATURE_AP_CREATION       (UINT64_C(1) << 1)
#define GHCB_FEATURE_RESTRICTED_INJECT (UINT64_C(1) << 2)
#define GHCB_FEATURE_RESTRICTED_TIMER  (UINT64_C(1) << 3)
#define GHCB_FEATURE_APIC_ID_LIST      (UINT64_C(1) << 4)
#define GHCB_FEATURE_MULTI_VMPL        (UINT64_C(1) << 5)

/* Termination reason sets: 0 is the GHCB specification's, the SVSM's own is GHCB_REASON_SET_CASHEW. */
#define GHCB_REASON_SET_GHCB       0
#define GHCB_REASON_SET_LINUX      1
#define GHCB_REASON_SET_CASHEW     5
#define GHCB_REASON_SET_LINUX_SVSM 15

/*
 * Events of the GHCB page, in exit_code. Below 0x80000000 they are the #VC's own exit code
 * (APM vol. 2, appendix C), above they are the protocol's (GHCB 2.0, table 7).
 */
enum ghcb_event {
        GHCB_EVENT_DR7_READ = 0x27,
        GHCB_EVENT_DR7_WRITE = 0x37,
        GHCB_EVENT_RDTSC = 0x6e,
        GHCB_EVENT_RDPMC = 0x6f,
        GHCB_EVENT_CPUID = 0x72,
        GHCB_EVENT_IOIO = 0x7b,
        GHCB_EVENT_MSR = 0x7c,
        GHCB_EVENT_VMMCALL = 0x81,
        GHCB_EVENT_RDTSCP = 0x87,
        GHCB_EVENT_WBINVD = 0x89,
        GHCB_EVENT_MONITOR = 0x8a,
        GHCB_EVENT_MWAIT = 0x8b,
        GHCB_EVENT_NPF = 0x400,
        GHCB_EVENT_PAGE_NOT_VALIDATED = 0x404,
};
#define GHCB_EVENT_MMIO_READ         UINT64_C(0x80000001)
#define GHCB_EVENT_MMIO_WRITE        UINT64_C(0x80000002)
#define GHCB_EVENT_NMI_COMPLETE      UINT64_C(0x80000003)
#define GHCB_EVENT_AP_RESET_HOLD     UINT64_C(0x80000004)
#define GHCB_EVENT_AP_JUMP_TABLE     UINT64_C(0x80000005)
#define GHCB_EVENT_PSC               UINT64_C(0x80000010)
#define GHCB_EVENT_GUEST_REQUEST     UINT64_C(0x80000011)
#define GHCB_EVENT_EXT_GUEST_REQUEST UINT64_C(0x80000012)
#define GHCB_EVENT_AP_CREATION       UINT64_C(0x80000013)
#define GHCB_EVENT_HV_DOORBELL       UINT64_C(0x80000014)
#define GHCB_EVENT_HV_IPI            UINT64_C(0x80000015)
#define GHCB_EVENT_APIC_ID_LIST      UINT64_C(0x80000017)
#define GHCB_EVENT_RUN_VMPL          UINT64_C(0x80000018)
#define GHCB_EVENT_HV_FEATURES       UINT64_C(0x8000fffd)
#define GHCB_EVENT_TERMINATE         UINT64_C(0x8000fffe)
#define GHCB_EVENT_UNSUPPORTED       UINT64_C(0x8000ffff)

/* AP creation: exit_info1 bits 2:0 the event, 19:16 VMPL, 63:32 APIC ID; exit_info2 the VMSA's GPA. */
#define GHCB_AP_CREATE_ON_INIT 0
#define GHCB_AP_CREATE         1
#define GHCB_AP_DESTROY        2

/* exit_info1 of IOIO (APM vol. 2, section 15.10.2). */
#define IOIO_IN         (UINT64_C(1) << 0)
#define IOIO_STRING     (UINT64_C(1) << 2)
#define IOIO_REP        (UINT64_C(1) << 3)
#define IOIO_SIZE_8     (UINT64_C(1) << 4)
#define IOIO_SIZE_16    (UINT64_C(1) << 5)
#define IOIO_SIZE_32    (UINT64_C(1) << 6)
#define IOIO_ADDRESS_64 (UINT64_C(1) << 9)
#define IOIO_PORT_SHIFT 16

/* Answers in exit_info1 31:0: 0 done, 1 an exception to raise is in exit_info2, 2 the request was malformed. */
#define GHCB_RESULT_OK        0
#define GHCB_RESULT_EXCEPTION 1
#define GHCB_RESULT_MALFORMED 2
/* exit_info2 of a malformed request (GHCB 2.0, table 8). */
#define GHCB_ERROR_NOT_REGISTERED  1
#define GHCB_ERROR_INVALID_USAGE   2
#define GHCB_ERROR_INVALID_SCRATCH 3
#define GHCB_ERROR_MISSING_INPUT   4
#define GHCB_ERROR_INVALID_INPUT   5
#define GHCB_ERROR_INVALID_EVENT   6

/* A page state change list in the shared buffer (GHCB 2.0, section 4.1.6). */
#define GHCB_PSC_ENTRIES 253
struct ghcb_psc_list {
        uint16_t current; /* first entry still to do; the hypervisor counts it up */
        uint16_t last;    /* index of the last entry */
        uint32_t reserved;
        uint64_t entries
                [GHCB_PSC_ENTRIES]; /* 11:0 current 4 KiB page, 51:12 GFN, 55:52 operation, 56 2 MiB */
};
_Static_assert(sizeof(struct ghcb_psc_list) == GHCB_SHARED_BUFFER_SIZE, "PSC list");
#define GHCB_PSC_LARGE (UINT64_C(1) << 56)

/* VMGEXIT: REP VMMCALL (APM vol. 3). */
static inline void vmgexit(void)
{
        __asm__ volatile("rep; vmmcall" : : : "memory");
}

#endif

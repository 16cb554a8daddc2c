/*
 * lib/svsm/call.h - the interface between an SVSM and its guest (AMD 58019, "SVSM 1.00").
 * Numbers as in Linux arch/x86/include/asm/sev.h and edk2 MdePkg/Include/Register/Amd/Svsm.h.
 */
#ifndef LIB_SVSM_CALL_H
#define LIB_SVSM_CALL_H

#include <stddef.h>
#include <stdint.h>

/*
 * The calling area: one page a vCPU, at the GPA in the secrets page or given with
 * CREATE_VCPU/REMAP_CA.
 */
struct svsm_calling_area {
        uint8_t call_pending;     /* the guest sets 1 before VMGEXIT, the SVSM clears it */
        uint8_t memory_available; /* the SVSM has memory to give back */
        uint8_t reserved[6];
        uint8_t buffer[4088]; /* free for the guest, e.g. the PVALIDATE list */
};
_Static_assert(sizeof(struct svsm_calling_area) == 4096, "calling area");

/* RAX of a call: protocol in 63:32, call in 31:0. */
enum svsm_protocol {
        SVSM_PROTOCOL_CORE = 0,
        SVSM_PROTOCOL_ATTESTATION = 1,
        SVSM_PROTOCOL_VTPM = 2,
};

enum svsm_core_call {
        SVSM_CORE_REMAP_CA = 0,     /* RCX: GPA of the new calling area */
        SVSM_CORE_PVALIDATE = 1,    /* RCX: GPA of a struct svsm_pvalidate_list */
        SVSM_CORE_CREATE_VCPU = 2,  /* RCX: VMSA GPA, RDX: calling area GPA, R8 31:0: APIC ID */
        SVSM_CORE_DELETE_VCPU = 3,  /* RCX: VMSA GPA */
        SVSM_CORE_DEPOSIT_MEM = 4,  /* RCX: GPA of a list */
        SVSM_CORE_WITHDRAW_MEM = 5, /* RCX: GPA of a list to fill */
        SVSM_CORE_QUERY_PROTOCOL =
                6, /* RCX: protocol << 32 | version; RCX out: max << 32 | min, or 0 */
        SVSM_CORE_CONFIGURE_VTOM = 7, /* RCX bit 0: query; RCX out */
};

enum svsm_vtpm_call {
        SVSM_VTPM_QUERY = 0,   /* RCX out: supported platform commands, RDX out: features */
        SVSM_VTPM_COMMAND = 1, /* RCX: GPA of a page with a struct svsm_vtpm_request */
};

/* Result codes in RAX (SVSM 1.00, table 3); protocol-specific ones start at 0x80001000. */
enum svsm_result {
        SVSM_SUCCESS = 0x00000000,
        SVSM_ERR_INCOMPLETE = 0x80000000, /* call again with the same registers */
        SVSM_ERR_UNSUPPORTED_PROTOCOL = 0x80000001,
        SVSM_ERR_UNSUPPORTED_CALL = 0x80000002,
        SVSM_ERR_INVALID_ADDRESS = 0x80000003,
        SVSM_ERR_INVALID_FORMAT = 0x80000004,
        SVSM_ERR_INVALID_PARAMETER = 0x80000005,
        SVSM_ERR_INVALID_REQUEST = 0x80000006,
        SVSM_ERR_BUSY = 0x80000007,
        SVSM_ERR_PROTOCOL_BASE = 0x80001000,
        SVSM_ERR_VCPU_IN_USE = 0x80001003,             /* DELETE_VCPU of a VMSA that is running */
        SVSM_ERR_PVALIDATE_SIZE_MISMATCH = 0x80001006, /* try again with 4 KiB pages */
        SVSM_ERR_PVALIDATE_UNCHANGED =
                0x80001010, /* PVALIDATE set CF and the entry did not ignore it */
};

/* The list of SVSM_CORE_PVALIDATE; it must not cross a page. */
struct svsm_pvalidate_list {
        uint16_t count;
        uint16_t next; /* first entry still to do; the SVSM counts it up */
        uint32_t reserved;
        uint64_t entries[]; /* 1:0 size (0 4 KiB, 1 2 MiB), 2 validate, 3 ignore CF, 63:12 page */
};
_Static_assert(sizeof(struct svsm_pvalidate_list) == 8, "PVALIDATE list");
#define SVSM_PVALIDATE_SIZE_MASK UINT64_C(3)
#define SVSM_PVALIDATE_LARGE     UINT64_C(1)
#define SVSM_PVALIDATE_VALIDATE  (UINT64_C(1) << 2)
#define SVSM_PVALIDATE_IGNORE_CF (UINT64_C(1) << 3)

/*
 * The list of SVSM_CORE_DEPOSIT_MEM has the header of a PVALIDATE list; its entries are 1:0 size
 * and 63:12 page. That of SVSM_CORE_WITHDRAW_MEM is a 16-bit count, 6 bytes unused, and the GPAs of
 * 4 KiB pages. Neither may cross a page.
 */
#define SVSM_LIST_HEADER_SIZE 8

/* SVSM_CORE_CONFIGURE_VTOM, RCX: query; every other bit of a query must be zero. */
#define SVSM_VTOM_QUERY UINT64_C(1)

/*
 * SVSM_VTPM_COMMAND: TPM_SEND_COMMAND of the reference simulator, little-endian, packed, in one
 * page.
 */
#define SVSM_VTPM_SEND_COMMAND 8
#define SVSM_VTPM_REQUEST_HEADER_SIZE \
        9                             /* u32 command, u8 locality, u32 size, then the TPM command */
#define SVSM_VTPM_REPLY_HEADER_SIZE 4 /* u32 size, then the TPM response */

#endif

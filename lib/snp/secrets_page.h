/*
 * lib/snp/secrets_page.h - the page in which the security processor hands over the message keys.
 * Linux arch/x86/include/asm/sev.h (struct snp_secrets_page); the SVSM fields: SVSM 1.00, table "secrets
 * page", as Linux has them.
 */
#ifndef LIB_SNP_SECRETS_PAGE_H
#define LIB_SNP_SECRETS_PAGE_H

#include <stddef.h>
#include <stdint.h>

#define VMPCK_SIZE 32

/* The page. The SVSM's fields are the SVSM's to fill, in the copy that its guest gets. */
struct secrets_page {
        uint32_t version; /* 3 has the TSC factor */
        uint32_t imi_enabled;
        uint32_t family_model_stepping;
        uint32_t reserved_c;
        uint8_t guest_os_workarounds[16];
        uint8_t vmpck[4][VMPCK_SIZE]; /* message keys, one a VMPL */
        uint8_t os_area[96];
        uint8_t vmsa_tweak_bitmap[64];
        uint64_t svsm_base; /* GPA */
        uint64_t svsm_size; /* bytes; not 0 says that there is an SVSM */
        uint64_t svsm_caa;  /* GPA of the boot vCPU's calling area */
        uint32_t svsm_max_version;
        uint8_t svsm_guest_vmpl;
        uint8_t reserved_15d[3];
        uint32_t tsc_factor;
        uint8_t reserved_164[3740];
};
_Static_assert(offsetof(struct secrets_page, vmpck) == 0x20, "secrets page VMPCK");
_Static_assert(offsetof(struct secrets_page, os_area) == 0xa0, "secrets page OS area");
_Static_assert(offsetof(struct secrets_page, svsm_base) == 0x140, "secrets page SVSM base");
_Static_assert(offsetof(struct secrets_page, svsm_guest_vmpl) == 0x15c, "secrets page guest VMPL");
_Static_assert(sizeof(struct secrets_page) == 4096, "secrets page");

#endif

/* tools/evidence/report_bits.c - see report_bits.h (AMD 56860, tables GUEST_POLICY and PLATFORM_INFO). */
#include "tools/evidence/report_bits.h"

#include <stddef.h>

#include "lib/snp/report.h"

const struct report_bit report_policy_bits[] = {
        { SNP_POLICY_SMT, "SMT", "smt" },
        { SNP_POLICY_MIGRATION, "migration agent", "migration_agent" },
        { SNP_POLICY_DEBUG, "DEBUG", "debug" },
        { SNP_POLICY_SINGLE_SOCKET, "single socket", "single_socket" },
        { SNP_POLICY_CXL, "CXL memory", "cxl" },
        { SNP_POLICY_AES_256_XTS, "AES-256-XTS only", "aes_256_xts" },
        { SNP_POLICY_RAPL_OFF, "only with RAPL off", "rapl_off" },
        { SNP_POLICY_CIPHERTEXT, "only with ciphertext hiding", "ciphertext_hiding" },
        { SNP_POLICY_PAGE_SWAP_OFF, "no page swapping", "page_swap_off" },
        { 0, NULL, NULL },
};

const struct report_bit report_platform_bits[] = {
        { SNP_PLATFORM_SMT, "SMT", "smt" },
        { SNP_PLATFORM_TSME, "TSME", "tsme" },
        { SNP_PLATFORM_ECC, "ECC", "ecc" },
        { SNP_PLATFORM_RAPL_OFF, "RAPL off", "rapl_off" },
        { SNP_PLATFORM_CIPHERTEXT, "ciphertext hiding", "ciphertext_hiding" },
        { SNP_PLATFORM_ALIAS_CHECK, "alias check complete", "alias_check" },
        { SNP_PLATFORM_TIO, "TIO", "tio" },
        { 0, NULL, NULL },
};

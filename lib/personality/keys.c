/* lib/personality/keys.c - see keys.h. A new key is a member of struct personality, a row here, and a line in each file. */
#include "lib/personality/keys.h"

#include "lib/igvm/rules.h"
#include "lib/personality/personality.h"
#include "lib/snp/ghcb.h"
#include "lib/snp/vmsa.h"

#define AT(member) offsetof(struct personality, member)

static const struct personality_word levels[] = {
        { "strict", IGVM_STRICT },
        { "reference", IGVM_AS_REFERENCE },
        { "qemu", IGVM_AS_QEMU },
        { NULL, 0 },
};

static const struct personality_word sev_features[] = {
        { "snp", SEV_FEATURE_SNP },
        { "restricted-injection", SEV_FEATURE_RESTRICTED_INJECTION },
        { "debug-swap", SEV_FEATURE_DEBUG_SWAP },
        { "secure-tsc", SEV_FEATURE_SECURE_TSC },
        { NULL, 0 },
};

/* Of the guest policy (AMD 56860, "Guest Policy"). */
static const struct personality_word policy[] = {
        { "smt", UINT64_C(1) << 16 },           { "migration-agent", UINT64_C(1) << 18 },
        { "debug", UINT64_C(1) << 19 },         { "single-socket", UINT64_C(1) << 20 },
        { "cxl", UINT64_C(1) << 21 },           { "aes-256-xts", UINT64_C(1) << 22 },
        { "rapl-off", UINT64_C(1) << 23 },      { "ciphertext-hiding", UINT64_C(1) << 24 },
        { "page-swap-off", UINT64_C(1) << 25 }, { NULL, 0 },
};

static const struct personality_word hypervisor_features[] = {
        { "snp", GHCB_FEATURE_SNP },
        { "ap-creation", GHCB_FEATURE_AP_CREATION },
        { "restricted-injection", GHCB_FEATURE_RESTRICTED_INJECT },
        { "restricted-injection-timer", GHCB_FEATURE_RESTRICTED_TIMER },
        { "apic-ids", GHCB_FEATURE_APIC_ID_LIST },
        { "multi-vmpl", GHCB_FEATURE_MULTI_VMPL },
        { NULL, 0 },
};

static const struct personality_word places[] = {
        { "legacy", PERSONALITY_VMSA_LEGACY },
        { "direct", PERSONALITY_VMSA_DIRECT },
        { NULL, 0 },
};

static const struct personality_word whose[] = { { "boot", 0 }, { "all", 1 }, { NULL, 0 } };

static const struct personality_word planes[] = {
        { "0", 0 },  { "1", 1 }, { "2", 2 }, { "3", 3 }, { "auto", PERSONALITY_DEVICE_PLANE_AUTO },
        { NULL, 0 },
};

static const struct personality_word c_bits[] = { { "47", 47 }, { "51", 51 }, { NULL, 0 } };
static const struct personality_word rmp_pages[] = { { "4k", 0 }, { "2m", 1 }, { NULL, 0 } };
static const struct personality_word states[] = { { "shared", 0 }, { "private", 1 }, { NULL, 0 } };
static const struct personality_word tables[] = { { "empty", 0 }, { "chip", 1 }, { NULL, 0 } };

const struct personality_key personality_keys[] = {
        { "name", PERSONALITY_NAME, AT(name), 0, 0, NULL },
        { "igvm-level", PERSONALITY_WORD, AT(igvm_level), 0, 0, levels },
        { "sev-features", PERSONALITY_FLAGS, AT(sev_features), 0, 0, sev_features },
        { "policy", PERSONALITY_FLAGS, AT(policy), 0, 0, policy },
        { "hypervisor-features", PERSONALITY_FLAGS, AT(hypervisor_features), 0, 0,
          hypervisor_features },
        { "vmsa-launch", PERSONALITY_FLAGS, AT(vmsa_launch), 0, 0, places },
        { "legacy-save-areas", PERSONALITY_WORD, AT(legacy_save_areas_of_all), 0, 0, whose },
        { "vmsa-cr4", PERSONALITY_NUMBER, AT(vmsa_cr4), 0, UINT32_MAX, NULL },
        { "c-bit", PERSONALITY_WORD, AT(c_bit), 0, 0, c_bits },
        { "rmp-page", PERSONALITY_WORD, AT(large_rmp_entries), 0, 0, rmp_pages },
        { "memory-starts", PERSONALITY_WORD, AT(memory_is_private), 0, 0, states },
        { "vmpls", PERSONALITY_NUMBER, AT(vmpls), 1, 4, NULL },
        { "device-plane", PERSONALITY_WORD, AT(device_plane), 0, 0, planes },
        { "run-vmpl-missing", PERSONALITY_ANSWER, AT(run_vmpl_missing), 0, 0, NULL },
        { "unasked-entries", PERSONALITY_NUMBER, AT(unasked_entries), 0, UINT32_MAX, NULL },
        { "certificates", PERSONALITY_WORD, AT(certificates), 0, 0, tables },
        { "psp-throttle", PERSONALITY_ANSWER, AT(busy), 0, 0, NULL },
        { "cpuid", PERSONALITY_CPUID, 0, 0, 0, NULL },
        { "msr", PERSONALITY_MSR, 0, 0, 0, NULL },
};
const size_t personality_key_count = sizeof(personality_keys) / sizeof(personality_keys[0]);

/* tools/evidence/added_vcpus.c - see added_vcpus.h. */
#include "tools/evidence/added_vcpus.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/snp/kvm_save_area.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* CPUID 1, EAX: QEMU's models from EPYC to EPYC-Turin, and the processors themselves (-cpu host). */
static const uint32_t signatures[] = { 0x800f12, 0x830f10, 0xa00f11, 0xa10f10,
                                       0xa10f11, 0xaa0f02, 0xb00f00, 0xb00f21 };

/* What a machine may have besides SNP; any of them together. */
static const uint64_t features[] = { SEV_FEATURE_DEBUG_SWAP, SEV_FEATURE_SECURE_TSC,
                                     SEV_FEATURE_RESTRICTED_INJECTION };

/* SHA-384, tens of thousands of times: by one context, which is made once. False: OpenSSL fails. */
static bool hash(EVP_MD_CTX *context, const void *data, size_t size, uint8_t out[SHA384_SIZE])
{
        return EVP_DigestInit_ex(context, NULL, NULL) == 1 &&
               EVP_DigestUpdate(context, data, size) == 1 &&
               EVP_DigestFinal_ex(context, out, NULL) == 1;
}

/* Of the page: the save area, zeros behind. */
static bool hash_save_area(EVP_MD_CTX *context, uint64_t sev_features, uint32_t signature,
                           uint8_t out[SHA384_SIZE])
{
        const struct kvm_host host = {
                .cr4 = KVM_HOST_CR4,
                .cpu_signature = signature,
                .sev_features = sev_features,
        };
        uint8_t page[4096] = { 0 };
        struct vmsa vmsa;

        kvm_save_area_of_reset(&host, &vmsa);
        memcpy(page, &vmsa, sizeof(vmsa));
        return hash(context, page, sizeof(page), out);
}

/* PAGE_INFO (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE), one save area after the other. */
static unsigned int count_added(EVP_MD_CTX *context, const uint8_t *known, const uint8_t *digest,
                                const uint8_t contents[SHA384_SIZE])
{
        struct snp_page_info info = {
                .length = sizeof(info),
                .page_type = SNP_PAGE_VMSA,
                .gpa = VMSA_LAUNCH_GPA,
        };

        memcpy(info.digest, known, sizeof(info.digest));
        memcpy(info.contents, contents, sizeof(info.contents));
        for (unsigned int n = 1; n <= ADDED_VCPUS_MOST; n++) {
                uint8_t next[SHA384_SIZE];

                if (!hash(context, &info, sizeof(info), next))
                        return 0;
                if (memcmp(next, digest, sizeof(next)) == 0)
                        return n;
                memcpy(info.digest, next, sizeof(next));
        }
        return 0;
}

static unsigned int search(EVP_MD_CTX *context, const uint8_t *known, const uint8_t *digest)
{
        for (uint32_t set = 0; set < UINT32_C(1) << COUNT(features); set++) {
                uint64_t sev_features = SEV_FEATURE_SNP;

                for (size_t i = 0; i < COUNT(features); i++)
                        if (set >> i & 1)
                                sev_features |= features[i];
                for (size_t i = 0; i < COUNT(signatures); i++) {
                        uint8_t contents[SHA384_SIZE];
                        unsigned int added = 0;

                        if (hash_save_area(context, sev_features, signatures[i], contents))
                                added = count_added(context, known, digest, contents);
                        if (added)
                                return added;
                }
        }
        return 0;
}

unsigned int added_vcpus(const uint8_t known[SHA384_SIZE], const uint8_t digest[SHA384_SIZE])
{
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        unsigned int added = 0;

        if (context && EVP_DigestInit_ex(context, EVP_sha384(), NULL) == 1)
                added = search(context, known, digest);
        EVP_MD_CTX_free(context);
        return added;
}

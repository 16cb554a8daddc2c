/* tools/image_key.c - see image_key.h. */
#include "tools/image_key.h"

/* ECDSA P-384 public key of the SEV-SNP firmware ABI: IGVM's has four reserved bytes behind the curve. */
struct firmware_key {
        uint32_t curve;
        uint8_t qx[72];
        uint8_t qy[72];
        uint8_t reserved[880];
};
_Static_assert(sizeof(struct firmware_key) == 0x404, "SNP public key");

void image_key_digest(const struct igvm_snp_public_key *key, uint8_t out[IGVM_DIGEST_SIZE])
{
        struct firmware_key firmware = { .curve = key->curve };

        memcpy(firmware.qx, key->qx, sizeof(firmware.qx));
        memcpy(firmware.qy, key->qy, sizeof(firmware.qy));
        igvm_sha384(&firmware, sizeof(firmware), out);
}

/*
 * softsnp/psp/key.c - keys that are derived for the guest.
 *
 * How hardware derives them is not public. Here it is HKDF (RFC 5869) with SHA-384 from the chip's root
 * over all that the request selects, so keys differ where hardware's would.
 */
#include <stdbool.h>

#include <bearssl.h>

#include "lib/base/memory.h"
#include "softsnp/psp/answers.h"

/* GUEST_FIELD_SELECT. The mitigation vector, bit 6, came with a longer request that is not known here. */
#define FIELD_POLICY      (UINT64_C(1) << 0)
#define FIELD_IMAGE_ID    (UINT64_C(1) << 1)
#define FIELD_FAMILY_ID   (UINT64_C(1) << 2)
#define FIELD_MEASUREMENT (UINT64_C(1) << 3)
#define FIELD_GUEST_SVN   (UINT64_C(1) << 4)
#define FIELD_TCB         (UINT64_C(1) << 5)
#define FIELDS_KNOWN      UINT64_C(0x3f)

#define ROOT_VMRK 1

/* What goes into a key besides the root. Without an ID block both IDs are zero. */
struct key_facts {
        uint32_t root;
        uint32_t vmpl;
        uint64_t fields;
        uint64_t policy;
        uint64_t tcb;
        uint32_t guest_svn;
        uint32_t reserved;
        uint8_t measurement[48];
        uint8_t image_id[16];
        uint8_t family_id[16];
};
_Static_assert(sizeof(struct key_facts) == 120, "no holes in what is hashed");

static uint32_t check_request(const struct snp_chip *chip, const struct psp_guest *guest,
                              const struct key_request *request, unsigned int vmpck)
{
        struct snp_tcb parts;

        if (request->root_key_select > ROOT_VMRK || request->reserved != 0 ||
            request->guest_field_select & ~FIELDS_KNOWN || request->vmpl >= VMPL_COUNT ||
            request->vmpl < vmpck || request->guest_svn > guest->id.guest_svn ||
            !snp_tcb_decode(chip->product, request->tcb_version, &parts) ||
            !snp_tcb_within(request->tcb_version, chip->committed_tcb))
                return GUEST_MESSAGE_STATUS_INVALID_PARAMETER;
        return GUEST_MESSAGE_STATUS_OK;
}

static void select_facts(const struct psp_guest *guest, const struct key_request *request,
                         struct key_facts *out)
{
        uint64_t fields = request->guest_field_select;

        out->root = request->root_key_select;
        out->vmpl = request->vmpl;
        out->fields = fields;
        if (fields & FIELD_POLICY)
                out->policy = guest->policy;
        if (fields & FIELD_MEASUREMENT)
                memcpy(out->measurement, guest->digest, sizeof(out->measurement));
        if (fields & FIELD_IMAGE_ID)
                memcpy(out->image_id, guest->id.image_id, sizeof(out->image_id));
        if (fields & FIELD_FAMILY_ID)
                memcpy(out->family_id, guest->id.family_id, sizeof(out->family_id));
        if (fields & FIELD_GUEST_SVN)
                out->guest_svn = request->guest_svn;
        if (fields & FIELD_TCB)
                out->tcb = request->tcb_version;
}

/* No migration agent gives the guest a VMRK of its own, so that root is the chip's as well. */
static void derive(const struct snp_chip *chip, const struct key_facts *facts, uint8_t key[32])
{
        static const char salt[] = "Cashew derived key 2";
        br_hkdf_context hkdf;

        br_hkdf_init(&hkdf, &br_sha384_vtable, salt, sizeof(salt) - 1);
        br_hkdf_inject(&hkdf, chip->key_root, sizeof(chip->key_root));
        br_hkdf_flip(&hkdf);
        br_hkdf_produce(&hkdf, facts, sizeof(*facts), key, 32);
}

void psp_derive_key(const struct snp_chip *chip, const struct psp_guest *guest, unsigned int vmpck,
                    const struct key_request *request, struct key_response *out)
{
        struct key_facts facts = { 0 };

        out->status = check_request(chip, guest, request, vmpck);
        if (out->status)
                return;
        select_facts(guest, request, &facts);
        derive(chip, &facts, out->key);
}

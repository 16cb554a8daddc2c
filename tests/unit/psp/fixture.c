/* tests/unit/psp/fixture.c - see fixture.h. */
#include "tests/unit/psp/fixture.h"

#include <openssl/evp.h>

int fixture_make(void **state)
{
        static struct fixture fixture;

        fixture.keys = (struct chip_keys){
                .ark = EVP_RSA_gen(2048),
                .ask = EVP_RSA_gen(2048),
                .vcek = EVP_EC_gen("P-384"),
        };
        *state = &fixture;
        return fixture.keys.ark && fixture.keys.ask && fixture.keys.vcek ? 0 : -1;
}

int fixture_free(void **state)
{
        struct fixture *fixture = *state;

        chip_certificates_free(&fixture->certificates);
        chip_keys_free(&fixture->keys);
        return 0;
}

void fixture_change_chip(struct fixture *fixture, enum snp_product product, uint32_t report_version)
{
        bool fmc = snp_product_facts(product)->has_fmc;
        const struct snp_tcb current = { fmc ? 2 : 0, 4, 1, 9, 219 };
        const struct snp_tcb reported = { fmc ? 1 : 0, 3, 0, 8, 200 };
        struct snp_chip *chip = &fixture->chip;

        *chip = (struct snp_chip){
                .product = product,
                .report_version = report_version,
                .firmware = { 21, 55, 1 },
                .current_tcb = snp_tcb_encode(product, &current),
                .reported_tcb = snp_tcb_encode(product, &reported),
                .committed_tcb = snp_tcb_encode(product, &current),
                .launch_tcb = snp_tcb_encode(product, &reported),
                .platform_info = 0x25,
                .mitigation_vector = report_version == 5 ? 7 : 0,
        };
        memset(chip->chip_id, 0xc1, snp_product_facts(product)->chip_id_size);
        memset(chip->key_root, 0x77, sizeof(chip->key_root));
        chip_certificates_free(&fixture->certificates);
        assert_int_equal(chip_certify(chip, &fixture->keys, &fixture->certificates), 0);
        assert_int_equal(chip_complete(chip, &fixture->keys, &fixture->certificates), 0);
}

int fixture_reset(void **state)
{
        struct fixture *fixture = *state;
        struct psp_guest *guest = &fixture->guest;

        *guest = (struct psp_guest){ .policy = 0x30000 };
        memset(guest->digest, 0xd1, sizeof(guest->digest));
        memset(guest->report_id, 0x1d, sizeof(guest->report_id));
        for (unsigned int vmpck = 0; vmpck < VMPL_COUNT; vmpck++)
                memset(guest->vmpck[vmpck], 0x40 + (int)vmpck, VMPCK_SIZE);
        fixture_change_chip(fixture, SNP_PRODUCT_MILAN, 3);
        return 0;
}

struct guest_message guest_message(const struct fixture *fixture, unsigned int vmpck, uint8_t type,
                                   const void *payload, size_t size)
{
        struct guest_message message = {
                .header = {
                        .sequence = fixture->guest.sequence[vmpck] + 1,
                        .algorithm = 1,
                        .header_version = 1,
                        .header_size = 0x60,
                        .type = type,
                        .version = 1,
                        .size = (uint16_t)size,
                        .vmpck = (uint8_t)vmpck,
                },
        };

        memcpy(message.payload, payload, size);
        return message;
}

/* In place; the tag goes to, or is compared with, the header's. */
static bool crypt(struct guest_message *message, const uint8_t key[VMPCK_SIZE], int encrypt)
{
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        const uint8_t *aad = (const uint8_t *)message + 0x30;
        uint8_t *tag = message->header.tag;
        uint8_t iv[12] = { 0 };
        int size;
        bool good;

        memcpy(iv, &message->header.sequence, 8);
        assert_non_null(context);
        assert_int_equal(EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, iv, encrypt), 1);
        assert_int_equal(EVP_CipherUpdate(context, NULL, &size, aad, 48), 1);
        assert_int_equal(EVP_CipherUpdate(context, message->payload, &size, message->payload,
                                          message->header.size),
                         1);
        if (!encrypt)
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag);
        good = EVP_CipherFinal_ex(context, message->payload + size, &size) == 1;
        if (encrypt)
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag);
        EVP_CIPHER_CTX_free(context);
        return good;
}

void guest_seal(struct guest_message *message, const uint8_t key[VMPCK_SIZE])
{
        assert_true(crypt(message, key, 1));
}

bool guest_open(struct guest_message *message, const uint8_t key[VMPCK_SIZE])
{
        return crypt(message, key, 0);
}

uint32_t pass_on(struct fixture *fixture, const struct guest_message *message)
{
        fixture->message = *message;
        return psp_answer(&fixture->chip, &fixture->guest, &fixture->message);
}

uint32_t seal_and_pass_on(struct fixture *fixture, struct guest_message message)
{
        guest_seal(&message, fixture->guest.vmpck[message.header.vmpck & 3]);
        return pass_on(fixture, &message);
}

/* What Linux and COCONUT-SVSM check of a response. */
void exchange(struct fixture *fixture, const struct guest_message *request, size_t size)
{
        const struct guest_message_header *header = &fixture->message.header;

        assert_int_equal(seal_and_pass_on(fixture, *request), 0);
        assert_int_equal(header->sequence, request->header.sequence + 1);
        assert_int_equal(header->type, request->header.type + 1);
        assert_int_equal(header->version, request->header.version);
        assert_int_equal(header->vmpck, request->header.vmpck);
        assert_int_equal(header->algorithm, 1);
        assert_int_equal(header->header_version, 1);
        assert_int_equal(header->header_size, 0x60);
        assert_int_equal(header->size, size);
        assert_true(guest_open(&fixture->message, fixture->guest.vmpck[header->vmpck]));
}

static void request_report(struct fixture *fixture, unsigned int vmpck,
                           const struct report_request *request, struct report_response *out)
{
        struct guest_message message = guest_message(fixture, vmpck, GUEST_MESSAGE_REPORT_REQUEST,
                                                     request, sizeof(*request));

        exchange(fixture, &message, sizeof(*out));
        memcpy(out, fixture->message.payload, sizeof(*out));
}

struct snp_report get_report(struct fixture *fixture, unsigned int vmpck, uint32_t vmpl)
{
        struct report_request request = { .vmpl = vmpl };
        struct report_response response;
        struct snp_report report;

        memset(request.report_data, 0xa5, sizeof(request.report_data));
        request_report(fixture, vmpck, &request, &response);
        assert_int_equal(response.status, 0);
        assert_int_equal(response.size, sizeof(report));
        memcpy(&report, response.report, sizeof(report));
        return report;
}

uint32_t report_status(struct fixture *fixture, unsigned int vmpck,
                       const struct report_request *request)
{
        static const uint8_t nothing[sizeof(struct snp_report)];
        struct report_response response;

        request_report(fixture, vmpck, request, &response);
        if (response.status) {
                assert_int_equal(response.size, 0);
                assert_memory_equal(response.report, nothing, sizeof(nothing));
        }
        return response.status;
}

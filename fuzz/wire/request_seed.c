/* fuzz/wire/request_seed.c - a hello, and a request for an RSA and an ECC key with a report and a table. */
#include "fuzz/wire/seed.h"
#include "lib/snp/report.h"
#include "lib/wire/manufacture.h"
#include "tests/unit/wire/known_public.h"

static uint8_t frames[WIRE_FRAME_MAX];

static size_t add_hello(void)
{
        struct bytes_writer out = bytes_writer(frames, sizeof(frames));

        wire_begin(&out, WIRE_HELLO, 7);
        return wire_end(&out);
}

static size_t add_request(size_t offset, const struct wire_request *request)
{
        struct bytes_writer out = bytes_writer(frames + offset, sizeof(frames) - offset);

        wire_begin(&out, WIRE_REQUEST, 7);
        wire_write_request(&out, request);
        return wire_end(&out);
}

int main(int argc, char **argv)
{
        static const uint8_t modulus[256] = { 0xc0 };
        static const uint8_t coordinate[32] = { 1 };
        static const struct snp_report report = {
                .version = 3,
                .policy = SNP_POLICY_ONE,
                .signature_algorithm = SNP_REPORT_SIGNATURE_ECDSA,
                .signature_r = { 1 },
                .signature_s = { 1 },
        };
        static const struct {
                struct snp_certificate_entry entries[2];
                uint8_t der[4];
        } table = {
                .entries = { { SNP_GUID_VCEK, 48, 4 } },
                .der = { 0x30, 2, 5, 0 },
        };
        struct known_public rsa = known_rsa(EK_ATTRIBUTES, 2048, modulus, sizeof(modulus));
        struct known_public ecc = known_ecc(EK_ATTRIBUTES, coordinate, 32, coordinate, 32);
        struct wire_request request = {
                .tpm.vendor = { (const uint8_t *)"SW   TPM", 8 },
                .profile_name = { (const uint8_t *)"tcg-low", 7 },
                .profile_digest = { (const uint8_t *)"digest", 6 },
                .key_count = 2,
                .keys = { { WIRE_PURPOSE_ENDORSEMENT, 0x01c00002, { rsa.data, rsa.size } },
                          { WIRE_PURPOSE_ENDORSEMENT, 0x01c0000a, { ecc.data, ecc.size } } },
                .report = { (const uint8_t *)&report, sizeof(report) },
                .host_certificates = { (const uint8_t *)&table, sizeof(table) },
        };
        size_t size = add_hello();

        if (argc != 2)
                return 2;
        size += add_request(size, &request);
        return wire_seed_write(argv[1], frames, size);
}

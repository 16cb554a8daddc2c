/* fuzz/attest/verdict_seed.c - a report that looks like one with a policy's text; a quote with a key's. */
#include <string.h>

#include "fuzz/seed.h"
#include "lib/base/bytes.h"
#include "lib/snp/report.h"

static void piece(struct bytes_writer *out, const void *data, size_t size)
{
        bytes_write_be16(out, (uint16_t)size);
        bytes_write(out, data, size);
}

static void nothing(struct bytes_writer *out, unsigned int times)
{
        while (times--)
                bytes_write_be16(out, 0xffff);
}

static int write_report(const char *directory)
{
        static const struct snp_report report = {
                .version = 3,
                .policy = SNP_POLICY_ONE,
                .signature_algorithm = SNP_REPORT_SIGNATURE_ECDSA,
        };
        static const char text[] = "trusted-arks: [a]\nvlek: allow\ndemand: {image-id: a}\n";
        uint8_t data[2048];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        piece(&out, &report, sizeof(report));
        nothing(&out, 7);
        bytes_write_u8(&out, 0);
        piece(&out, "nonce", 5);
        nothing(&out, 1);
        piece(&out, text, strlen(text));
        nothing(&out, 3);
        bytes_write_u8(&out, 0x23);
        return write_seed(directory, "report", data, out.size);
}

static int write_quote(const char *directory)
{
        static const uint8_t quote[70] = { 0xff, 0x54, 0x43, 0x47, 0x80, 0x18 };
        static const uint8_t signature[] = { 0x00, 0x18, 0x00, 0x0b, 0, 1, 1, 0, 1, 1 };
        static const char key[] = "-----BEGIN PUBLIC KEY-----\n"
                                  "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                                  "-----END PUBLIC KEY-----\n";
        uint8_t data[1024];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        nothing(&out, 3);
        piece(&out, quote, sizeof(quote));
        piece(&out, signature, sizeof(signature));
        nothing(&out, 1);
        piece(&out, "", 0);
        nothing(&out, 1);
        bytes_write_u8(&out, 0);
        piece(&out, "nonce", 5);
        nothing(&out, 2);
        piece(&out, key, strlen(key));
        return write_seed(directory, "quote", data, out.size);
}

int main(int argc, char **argv)
{
        return argc == 2 ? write_report(argv[1]) || write_quote(argv[1]) : 2;
}

/* fuzz/attest/evidence_seed.c - a report that looks like one, no certificates, a list without keys, a quote. */
#include "fuzz/seed.h"
#include "lib/base/bytes.h"
#include "lib/snp/report.h"

int main(int argc, char **argv)
{
        static struct snp_report report = { .version = 2,
                                            .policy = SNP_POLICY_ONE,
                                            .signature_algorithm = SNP_REPORT_SIGNATURE_ECDSA };
        static const uint8_t quote[] = { 0xff, 0x54, 0x43, 0x47, 0x80, 0x18 };
        static const uint8_t signature[] = { 0x00, 0x18, 0x00, 0x0b, 0, 1, 1, 0, 1, 1 };
        uint8_t data[2048];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        bytes_write_be16(&out, sizeof(report));
        bytes_write(&out, &report, sizeof(report));
        bytes_write_be16(&out, 24);
        bytes_write_zero(&out, 24);
        bytes_write_be16(&out, 8);
        bytes_write_be32(&out, 1);
        bytes_write_be32(&out, 0);
        bytes_write_be16(&out, sizeof(quote) + 64);
        bytes_write(&out, quote, sizeof(quote));
        bytes_write_zero(&out, 64);
        bytes_write_be16(&out, sizeof(signature));
        bytes_write(&out, signature, sizeof(signature));
        return argc == 2 ? write_seed(argv[1], "seed", data, out.size) : 2;
}

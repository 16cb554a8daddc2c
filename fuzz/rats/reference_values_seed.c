/* fuzz/rats/reference_values_seed.c - a CoRIM, the same signed, a statement, and one in an envelope. */
#include <openssl/ec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/seed.h"
#include "tools/rats/cbor.h"
#include "tools/rats/corim_read.h"
#include "tools/rats/cose.h"
#include "tools/rats/dsse.h"
#include "tools/rats/in_toto.h"

static const uint8_t digest[REFERENCE_DIGEST];

static const char statement[] =
        "{\"_type\":\"" IN_TOTO_STATEMENT "\",\"predicateType\":\"" IN_TOTO_PREDICATE
        "\",\"predicate\":{\"attributes\":[{\"attribute\":\"SEV_SNP_MEASUREMENT\",\"target\":"
        "{\"digest\":{\"sha384\":\"00000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000\"}}},{\"attribute\":\"SEV_SNP_GUEST_SVN\","
        "\"conditions\":{\"minimum\":\"0x1\"}}]}}";

static void begin(struct bytes_writer *out, unsigned int key, unsigned int value)
{
        cbor_map(out, 2);
        cbor_number(out, 0);
        cbor_number(out, key);
        cbor_number(out, 1);
        cbor_map(out, 1);
        cbor_number(out, value);
}

/* concise-mid-tag: a launch digest and a security version. */
static void write_comid(struct bytes_writer *out)
{
        cbor_map(out, 1);
        cbor_number(out, 4);
        cbor_map(out, 1);
        cbor_number(out, 0);
        cbor_array(out, 1);
        cbor_array(out, 2);
        cbor_map(out, 0);
        cbor_array(out, 2);
        begin(out, 1, 1);
        cbor_tag(out, 553);
        cbor_number(out, 1);
        begin(out, REFERENCE_KEY_MEASUREMENT, 2);
        cbor_array(out, 1);
        cbor_array(out, 2);
        cbor_number(out, 7);
        cbor_bytes(out, digest, sizeof(digest));
}

static void write_corim(struct bytes_writer *out)
{
        uint8_t bytes[256];
        struct bytes_writer comid = bytes_writer(bytes, sizeof(bytes));

        write_comid(&comid);
        cbor_tag(out, 501);
        cbor_map(out, 3);
        cbor_number(out, 0);
        cbor_text(out, "x");
        cbor_number(out, 1);
        cbor_array(out, 1);
        cbor_tag(out, 506);
        cbor_bytes(out, bytes, comid.size);
        cbor_number(out, 3);
        cbor_tag(out, 32);
        cbor_text(out, CORIM_PROFILE);
}

int main(int argc, char **argv)
{
        static const struct cose_header header = { .content_type = CORIM_CONTENT_TYPE };
        EVP_PKEY *key = EVP_EC_gen("P-256");
        uint8_t corim[512];
        uint8_t message[1024];
        struct bytes_writer out = bytes_writer(corim, sizeof(corim));
        struct bytes_writer signed_out = bytes_writer(message, sizeof(message));
        char *envelope;
        int status;

        if (argc != 2 || !key)
                return 2;
        write_corim(&out);
        envelope = dsse_sign(key, IN_TOTO_PAYLOAD, statement, sizeof(statement) - 1);
        if (out.failed || !envelope || !cose_sign1(key, &header, corim, out.size, &signed_out))
                return 2;
        status = write_seed(argv[1], "corim", corim, out.size) ||
                 write_seed(argv[1], "signed", message, signed_out.size) ||
                 write_seed(argv[1], "statement", statement, sizeof(statement) - 1) ||
                 write_seed(argv[1], "envelope", envelope, strlen(envelope));
        free(envelope);
        EVP_PKEY_free(key);
        return status;
}

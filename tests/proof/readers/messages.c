/*
 * tests/proof/readers/messages.c - what the CA and a service read of each other, of any size below 4 GiB: what was read lies in the
 * payload and within the limits. A text has up to 4 bytes, a list up to 2 items.
 */
#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"
#undef WIRE_TEXT_MAX
#undef WIRE_VENDOR_MAX
#undef WIRE_PROFILE_MAX
#undef WIRE_KEYS_MAX
#undef WIRE_CHAIN_MAX
#define WIRE_TEXT_MAX    4
#define WIRE_VENDOR_MAX  4
#define WIRE_PROFILE_MAX 4
#define WIRE_KEYS_MAX    2
#define WIRE_CHAIN_MAX   2
#include "lib/wire/manufacture.c"
#include "tests/proof/readers/any.h"

static bool is_read(struct wire_blob blob, size_t least, size_t most)
{
        return blob.size >= least && blob.size <= most && __CPROVER_r_ok(blob.data, blob.size);
}

static void prove_ready(const void *payload, size_t size)
{
        struct wire_ready ready;

        if (wire_read_ready(payload, size, &ready) == 0)
                __CPROVER_assert(is_read(ready.name, 1, WIRE_TEXT_MAX), "ready: the name");
}

static void prove_request(const void *payload, size_t size)
{
        struct wire_request request;

        if (wire_read_request(payload, size, &request) != 0)
                return;
        __CPROVER_assert(request.key_count <= WIRE_KEYS_MAX, "request: the number of keys");
        for (uint32_t i = 0; i < request.key_count; i++)
                __CPROVER_assert(is_read(request.keys[i].public, 1, TPM_PUBLIC_MAX),
                                 "request: a key");
        __CPROVER_assert(is_read(request.tpm.vendor, 1, WIRE_VENDOR_MAX), "request: the vendor");
        __CPROVER_assert(is_read(request.profile_name, 1, WIRE_PROFILE_MAX) &&
                                 is_read(request.profile_digest, 1, WIRE_DIGEST_MAX),
                         "request: the profile");
        __CPROVER_assert(is_read(request.report, 0, WIRE_REPORT_MAX) &&
                                 is_read(request.host_certificates, 0, WIRE_HOST_CERTS_MAX),
                         "request: the evidence");
        __CPROVER_assert(request.bound.size <= size, "request: what is bound");
}

static void prove_reply(const void *payload, size_t size)
{
        struct wire_reply reply;

        if (wire_read_reply(payload, size, &reply) != 0)
                return;
        __CPROVER_assert(reply.certificate_count <= WIRE_KEYS_MAX &&
                                 reply.chain_count <= WIRE_CHAIN_MAX,
                         "reply: the numbers of certificates");
        __CPROVER_assert(is_read(reply.text, 0, WIRE_TEXT_MAX), "reply: the text");
        for (uint32_t i = 0; i < reply.certificate_count; i++)
                __CPROVER_assert(is_read(reply.certificates[i].der, 1, WIRE_CERTIFICATE_MAX),
                                 "reply: a certificate");
        for (uint32_t i = 0; i < reply.chain_count; i++)
                __CPROVER_assert(is_read(reply.chain[i], 1, WIRE_CERTIFICATE_MAX),
                                 "reply: an issuer");
}

int main(void)
{
        static const uint8_t payload[1];

        prove_ready(payload, nondet_u32());
        prove_request(payload, nondet_u32());
        prove_reply(payload, nondet_u32());
        return 0;
}

/* fuzz/attest/request_seed.c - a peer registers a manifest and asks for a report, then a guest attests. */
#include <string.h>

#include "fuzz/seed.h"
#include "lib/base/bytes.h"
#include "lib/svsm/attest_message.h"

static void put(struct bytes_writer *out, const void *message, size_t size)
{
        bytes_write_le16(out, (uint16_t)size);
        bytes_write_le16(out, 100); /* bytes of certificates */
        bytes_write(out, message, size);
}

static void put_peer(struct bytes_writer *out, const void *message, size_t size)
{
        static const struct service_peer_header header = { .mark = SERVICE_PEER_MARK,
                                                           .name = "vtpm" };
        uint8_t request[256];

        memcpy(request, &header, sizeof(header));
        memcpy(request + sizeof(header), message, size);
        put(out, request, sizeof(header) + size);
}

int main(int argc, char **argv)
{
        struct {
                struct attest_peer_register head;
                char piece[8];
        } manifest = { { ATTEST_PEER_REGISTER, 0, SVSM_GUID_VTPM, 0, 8 }, "manifes" };
        struct {
                uint32_t operation;
                char data[16];
        } report = { ATTEST_PEER_REPORT, "what I say" },
          claims = { ATTEST_PEER_CLAIMS, "{\"keys\":[1,2,3]}" };
        struct attest_peer_certificates certificates = { ATTEST_PEER_CERTIFICATES, 0 };
        struct attest_prepare one = { .operation = ATTEST_PREPARE,
                                      .call = SVSM_ATTEST_SINGLE_SERVICE,
                                      .certificates = 1,
                                      .service = SVSM_GUID_VTPM };
        struct attest_read read = { .operation = ATTEST_READ, .part = ATTEST_PART_MANIFEST };
        uint8_t data[1024];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        put_peer(&out, &manifest, sizeof(manifest));
        put_peer(&out, &report, sizeof(report));
        put_peer(&out, &certificates, sizeof(certificates));
        put_peer(&out, &claims, sizeof(claims));
        put(&out, &one, sizeof(one));
        put(&out, &read, sizeof(read));
        one.call = SVSM_ATTEST_SERVICES;
        put(&out, &one, sizeof(one));
        return argc == 2 ? write_seed(argv[1], "seed", data, out.size) : 2;
}

/*
 * services/vtpm/evidence.c - see evidence.h. The peer is attestd (lib/svsm/attest_message.h): it
 * alone has the key for messages to the security processor. What it passes on of the host, the
 * certificate table, is not believed here.
 */
#include "services/vtpm/evidence.h"
#include "services/runtime/service.h"

#include "lib/base/bytes.h"

#include <string.h>

static uint8_t reply[SERVICE_MESSAGE_MAX];

/* Asks, and returns what is behind a result of 0; NULL with a log line otherwise. */
static const uint8_t *ask(const void *request, size_t request_size, size_t *size)
{
        long got = service_peer_call(request, request_size, reply, sizeof(reply));
        struct bytes_reader in = bytes_reader(reply, got > 0 ? (size_t)got : 0);
        uint32_t result = bytes_read_le32(&in);

        if (in.failed || result != ATTEST_PEER_OK) {
                service_log("vtpm: the attestation service does not do it, result %u",
                            in.failed ? UINT32_MAX : (unsigned int)result);
                return NULL;
        }
        *size = bytes_left(&in);
        return bytes_take(&in, *size);
}

static int get_report(enum attest_peer_operation operation, struct wire_blob data,
                      struct evidence *out)
{
        static uint8_t request[SERVICE_MESSAGE_MAX - sizeof(struct service_peer_header)];
        struct bytes_writer writer = bytes_writer(request, sizeof(request));
        const uint8_t *report;
        size_t size;

        bytes_write_le32(&writer, operation);
        bytes_write(&writer, data.data, data.size);
        if (writer.failed)
                return -1;
        report = ask(request, writer.size, &size);
        if (!report || size != sizeof(out->report))
                return -1;
        memcpy(out->report, report, size);
        out->report_size = size;
        return 0;
}

/* Pieces until all is there; the peer says each time how much that is. It may say anything. */
static void get_certificates(struct evidence *out)
{
        struct bytes_writer all = bytes_writer(out->certificates, sizeof(out->certificates));
        uint32_t total = 1;

        while (all.size < total) {
                struct attest_peer_certificates request = { ATTEST_PEER_CERTIFICATES,
                                                            (uint32_t)all.size };
                size_t size;
                const uint8_t *data = ask(&request, sizeof(request), &size);
                struct bytes_reader in = bytes_reader(data, data ? size : 0);

                total = bytes_read_le32(&in);
                size = bytes_left(&in);
                bytes_write(&all, bytes_take(&in, size), size);
                if (in.failed || all.failed || (size == 0 && total > all.size))
                        return;
        }
        if (all.size == total)
                out->certificates_size = all.size;
}

void evidence_get(enum attest_peer_operation operation, struct wire_blob data,
                  bool with_certificates, struct evidence *out)
{
        out->report_size = 0;
        out->certificates_size = 0;
        if (!service_has_peer())
                return;
        if (get_report(operation, data, out)) {
                service_log("vtpm: there is no attestation report");
                return;
        }
        if (with_certificates)
                get_certificates(out);
}

static int register_piece(struct attest_peer_register *header, struct wire_blob manifest)
{
        uint8_t request[sizeof(*header) + ATTEST_PEER_PIECE];
        size_t left = manifest.size - header->offset;
        size_t size = left < ATTEST_PEER_PIECE ? left : ATTEST_PEER_PIECE;
        size_t ignored;

        memcpy(request, header, sizeof(*header));
        memcpy(request + sizeof(*header), manifest.data + header->offset, size);
        if (!ask(request, sizeof(*header) + size, &ignored))
                return -1;
        header->offset += (uint32_t)size;
        return 0;
}

int evidence_register(const uint8_t service[SVSM_GUID_SIZE], uint32_t version,
                      struct wire_blob manifest)
{
        struct attest_peer_register header = {
                .operation = ATTEST_PEER_REGISTER,
                .version = version,
                .total = (uint32_t)manifest.size,
        };

        if (!service_has_peer())
                return 0;
        memcpy(header.service, service, sizeof(header.service));
        while (header.offset < header.total) {
                if (register_piece(&header, manifest)) {
                        service_log("vtpm: stopped: a manifest cannot be registered");
                        return -1;
                }
        }
        return 0;
}

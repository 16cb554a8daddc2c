/*
 * services/attest/peer.c - what other services ask while the machine boots: reports that are bound
 * to what they choose, and manifests of theirs to be attested. A guest cannot get here: the kernel's
 * front end never writes the peer header.
 */
#include <stdbool.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/svsm/attest_message.h"
#include "services/attest/manifests.h"
#include "services/attest/processor.h"
#include "services/attest/report_data.h"
#include "services/attest/requests.h"
#include "services/runtime/service.h"

static bool sealed;

/* Of the last report of a peer's. */
static struct {
        bool there;
        struct certificates certificates;
} last;

static enum attest_peer_result give_report(const uint8_t report_data[SNP_REPORT_DATA_SIZE],
                                           struct bytes_writer *reply)
{
        uint8_t report[SNP_REPORT_SIZE];

        last.there = processor_report(report_data, report, &last.certificates) == 0;
        if (!last.there)
                return ATTEST_PEER_NO_REPORT;
        bytes_write(reply, report, sizeof(report));
        return ATTEST_PEER_OK;
}

static enum attest_peer_result report_on_data(const char *sender, struct bytes_reader *request,
                                              struct bytes_writer *reply)
{
        uint8_t report_data[SNP_REPORT_DATA_SIZE];
        size_t size = bytes_left(request);

        if (request->failed)
                return ATTEST_PEER_BAD_REQUEST;
        report_data_for_peer(sender, bytes_take(request, size), size, report_data);
        return give_report(report_data, reply);
}

static enum attest_peer_result report_on_claims(struct bytes_reader *request,
                                                struct bytes_writer *reply)
{
        uint8_t report_data[SNP_REPORT_DATA_SIZE];
        size_t size = bytes_left(request);

        if (request->failed || report_data_for_claims(bytes_take(request, size), size, report_data))
                return ATTEST_PEER_BAD_REQUEST;
        return give_report(report_data, reply);
}

static enum attest_peer_result give_certificates(struct bytes_reader *request,
                                                 struct bytes_writer *reply)
{
        uint32_t offset = bytes_read_le32(request);
        size_t size;

        if (request->failed || bytes_left(request) != 0 || !last.there ||
            offset > last.certificates.size)
                return ATTEST_PEER_BAD_REQUEST;
        size = last.certificates.size - offset;
        if (size > ATTEST_PEER_PIECE)
                size = ATTEST_PEER_PIECE;
        bytes_write_le32(reply, (uint32_t)last.certificates.size);
        bytes_write(reply, last.certificates.table + offset, size);
        return ATTEST_PEER_OK;
}

static enum attest_peer_result take_manifest(const char *sender, const uint8_t *request,
                                             size_t size)
{
        struct attest_peer_register head;

        if (size < sizeof(head))
                return ATTEST_PEER_BAD_REQUEST;
        memcpy(&head, request, sizeof(head));
        return manifests_register(sender, &head, request + sizeof(head), size - sizeof(head));
}

static enum attest_peer_result answer(const char *sender, const uint8_t *request, size_t size,
                                      struct bytes_writer *reply)
{
        struct bytes_reader reader = bytes_reader(request, size);

        switch (bytes_read_le32(&reader)) {
        case ATTEST_PEER_REPORT:
                return report_on_data(sender, &reader, reply);
        case ATTEST_PEER_CLAIMS:
                return report_on_claims(&reader, reply);
        case ATTEST_PEER_CERTIFICATES:
                return give_certificates(&reader, reply);
        case ATTEST_PEER_REGISTER:
                return take_manifest(sender, request, size);
        default:
                return ATTEST_PEER_BAD_REQUEST;
        }
}

void peer_seal(void)
{
        sealed = true;
}

void peer_reset(void)
{
        sealed = false;
        last.there = false;
}

size_t peer_answer(const uint8_t *request, size_t size, uint8_t *reply)
{
        struct service_peer_header header;
        char sender[sizeof(header.name) + 1] = { 0 };
        struct bytes_writer result_writer = bytes_writer(reply, sizeof(uint32_t));
        struct bytes_writer writer =
                bytes_writer(reply + sizeof(uint32_t), SERVICE_MESSAGE_MAX - sizeof(uint32_t));
        enum attest_peer_result result = ATTEST_PEER_BAD_REQUEST;

        if (!sealed && size >= sizeof(header)) {
                memcpy(&header, request, sizeof(header));
                memcpy(sender, header.name, sizeof(header.name));
                result = answer(sender, request + sizeof(header), size - sizeof(header), &writer);
        }
        bytes_write_le32(&result_writer, result);
        return sizeof(uint32_t) + writer.size;
}

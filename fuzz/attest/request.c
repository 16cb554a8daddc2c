/*
 * fuzz/attest/request.c - attestd's clients: any messages, from a guest's front end and from peers. Replies
 * keep to their size, a report is only spent on a well-formed request, what is attested is what was
 * registered, and after a guest no peer gets anything.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/bytes.h"
#include "lib/svsm/attest_message.h"
#include "lib/svsm/services_manifest.h"
#include "services/attest/manifests.h"
#include "services/attest/processor.h"
#include "services/attest/requests.h"
#include "services/runtime/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t certificates_size;
static bool guest_has_asked; /* nothing is a peer's any more */

int processor_report(const uint8_t report_data[SNP_REPORT_DATA_SIZE],
                     uint8_t report[SNP_REPORT_SIZE], struct certificates *certificates)
{
        memset(report, report_data[0], SNP_REPORT_SIZE);
        certificates->size = certificates_size;
        memset(certificates->table, 3, certificates_size);
        return report_data[1] & 1 ? -1 : 0;
}

/* What every guest may see at any time: a whole services manifest. */
static void check_manifests(void)
{
        static uint8_t all[MANIFESTS_SIZE_MAX];
        struct bytes_writer writer = bytes_writer(all, sizeof(all));
        struct services_manifest manifest;

        manifests_write_all(&writer);
        if (writer.failed ||
            services_manifest_open(&manifest, all, writer.size) != SERVICES_MANIFEST_OK)
                abort();
}

static void send(const uint8_t *request, size_t size)
{
        static uint8_t reply[SERVICE_MESSAGE_MAX];
        size_t count;

        if (size == 0)
                return;
        count = request[0] == SERVICE_PEER_MARK ? peer_answer(request, size, reply)
                                                : guest_answer(request, size, reply);
        if (request[0] == SERVICE_PEER_MARK && guest_has_asked &&
            reply[0] != ATTEST_PEER_BAD_REQUEST)
                abort();
        guest_has_asked |= request[0] != SERVICE_PEER_MARK;
        if (count > sizeof(reply) || (request[0] == SERVICE_PEER_MARK && count < 4))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct bytes_reader reader = bytes_reader(data, size);

        manifests_reset();
        peer_reset();
        guest_has_asked = false;
        while (bytes_left(&reader) > 0) {
                size_t count = bytes_read_le16(&reader) & 0xfff;

                certificates_size = bytes_read_le16(&reader) % (SNP_CERTIFICATES_MAX + 1);
                if (count > bytes_left(&reader))
                        count = bytes_left(&reader);
                send(bytes_take(&reader, count), count);
        }
        check_manifests();
        return 0;
}

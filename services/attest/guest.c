/*
 * services/attest/guest.c - a guest's attestation: prepared at once, then read in pieces. The kernel
 * lets one guest at a time through, so there is one prepared attestation.
 */
#include <string.h>

#include "lib/svsm/attest_message.h"
#include "lib/svsm/call.h"
#include "services/attest/manifests.h"
#include "services/attest/processor.h"
#include "services/attest/report_data.h"
#include "services/attest/requests.h"
#include "services/runtime/service.h"

static struct {
        size_t report_size; /* 0: nothing is prepared */
        uint8_t report[SNP_REPORT_SIZE];
        size_t manifest_size;
        uint8_t manifest[MANIFESTS_SIZE_MAX];
        struct certificates certificates;
} prepared;

static uint32_t take_all_services(void)
{
        struct bytes_writer writer = bytes_writer(prepared.manifest, sizeof(prepared.manifest));

        manifests_write_all(&writer);
        prepared.manifest_size = writer.size;
        return writer.failed ? SVSM_ERR_PROTOCOL_BASE : SVSM_SUCCESS;
}

static uint32_t take_one_service(const struct attest_prepare *request)
{
        struct service_manifest manifest;

        switch (manifests_find(request->service, request->version, &manifest)) {
        case MANIFEST_FOUND:
                prepared.manifest_size = manifest.size;
                memcpy(prepared.manifest, manifest.data, manifest.size);
                return SVSM_SUCCESS;
        case MANIFEST_NO_VERSION:
                return SVSM_ERR_INVALID_PARAMETER;
        default:
                return SVSM_ERR_UNSUPPORTED_PROTOCOL;
        }
}

static uint32_t take_manifest(const struct attest_prepare *request)
{
        switch (request->call) {
        case SVSM_ATTEST_SERVICES:
                return take_all_services();
        case SVSM_ATTEST_SINGLE_SERVICE:
                return take_one_service(request);
        default:
                return SVSM_ERR_UNSUPPORTED_CALL;
        }
}

static uint32_t take_report(const uint8_t nonce[SVSM_ATTEST_NONCE_SIZE])
{
        uint8_t report_data[SNP_REPORT_DATA_SIZE];

        if (report_data_for_guest(nonce, prepared.manifest, prepared.manifest_size, report_data))
                return SVSM_ERR_INVALID_PARAMETER;
        if (processor_report(report_data, prepared.report, &prepared.certificates))
                return SVSM_ERR_PROTOCOL_BASE;
        prepared.report_size = sizeof(prepared.report);
        return SVSM_SUCCESS;
}

static size_t prepare(const struct attest_prepare *request, uint8_t *reply)
{
        struct attest_prepared answer = { 0 };

        prepared.report_size = 0;
        prepared.manifest_size = 0;
        prepared.certificates.size = 0;
        answer.result = take_manifest(request);
        if (answer.result == SVSM_SUCCESS)
                answer.result = take_report(request->nonce);
        if (answer.result == SVSM_SUCCESS) {
                answer.report_size = (uint32_t)prepared.report_size;
                answer.manifest_size = (uint32_t)prepared.manifest_size;
                if (request->certificates)
                        answer.certificates_size = (uint32_t)prepared.certificates.size;
        }
        memcpy(reply, &answer, sizeof(answer));
        return sizeof(answer);
}

static size_t read_piece(const struct attest_read *request, uint8_t *reply)
{
        const struct {
                const uint8_t *data;
                size_t size;
        } parts[] = {
                [ATTEST_PART_REPORT] = { prepared.report, prepared.report_size },
                [ATTEST_PART_MANIFEST] = { prepared.manifest, prepared.manifest_size },
                [ATTEST_PART_CERTIFICATES] = { prepared.certificates.table,
                                               prepared.certificates.size },
        };
        size_t size;

        if (prepared.report_size == 0 || request->part >= sizeof(parts) / sizeof(parts[0]) ||
            request->offset > parts[request->part].size)
                return 0;
        size = parts[request->part].size - request->offset;
        if (size > ATTEST_PIECE)
                size = ATTEST_PIECE;
        memcpy(reply, parts[request->part].data + request->offset, size);
        return size;
}

size_t guest_answer(const uint8_t *request, size_t size, uint8_t *reply)
{
        struct attest_prepare prepare_request;
        struct attest_read read_request;

        peer_seal();
        if (size == sizeof(prepare_request) && request[0] == ATTEST_PREPARE) {
                memcpy(&prepare_request, request, sizeof(prepare_request));
                return prepare(&prepare_request, reply);
        }
        if (size == sizeof(read_request) && request[0] == ATTEST_READ) {
                memcpy(&read_request, request, sizeof(read_request));
                return read_piece(&read_request, reply);
        }
        return 0;
}

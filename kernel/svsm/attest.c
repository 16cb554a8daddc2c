/*
 * kernel/svsm/attest.c - the attestation protocol's framing (SVSM 1.00, section 7). Who attests what
 * is the service's business; here it is a nonce, a name, and three buffers of the guest's.
 *
 * The operation is copied once and checked before the service is asked. How big the report, the
 * manifest and the certificates are only the service knows; if they do not fit, the guest learns
 * the sizes (RCX, RDX, R8) with SVSM_ERR_INVALID_PARAMETER, makes room and calls again, as Linux
 * does.
 */
#include "kernel/base/spinlock.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/calls.h"
#include "kernel/task/service.h"
#include "lib/base/memory.h"
#include "lib/svsm/attest_message.h"

/* More than this, 1 MiB, the service never has; what lies behind it in a guest's buffer is not touched. */
#define PART_MAX UINT32_C(0x100000)

/* One guest at a time, from PREPARE to the last READ. */
static struct {
        struct spinlock lock;
        struct attest_prepare prepare;
        uint8_t piece[ATTEST_PIECE];
} exchange;
_Static_assert(ATTEST_PIECE <= SERVICE_MESSAGE_MAX, "a piece is one reply");

/* A call that is known to be well-formed; the request to the service is in exchange.prepare. */
struct attestation {
        struct svsm_attest_buffer report, manifest, certificates;
};

static bool reserved_is_zero(const struct svsm_attest_operation *operation)
{
        static const uint8_t zero[sizeof(operation->nonce_reserved)];

        return operation->report.reserved == 0 && operation->manifest.reserved == 0 &&
               operation->certificates.reserved == 0 && operation->reserved == 0 &&
               memcmp(operation->nonce_reserved, zero, sizeof(zero)) == 0;
}

static bool buffers_overlap(const struct svsm_attest_buffer *a, const struct svsm_attest_buffer *b)
{
        struct gpa_range range = { a->gpa, a->size };

        return range_overlaps(&range, b->gpa, b->size);
}

static bool operation_is_sane(const struct svsm_attest_operation *operation)
{
        const struct svsm_attest_buffer *report = &operation->report;
        const struct svsm_attest_buffer *manifest = &operation->manifest;
        const struct svsm_attest_buffer *certificates = &operation->certificates;

        return reserved_is_zero(operation) && operation->nonce_size == SVSM_ATTEST_NONCE_SIZE &&
               page_aligned(report->gpa) && page_aligned(manifest->gpa) &&
               page_aligned(certificates->gpa) &&
               certificates->size <= SVSM_ATTEST_CERTIFICATES_MAX &&
               !buffers_overlap(report, manifest) && !buffers_overlap(report, certificates) &&
               !buffers_overlap(manifest, certificates);
}

/* What will be written of the buffer at most is the guest's. Of the rest nothing is said. */
static bool buffer_is_valid(const struct svsm_attest_buffer *buffer)
{
        uint32_t size = buffer->size < PART_MAX ? buffer->size : PART_MAX;

        return size == 0 || guest_valid(gpa_from_outside(buffer->gpa), size);
}

static uint64_t read_nonce(gpa_t at)
{
        return guest_copy_in(exchange.prepare.nonce, at, SVSM_ATTEST_NONCE_SIZE)
                       ? SVSM_SUCCESS
                       : SVSM_ERR_INVALID_ADDRESS;
}

/* Reads the operation, once: the guest may change it at any time. */
static uint64_t read_operation(uint32_t number, gpa_t at, struct svsm_attest_operation *out)
{
        size_t size = number == SVSM_ATTEST_SERVICES ? SVSM_ATTEST_SERVICES_SIZE : sizeof(*out);

        memset(out, 0, sizeof(*out));
        if (!guest_copy_in(out, at, size))
                return SVSM_ERR_INVALID_ADDRESS;
        return operation_is_sane(out) ? SVSM_SUCCESS : SVSM_ERR_INVALID_PARAMETER;
}

static uint64_t decode(uint32_t number, gpa_t at, struct attestation *out)
{
        struct svsm_attest_operation operation;
        uint64_t result = read_operation(number, at, &operation);

        if (result != SVSM_SUCCESS)
                return result;
        if (!buffer_is_valid(&operation.report) || !buffer_is_valid(&operation.manifest) ||
            !buffer_is_valid(&operation.certificates))
                return SVSM_ERR_INVALID_ADDRESS;
        exchange.prepare = (struct attest_prepare){
                .operation = ATTEST_PREPARE,
                .call = (uint8_t)number,
                .certificates = operation.certificates.size != 0,
                .version = operation.manifest_version,
        };
        memcpy(exchange.prepare.service, operation.service, sizeof(operation.service));
        *out = (struct attestation){ .report = operation.report,
                                     .manifest = operation.manifest,
                                     .certificates = operation.certificates };
        return read_nonce(gpa_from_outside(operation.nonce_gpa));
}

/* One message to the service; false unless it replies with exactly @size bytes. */
static bool ask(const void *request, size_t request_size, void *reply, size_t size)
{
        size_t reply_size = 0;

        return service_call(SVSM_PROTOCOL_ATTESTATION, request, request_size, reply, size,
                            &reply_size) == SERVICE_OK &&
               reply_size == size;
}

/* The results that the protocol has; anything else is the service's own mistake. */
static uint64_t known_result(uint32_t result)
{
        switch (result) {
        case SVSM_SUCCESS:
        case SVSM_ERR_UNSUPPORTED_PROTOCOL:
        case SVSM_ERR_INVALID_PARAMETER:
                return result;
        default:
                return SVSM_ERR_PROTOCOL_BASE;
        }
}

static uint64_t prepare(struct attest_prepared *out)
{
        uint64_t result;

        if (!ask(&exchange.prepare, sizeof(exchange.prepare), out, sizeof(*out)))
                return SVSM_ERR_PROTOCOL_BASE;
        result = known_result(out->result);
        if (result == SVSM_SUCCESS &&
            (out->report_size > PART_MAX || out->manifest_size > PART_MAX ||
             out->certificates_size > SVSM_ATTEST_CERTIFICATES_MAX))
                return SVSM_ERR_PROTOCOL_BASE;
        return result;
}

/* The service's part @part, @size bytes, into guest memory that was checked. */
static uint64_t copy_out(enum attest_part part, gpa_t to, uint32_t size)
{
        for (uint32_t offset = 0; offset < size; offset += ATTEST_PIECE) {
                struct attest_read read = { .operation = ATTEST_READ,
                                            .part = (uint8_t)part,
                                            .offset = offset };
                uint32_t count = size - offset < ATTEST_PIECE ? size - offset : ATTEST_PIECE;

                if (!ask(&read, sizeof(read), exchange.piece, count))
                        return SVSM_ERR_PROTOCOL_BASE;
                if (!guest_copy_out(gpa_add(to, offset), exchange.piece, count))
                        return SVSM_ERR_INVALID_ADDRESS;
        }
        return SVSM_SUCCESS;
}

static bool fits(const struct attestation *wanted, const struct attest_prepared *prepared)
{
        return prepared->report_size <= wanted->report.size &&
               prepared->manifest_size <= wanted->manifest.size &&
               prepared->certificates_size <= wanted->certificates.size;
}

static uint64_t copy_all(const struct attestation *to, const struct attest_prepared *sizes)
{
        uint64_t result = copy_out(ATTEST_PART_MANIFEST, gpa_from_outside(to->manifest.gpa),
                                   sizes->manifest_size);

        if (result == SVSM_SUCCESS)
                result = copy_out(ATTEST_PART_CERTIFICATES, gpa_from_outside(to->certificates.gpa),
                                  sizes->certificates_size);
        if (result == SVSM_SUCCESS)
                result = copy_out(ATTEST_PART_REPORT, gpa_from_outside(to->report.gpa),
                                  sizes->report_size);
        return result;
}

static uint64_t invoke(const struct attestation *attestation, struct svsm_call *call)
{
        struct attest_prepared prepared = { 0 };
        uint64_t result = prepare(&prepared);
        bool enough;

        if (attestation->certificates.size == 0)
                prepared.certificates_size = 0; /* none are wanted */
        enough = fits(attestation, &prepared);
        if (result == SVSM_SUCCESS && enough)
                result = copy_all(attestation, &prepared);
        if (result != SVSM_SUCCESS)
                return result;
        call->rcx = prepared.manifest_size;
        call->rdx = prepared.certificates_size;
        call->r8 = prepared.report_size;
        call->keeps_results = true;
        return enough ? SVSM_SUCCESS : SVSM_ERR_INVALID_PARAMETER;
}

uint64_t svsm_attest_call(uint32_t number, struct svsm_call *call)
{
        struct attestation attestation;
        uint64_t result;

        if (!service_alive(SVSM_PROTOCOL_ATTESTATION))
                return SVSM_ERR_UNSUPPORTED_PROTOCOL;
        if (number != SVSM_ATTEST_SERVICES && number != SVSM_ATTEST_SINGLE_SERVICE)
                return SVSM_ERR_UNSUPPORTED_CALL;
        spin_lock(&exchange.lock);
        result = decode(number, gpa_from_outside(call->rcx), &attestation);
        if (result == SVSM_SUCCESS)
                result = invoke(&attestation, call);
        memset(&exchange.prepare, 0, sizeof(exchange.prepare));
        spin_unlock(&exchange.lock);
        return result;
}

/*
 * tests/proof/readers/attest.c - an attestation call of any guest, with a service that answers anything, in parts of up to two
 * pieces: all copies lie in the buffers, and what is written lies in what the guest named for it.
 */
#include "lib/svsm/attest.h"

#include "tests/proof/readers/locks.h"

#include "kernel/svsm/attest.c"
#include "tests/proof/readers/guest.h"

#define MOST (2 * ATTEST_PIECE)

struct svsm_call nondet_call(void);

static struct attestation wanted;
static bool writing;

static bool is_in(const struct svsm_attest_buffer *buffer, gpa_t at, size_t size)
{
        const uint64_t start = gpa_from_outside(buffer->gpa).value;

        return at.value >= start && at.value - start <= buffer->size &&
               size <= buffer->size - (at.value - start);
}

const size_t looked_at = sizeof(struct svsm_attest_operation);

void see_copy(gpa_t guest, size_t size)
{
        if (writing)
                __CPROVER_assert(is_in(&wanted.report, guest, size) ||
                                         is_in(&wanted.manifest, guest, size) ||
                                         is_in(&wanted.certificates, guest, size),
                                 "what is written lies in what the guest named");
}

bool service_alive(uint32_t protocol)
{
        (void)protocol;
        return true;
}

enum service_result service_call(uint32_t protocol, const void *request, size_t request_size,
                                 void *reply, size_t capacity, size_t *reply_size)
{
        struct attest_prepared *prepared = reply;

        (void)protocol;
        __CPROVER_assert(__CPROVER_r_ok(request, request_size), "the message lies in its buffer");
        __CPROVER_assert(__CPROVER_w_ok(reply, capacity), "the reply has room");
        *reply_size = nondet_size();
        if (*(const uint8_t *)request != ATTEST_PREPARE)
                return SERVICE_OK;
        *prepared =
                (struct attest_prepared){ nondet_u32(), nondet_u32(), nondet_u32(), nondet_u32() };
        __CPROVER_assume(prepared->report_size <= MOST && prepared->manifest_size <= MOST &&
                         prepared->certificates_size <= MOST);
        return SERVICE_OK;
}

int main(void)
{
        struct svsm_call call = nondet_call();

        if (decode(nondet_bool() ? SVSM_ATTEST_SERVICES : SVSM_ATTEST_SINGLE_SERVICE,
                   gpa_from_outside(nondet_u64()), &wanted) != SVSM_SUCCESS)
                return 0;
        writing = true;
        if (invoke(&wanted, &call) == SVSM_SUCCESS)
                __CPROVER_assert(call.r8 <= wanted.report.size && call.rcx <= wanted.manifest.size,
                                 "what was written fits");
        return 0;
}

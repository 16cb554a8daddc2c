/*
 * tests/proof/readers/vtpm.c - a vTPM call of any guest, with a service that answers anything: all copies lie in the request's page
 * and in the buffers, and the service gets a locality that is allowed.
 */
#include "tests/proof/readers/locks.h"

#include "kernel/svsm/vtpm.c"
#include "tests/proof/readers/guest.h"

struct svsm_call nondet_call(void);

const size_t looked_at = FIRST_LOOK;

void see_copy(gpa_t guest, size_t size)
{
        __CPROVER_assert(size <= PAGE_SIZE - (guest.value & PAGE_MASK),
                         "a request lies in one page");
}

bool service_alive(uint32_t protocol)
{
        (void)protocol;
        return true;
}

enum service_result service_call(uint32_t protocol, const void *request, size_t request_size,
                                 void *reply, size_t capacity, size_t *reply_size)
{
        const uint8_t locality = *(const uint8_t *)request;

        (void)protocol;
        __CPROVER_assert(__CPROVER_r_ok(request, request_size), "the message lies in its buffer");
        __CPROVER_assert(request_size <= SERVICE_MESSAGE_MAX, "it is no longer than one may be");
        __CPROVER_assert(__CPROVER_w_ok(reply, capacity), "the reply has room");
        __CPROVER_assert(locality < 32 && (allowed_localities >> locality & 1),
                         "the locality is allowed");
        *reply_size = nondet_size();
        __CPROVER_assume(*reply_size <= capacity);
        return nondet_bool() ? SERVICE_OK : SERVICE_NONE;
}

/* Buffers are erased; what is in them then is nobody's business here. */
void *memset(void *to, int value, size_t size)
{
        (void)value;
        __CPROVER_assert(__CPROVER_w_ok(to, size), "memset: all bytes may be written");
        return to;
}

int main(void)
{
        struct svsm_call call = nondet_call();

        svsm_allow_localities(nondet_u32());
        (void)!svsm_vtpm_call(nondet_u32(), &call);
        return 0;
}

/*
 * kernel/svsm/core.c - the core protocol (SVSM 1.00, section 6): which call it is, and those that change no memory of the
 * guest's.
 *
 * One lock around all calls: they are rare, and each is short or comes back with INCOMPLETE. No call asks for more memory
 * (results from 0x40000000 on), and none gives SVSM_ERR_BUSY.
 */
#include "kernel/mm/guest_map.h"
#include "kernel/svsm/calls.h"
#include "kernel/svsm/vcpus.h"
#include "kernel/task/service.h"

/* The only version of every protocol. */
#define PROTOCOL_VERSION UINT64_C(1)

static bool protocol_available(uint32_t protocol)
{
        switch (protocol) {
        case SVSM_PROTOCOL_CORE:
                return true;
        case SVSM_PROTOCOL_ATTESTATION:
        case SVSM_PROTOCOL_VTPM:
                return service_alive(protocol);
        default:
                return false;
        }
}

/*
 * Section 6.7. In: the protocol and the version that the guest wants; out: the highest and the lowest version there is, or 0.
 * A protocol is there while the service that answers it is alive.
 */
static uint64_t core_query_protocol(struct svsm_call *call)
{
        uint32_t protocol = (uint32_t)(call->rcx >> 32);
        uint32_t version = (uint32_t)call->rcx;
        bool available = version == PROTOCOL_VERSION && protocol_available(protocol);

        call->rcx = available ? PROTOCOL_VERSION << 32 | PROTOCOL_VERSION : 0;
        return SVSM_SUCCESS;
}

/* Section 6.8. The virtual top of memory stays off: a query says so, and nothing can be configured. */
static uint64_t core_configure_vtom(struct svsm_call *call)
{
        if (!(call->rcx & SVSM_VTOM_QUERY))
                return SVSM_ERR_INVALID_REQUEST;
        if (call->rcx != SVSM_VTOM_QUERY)
                return SVSM_ERR_INVALID_PARAMETER;
        call->rcx = 0;
        return SVSM_SUCCESS;
}

/*
 * Section 6.1. Checks everything and changes nothing. Another vCPU's area is refused: with one flag for two vCPUs the host
 * could show the call of one as the other's.
 */
static uint64_t decode_remap_ca(unsigned int vcpu, gpa_t area)
{
        if (!page_aligned(area.value))
                return SVSM_ERR_INVALID_PARAMETER;
        if (!svsm_page_is_usable(area))
                return SVSM_ERR_INVALID_ADDRESS;
        if (svsm_is_calling_area(area) && svsm_calling_area(vcpu).value != area.value)
                return SVSM_ERR_INVALID_ADDRESS;
        return SVSM_SUCCESS;
}

/*
 * The new area begins without a call, so that the host cannot pretend that there is one (section
 * 6.1).
 */
static uint64_t core_remap_ca(unsigned int vcpu, const struct svsm_call *call)
{
        gpa_t area = gpa_from_outside(call->rcx);
        uint64_t result = decode_remap_ca(vcpu, area);

        if (result != SVSM_SUCCESS)
                return result;
        if (!svsm_clear_pending(area))
                return SVSM_ERR_INVALID_ADDRESS;
        svsm_set_calling_area(vcpu, area);
        return SVSM_SUCCESS;
}

static uint64_t dispatch(unsigned int vcpu, uint32_t number, struct svsm_call *call)
{
        switch (number) {
        case SVSM_CORE_REMAP_CA:
                return core_remap_ca(vcpu, call);
        case SVSM_CORE_PVALIDATE:
                return core_pvalidate(call);
        case SVSM_CORE_CREATE_VCPU:
                return core_create_vcpu(vcpu, call);
        case SVSM_CORE_DELETE_VCPU:
                return core_delete_vcpu(vcpu, call);
        case SVSM_CORE_DEPOSIT_MEM:
                return core_deposit_memory(call);
        case SVSM_CORE_WITHDRAW_MEM:
                return core_withdraw_memory(call);
        case SVSM_CORE_QUERY_PROTOCOL:
                return core_query_protocol(call);
        case SVSM_CORE_CONFIGURE_VTOM:
                return core_configure_vtom(call);
        default:
                return SVSM_ERR_UNSUPPORTED_CALL;
        }
}

uint64_t svsm_core_call(unsigned int vcpu, uint32_t number, struct svsm_call *call)
{
        uint64_t result;

        svsm_core_lock();
        result = dispatch(vcpu, number, call);
        svsm_core_unlock();
        return result;
}

/*
 * kernel/svsm/entry.c - one entry from the guest: whose call it is, and its registers in and out (SVSM 1.00, section 5).
 *
 * A call is: the guest has left by VMGEXIT, and the pending flag in its calling area is 1. RAX has protocol and call, the
 * result goes back in RAX, and last of all the flag becomes 0: the guest exchanges it, so it sees whether its call was served.
 */
#include "kernel/svsm/entry.h"

#include <stddef.h>

#include "kernel/base/log.h"
#include "kernel/base/stop.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/vcpus.h"
#include "lib/x86/msr.h"

/* The exit code of VMGEXIT (APM vol. 2, appendix C). */
#define EXIT_VMGEXIT 0x403

static gpa_t pending_flag(gpa_t area)
{
        return gpa_add(area, offsetof(struct svsm_calling_area, call_pending));
}

/*
 * What the flag says: 0 no call, 1 a call, anything else is reserved. No area, or an unreadable
 * one: no call.
 */
static uint8_t read_pending(gpa_t area)
{
        uint8_t pending;

        return guest_copy_in(&pending, pending_flag(area), sizeof(pending)) ? pending : 0;
}

static void clear_pending(gpa_t area)
{
        uint8_t old;

        /* The call itself may have taken the page away; then nobody can look at the flag either. */
        if (!guest_exchange_u8(pending_flag(area), 0, &old))
                log_limited("guest: a calling area went away during a call");
}

uint64_t svsm_dispatch(unsigned int vcpu, struct svsm_call *call)
{
        uint32_t protocol = (uint32_t)(call->rax >> 32);
        uint32_t number = (uint32_t)call->rax;

        switch (protocol) {
        case SVSM_PROTOCOL_CORE:
                return svsm_core_call(vcpu, number, call);
        case SVSM_PROTOCOL_ATTESTATION:
                return svsm_attest_call(number, call);
        case SVSM_PROTOCOL_VTPM:
                return svsm_vtpm_call(number, call);
        default:
                return SVSM_ERR_UNSUPPORTED_PROTOCOL;
        }
}

static struct svsm_call read_registers(const struct vmsa *vmsa)
{
        return (struct svsm_call){
                .rax = vmsa->rax, .rcx = vmsa->rcx, .rdx = vmsa->rdx, .r8 = vmsa->r8, .r9 = vmsa->r9
        };
}

static void write_registers(struct vmsa *vmsa, const struct svsm_call *call)
{
        vmsa->rax = call->rax;
        vmsa->rcx = call->rcx;
        vmsa->rdx = call->rdx;
        vmsa->r8 = call->r8;
        vmsa->r9 = call->r9;
}

/*
 * A failed call gives the guest its registers back as they were, but for RAX, and for the sizes that
 * it would have needed (attest.c).
 */
static void do_call(unsigned int vcpu, struct vmsa *vmsa, uint8_t pending)
{
        struct svsm_call call = read_registers(vmsa);
        struct svsm_call before = call;

        if (pending == 1)
                call.rax = svsm_dispatch(vcpu, &call);
        else
                call.rax = SVSM_ERR_INVALID_FORMAT;
        if (call.rax != SVSM_SUCCESS && !call.keeps_results) {
                before.rax = call.rax;
                call = before;
        }
        stop_check();
        write_registers(vmsa, &call);
}

static void handle_pending(unsigned int vcpu, struct vmsa *vmsa)
{
        gpa_t area = svsm_calling_area(vcpu);
        uint8_t pending = read_pending(area);

        if (pending == 0)
                return;
        do_call(vcpu, vmsa, pending);
        clear_pending(area);
}

/*
 * While a call is handled, a host that entered the guest on this vCPU would let it see a half-done
 * one. Without EFER.SVME in its VMSA it cannot be entered (SVSM 1.00, section 5). A guest that has not come by
 * VMGEXIT has not called, whatever its flag says: the host has entered us in the middle of what it was doing. One VMGEXIT is
 * one call: it is forgotten, so that the host cannot show it again.
 */
void svsm_handle_entry(unsigned int vcpu)
{
        struct vmsa *vmsa = svsm_enter(vcpu);

        if (!vmsa)
                return;
        vmsa->efer &= ~EFER_SVME;
        if (vmsa->exit_code == EXIT_VMGEXIT)
                handle_pending(vcpu, vmsa);
        vmsa->exit_code = 0;
        vmsa->efer |= EFER_SVME;
        svsm_leave(vcpu);
}

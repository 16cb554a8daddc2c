/*
 * softsnp/snp/npf.c - nested page faults: what hardware, KVM and QEMU together make of them.
 *
 * Either the access becomes possible and is tried again, or the guest gets a #VC, or it did something that
 * no host can resolve: then it is stopped with the reason. Checks of the reverse map table: APM vol. 2, section 15.36.10.
 */
#include "lib/snp/ghcb.h"
#include "lib/x86/paging.h"
#include "softsnp/rmp/change.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/rules.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/exception.h"

#define LOG_LIMIT 10

struct access {
        gpa_t address; /* without C-bit */
        uint64_t index;
        bool cbit;           /* private by its address, or by the mode */
        bool walk;           /* of the guest's page tables */
        bool fetch;          /* of an instruction */
        unsigned int rights; /* ACCESS_* that it needs */
};

/* EXITINFO1 has the bits of a page fault's error code and what was walked, EXITINFO2 the address (APM vol. 2, section 15.25.6). */
static struct access decode(const struct vcpu *vcpu)
{
        uint64_t info = vcpu->vmcb->control.exit_info1;
        uint64_t address = vcpu->vmcb->control.exit_info2;
        struct access access = {
                .address = gpa(address & ~c_bit()),
                .cbit = (address & c_bit()) || vcpu_all_private(vcpu),
                .walk = info & NPF_WALK,
                .fetch = info & PF_FETCH,
        };

        access.index = memory_page_index(access.address);
        access.rights =
                access.fetch ? ACCESS_EXECUTE : (info & PF_WRITE ? ACCESS_WRITE : ACCESS_READ);
        return access;
}

/*
 * #VC with the error that the guest's handler knows (GHCB_EVENT_PAGE_NOT_VALIDATED). A walk has no
 * address of its own to tell.
 */
static void raise_not_validated(struct vcpu *vcpu, const struct access *access)
{
        if (!access->walk)
                set_fault_address(vcpu, access->address);
        raise_vc(vcpu, GHCB_EVENT_PAGE_NOT_VALIDATED);
}

static const char *verb(const struct access *access)
{
        if (access->fetch)
                return "execute";
        return access->rights == ACCESS_WRITE ? "write" : "read";
}

/* A device's registers: the guest must ask through its GHCB, so the CPU raises #VC. */
static void device_access(struct vcpu *vcpu, const struct access *access)
{
        static unsigned int logged;

        if (access->cbit && logged < LOG_LIMIT) {
                logged++;
                log_line("npf: VMPL%u uses device memory %lx as private", vcpu->vmpl,
                         access->address.value);
        }
        raise_vc(vcpu, GHCB_EVENT_NPF);
}

/*
 * Hardware walks page tables and fetches instructions as private whatever the C-bit of the address, and guests rely
 * on it: Linux loads CR3 without the C-bit in places, OVMF's processors wait in code mapped without it. True: the
 * shared view has the page now.
 */
static bool admit_to_shared_view(struct vcpu *vcpu, const struct access *access)
{
        struct rmp_entry *entry = rmp_entry(access->index);
        unsigned int rights = rmp_rights(entry, vcpu->vmpl, true);

        if (access->cbit)
                return false;
        if (access->walk && !entry->walked && (rights & ACCESS_READ))
                entry->walked = true;
        else if (access->fetch && !entry->fetched && (rights & ACCESS_EXECUTE))
                entry->fetched = true;
        else
                return false;
        npt_update(access->index);
        return true;
}

/*
 * The guest uses a shared page as private. Hardware exits, and KVM with QEMU makes the page private
 * (KVM_EXIT_MEMORY_FAULT); the access is tried again and meets a page that is assigned but not validated.
 */
static void implicit_private(struct vcpu *vcpu, const struct access *access)
{
        static unsigned int logged;

        if (rmp_change_state(access->address.value >> PAGE_SHIFT, GHCB_PSC_PRIVATE, false) != 0)
                vcpu_stop(vcpu, "VMPL%u uses gpa %lx as private, which it cannot be", vcpu->vmpl,
                          access->address.value);
        npt_flush(vcpu->cpu);
        if (logged < LOG_LIMIT) {
                logged++;
                log_line("npf: VMPL%u uses shared page %lx as private", vcpu->vmpl,
                         access->address.value);
        }
        raise_not_validated(vcpu, access);
}

/* Firmware asks with plain writes whether its memory is flash; the host makes such pages shared. */
static bool is_flash_probe(const struct access *access)
{
        return !access->cbit && !access->walk && !access->fetch &&
               memory_is_window(access->address);
}

/*
 * One page at a time, as the firmware touches them; what it wrote goes to the shared page and
 * nowhere else.
 */
static void implicit_shared(struct vcpu *vcpu, const struct access *access)
{
        static bool logged;

        if (rmp_change_state(access->address.value >> PAGE_SHIFT, GHCB_PSC_SHARED, false) != 0)
                vcpu_stop(vcpu, "firmware page %lx cannot become shared", access->address.value);
        npt_flush(vcpu->cpu);
        if (!logged)
                log_line("npf: VMPL%u probes the firmware's memory for flash", vcpu->vmpl);
        logged = true;
}

/* Assigned, validated, rights, in this order: each means something only if the one before holds. */
static void private_access(struct vcpu *vcpu, const struct access *access)
{
        const struct rmp_entry *entry = rmp_entry(access->index);

        if (!entry->assigned)
                implicit_private(vcpu, access);
        else if (!entry->validated)
                raise_not_validated(vcpu, access);
        else if (entry->vmsa && access->rights == ACCESS_WRITE)
                vcpu_stop(vcpu, "VMPL%u may not write gpa %lx: it is a VMSA", vcpu->vmpl,
                          access->address.value);
        else
                vcpu_stop(vcpu, "VMPL%u may not %s gpa %lx: its permissions are %x", vcpu->vmpl,
                          verb(access), access->address.value, entry->permissions[vcpu->vmpl]);
}

/* True if the tables allow what faulted: another CPU has changed them since. */
static bool is_outdated(const struct vcpu *vcpu, const struct access *access)
{
        unsigned int rights = rmp_rights(rmp_entry(access->index), vcpu->vmpl, access->cbit);

        return (rights & access->rights) == access->rights;
}

/* Devices first: they have no entry that could be changed for the guest. */
void snp_nested_page_fault(struct vcpu *vcpu)
{
        struct access access = decode(vcpu);

        if (access.index == PAGE_INDEX_NONE) {
                device_access(vcpu, &access);
                return;
        }
        if (is_outdated(vcpu, &access) || admit_to_shared_view(vcpu, &access))
                return;
        if (access.cbit || access.walk || access.fetch)
                private_access(vcpu, &access);
        else if (is_flash_probe(&access))
                implicit_shared(vcpu, &access);
        else
                vcpu_stop(vcpu, "VMPL%u would %s private gpa %lx without the C-bit", vcpu->vmpl,
                          access.rights == ACCESS_WRITE ? "corrupt" : "read the ciphertext of",
                          access.address.value);
}

/*
 * tests/unit/kernel/interleave/outside.c - what is not the kernel: the guest, which runs from its
 * VMSAs and writes where it may, and the host, which puts other memory behind an address.
 */
#include "tests/unit/kernel/interleave/known.h"

#include "lib/x86/msr.h"

/* An old translation still goes to the page that it went to, whatever its RMP entry says. */
bool guest_store(uint64_t at, const void *data, size_t size)
{
        unsigned int page = page_of(at);
        uint8_t rights = rmp(page)->rights[FAKE_VMPL] | known->here[page].stale;

        if (!rmp(page)->validated || !(rights & RMP_PERMISSION_WRITE))
                return false;
        if (rmp(page)->vmsa)
                violation("the guest writes to the VMSA %s", page_name(page));
        memcpy(fake_guest_at(at), data, size);
        memcpy(known->shadow[page], bytes_of(page), PAGE_SIZE);
        return true;
}

struct vmsa *guest_registers(unsigned int vcpu)
{
        uint64_t page = fake.vmsa_pages[vcpu].value;

        return page ? (struct vmsa *)(void *)fake_guest_at(page) : &fake.vmsas[vcpu];
}

bool guest_runs(unsigned int vcpu)
{
        uint64_t page = fake.vmsa_pages[vcpu].value;

        if (!fake.has_vmsa[vcpu] || !(guest_registers(vcpu)->efer & EFER_SVME))
                return false;
        return page == 0 ||
               (fake.rmp[page / PAGE_SIZE].validated && fake.rmp[page / PAGE_SIZE].vmsa);
}

/* What the CPU itself has put into a VMSA. */
void guest_registers_changed(void)
{
        for (unsigned int page = 0; page < PAGE_COUNT; page++)
                if (rmp(page)->vmsa)
                        memcpy(known->shadow[page], bytes_of(page), PAGE_SIZE);
}

/* Of a 2 MiB page the host has to make small ones before it can exchange one. */
void host_swap(unsigned int page)
{
        struct memory here = known->here[page];
        struct fake_rmp_entry entry = *rmp(page);
        uint8_t bytes[PAGE_SIZE];

        if (!known->swapped)
                for (unsigned int i = 0; i < PAGE_COUNT; i++)
                        fill_secret(known->other[i]);
        known->swapped = true;
        fake.small_pages = fake.small_pages || page >= LARGE_0;
        *rmp(page) = known->there[page].other_entry;
        known->here[page] = known->there[page];
        known->there[page] = here;
        known->there[page].other_entry = entry;
        memcpy(bytes, bytes_of(page), PAGE_SIZE);
        memcpy(bytes_of(page), known->other[page], PAGE_SIZE);
        memcpy(known->other[page], bytes, PAGE_SIZE);
        memcpy(known->shadow[page], bytes_of(page), PAGE_SIZE);
}

bool host_has_swapped(void)
{
        return known->swapped;
}

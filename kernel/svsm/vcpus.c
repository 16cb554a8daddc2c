/* kernel/svsm/vcpus.c - see vcpus.h. */
#include "kernel/svsm/vcpus.h"

#include <stddef.h>

#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/vcpu.h"
#include "kernel/base/spinlock.h"
#include "kernel/mm/guest_memory.h"
#include "lib/svsm/call.h"

#define BOOT_VCPU 0

static struct {
        struct spinlock lock;
        gpa_t calling_areas[SVSM_MAX_VCPUS];  /* 0: none */
        struct spinlock pins[SVSM_MAX_VCPUS]; /* around in_call and what it stands for */
        bool in_call[SVSM_MAX_VCPUS];
        struct svsm_vmsa vmsas[SVSM_MAX_VMSAS]; /* page 0: free */
} vcpus;

void svsm_core_lock(void)
{
        spin_lock(&vcpus.lock);
}

void svsm_core_unlock(void)
{
        spin_unlock(&vcpus.lock);
}

void svsm_set_calling_area(unsigned int vcpu, gpa_t calling_area)
{
        if (vcpu < SVSM_MAX_VCPUS)
                vcpus.calling_areas[vcpu] = calling_area;
}

gpa_t svsm_calling_area(unsigned int vcpu)
{
        return vcpu < SVSM_MAX_VCPUS ? vcpus.calling_areas[vcpu] : gpa(0);
}

bool svsm_clear_pending(gpa_t calling_area)
{
        const gpa_t flag = gpa_add(calling_area, offsetof(struct svsm_calling_area, call_pending));
        const uint8_t none = 0;

        return guest_copy_out(flag, &none, sizeof(none));
}

bool svsm_calling_area_in(gpa_t start, uint64_t size)
{
        for (unsigned int i = 0; i < arch_vcpu_count() && i < SVSM_MAX_VCPUS; i++) {
                uint64_t area = vcpus.calling_areas[i].value;

                if (area != 0 && area - start.value < size)
                        return true;
        }
        return false;
}

bool svsm_is_calling_area(gpa_t page)
{
        return svsm_calling_area_in(page, 1);
}

bool svsm_page_is_usable(gpa_t page)
{
        return page.value != 0 && guest_valid(page, PAGE_SIZE);
}

struct svsm_vmsa *svsm_find_vmsa(gpa_t page)
{
        for (unsigned int i = 0; page.value != 0 && i < SVSM_MAX_VMSAS; i++)
                if (vcpus.vmsas[i].page.value == page.value)
                        return &vcpus.vmsas[i];
        return NULL;
}

static struct svsm_vmsa *free_slot(void)
{
        for (unsigned int i = 0; i < SVSM_MAX_VMSAS; i++)
                if (vcpus.vmsas[i].page.value == 0)
                        return &vcpus.vmsas[i];
        return NULL;
}

bool svsm_can_add_vmsa(void)
{
        return free_slot() != NULL;
}

void svsm_add_vmsa(gpa_t page, unsigned int vcpu)
{
        struct svsm_vmsa *slot = free_slot();

        for (unsigned int i = 0; i < SVSM_MAX_VMSAS; i++)
                if (vcpus.vmsas[i].vcpu == vcpu)
                        vcpus.vmsas[i].current = false;
        if (slot)
                *slot = (struct svsm_vmsa){ .page = page, .vcpu = vcpu, .current = true };
}

void svsm_remove_vmsa(struct svsm_vmsa *vmsa)
{
        *vmsa = (struct svsm_vmsa){ .page = { 0 } };
}

struct vmsa *svsm_enter(unsigned int vcpu)
{
        struct vmsa *vmsa;

        if (vcpu >= SVSM_MAX_VCPUS)
                return NULL;
        spin_lock(&vcpus.pins[vcpu]);
        vmsa = arch_guest_vmsa(vcpu);
        vcpus.in_call[vcpu] = vmsa != NULL;
        spin_unlock(&vcpus.pins[vcpu]);
        return vmsa;
}

void svsm_leave(unsigned int vcpu)
{
        __atomic_store_n(&vcpus.in_call[vcpu], false, __ATOMIC_RELEASE);
}

bool svsm_lock_vcpu(unsigned int vcpu)
{
        spin_lock(&vcpus.pins[vcpu]);
        if (!__atomic_load_n(&vcpus.in_call[vcpu], __ATOMIC_ACQUIRE))
                return true;
        spin_unlock(&vcpus.pins[vcpu]);
        return false;
}

void svsm_unlock_vcpu(unsigned int vcpu)
{
        spin_unlock(&vcpus.pins[vcpu]);
}

void svsm_update_memory_available(void)
{
        const uint8_t available = guest_deposited_pages() != 0;
        gpa_t area = svsm_calling_area(BOOT_VCPU);

        /* If the guest has just made the page unusable it loses the hint, nothing else. */
        if (!guest_copy_out(gpa_add(area, offsetof(struct svsm_calling_area, memory_available)),
                            &available, sizeof(available)))
                return;
}

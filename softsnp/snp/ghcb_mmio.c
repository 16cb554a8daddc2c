/*
 * softsnp/snp/ghcb_mmio.c - device registers in memory: passed to the hardware, which lies at the same address. GHCB 2.0, events
 * 0x80000001 and 0x80000002: exit_info1 is the GPA, exit_info2 the size, `scratch` where the value is.
 */
#include "softsnp/rmp/table.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/device_map.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

/* One access of the whole size: a device may count them. */
static uint64_t device_read(uint64_t address, uint64_t size)
{
        switch (size) {
        case 1:
                return *(volatile uint8_t *)address;
        case 2:
                return *(volatile uint16_t *)address;
        case 4:
                return *(volatile uint32_t *)address;
        default:
                return *(volatile uint64_t *)address;
        }
}

/* One access of the whole size here too. */
static void device_write(uint64_t address, uint64_t size, uint64_t value)
{
        switch (size) {
        case 1:
                *(volatile uint8_t *)address = (uint8_t)value;
                break;
        case 2:
                *(volatile uint16_t *)address = (uint16_t)value;
                break;
        case 4:
                *(volatile uint32_t *)address = (uint32_t)value;
                break;
        default:
                *(volatile uint64_t *)address = value;
        }
}

static uint64_t buffer_read(const void *buffer, uint64_t size)
{
        return device_read((uint64_t)buffer, size);
}

/*
 * Not RAM, nor across the end of a page. Anywhere else that the CPU can address: KVM passes every such address to user space,
 * where QEMU has a device or nothing (svm/sev.c, SVM_VMGEXIT_MMIO_READ; x86.c, kvm_sev_es_mmio_read()).
 */
static bool is_device(uint64_t address, uint64_t size)
{
        return address < device_map_end() && !(address & c_bit()) &&
               page_down(address + size - 1) == page_down(address) &&
               memory_page_index(gpa(address)) == PAGE_INDEX_NONE;
}

struct ghcb_answer serve_mmio(struct ghcb_call *call)
{
        uint64_t address = call->info1;
        uint64_t size = call->info2;
        uint64_t device;
        void *buffer;

        if (!GHCB_HAS(call, scratch))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if ((size != 1 && size != 2 && size != 4 && size != 8) || !is_device(address, size))
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        buffer = ghcb_scratch(call, size);
        if (!buffer)
                return ghcb_malformed(GHCB_ERROR_INVALID_SCRATCH);
        if (is_apic_address(address)) {
                serve_apic_mmio(call, buffer);
                return ghcb_done(0);
        }
        /* Where softsnp lies the guest has nothing, which QEMU reads as 0 (system/memory.c, unassigned_mem_read). */
        if (memory_is_softsnps(gpa(address))) {
                if (call->code == GHCB_EVENT_MMIO_READ)
                        device_write((uint64_t)buffer, size, 0);
                return ghcb_done(0);
        }
        device = device_map(call->vcpu->cpu->id, address);
        if (call->code == GHCB_EVENT_MMIO_READ) {
                device_write((uint64_t)buffer, size, device_read(device, size));
                return ghcb_done(0);
        }
        device_write(device, size, buffer_read(buffer, size));
        return ghcb_done(0);
}

/*
 * kernel/guest/firmware.c - what firmware learns of the machine: its memory and its vCPUs, where the firmware's own metadata asks
 * for them (edk2 OvmfPkg/Library/PlatformInitLib/Igvm.c).
 *
 * The host's e820 has VMPL0's range as memory like any other, and firmware that believes it asks for pages which are not its own.
 * So it gets a map of what the guest has, before its first instruction, and then does not ask the host.
 */
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/guest/start.h"
#include "kernel/mm/guest_memory.h"

#define VP_COUNT_MOST 0xffff /* more the firmware does not believe */

/*
 * Memory on both sides of the area below 1 MiB is one entry, as in QEMU's e820: the firmware takes the end of its first memory
 * for the end of what is below 4 GiB, and knows by itself what is not memory on a PC.
 */
static bool continues(const struct gpa_range *range, const struct gpa_range *next)
{
        return range->start + range->size == GUEST_LEGACY_START &&
               next->start == GUEST_LEGACY_START + GUEST_LEGACY_SIZE;
}

/* The entry that begins with range *@n, which becomes the first behind it; false after the last. */
static bool next_entry(unsigned int *n, struct gpa_range *out)
{
        struct gpa_range next;

        if (!guest_map_memory((*n)++, out))
                return false;
        if (!guest_map_memory(*n, &next) || !continues(out, &next))
                return true;
        out->size = next.start + next.size - out->start;
        (*n)++;
        return true;
}

static void write_at(uint64_t address, const void *from, size_t size)
{
        if (!guest_copy_out(gpa(address), from, size))
                kernel_stop(TERMINATE_GUEST, "0x%lx is no memory for the firmware's parameters",
                            address);
}

/* The last entry stays as it is, zero: it ends the list. What does not fit the firmware does not get. */
static void write_map(const struct params_firmware *firmware)
{
        const unsigned int most = firmware->map_size / sizeof(struct params_host_map_entry);
        struct gpa_range range;
        unsigned int n = 0;

        for (unsigned int i = 0; i + 1 < most && next_entry(&n, &range); i++) {
                const struct params_host_map_entry entry = {
                        .start_page = range.start >> PAGE_SHIFT,
                        .pages = range.size >> PAGE_SHIFT,
                };

                write_at(firmware->map + i * sizeof(entry), &entry, sizeof(entry));
        }
}

void guest_tell_firmware(const struct params *params)
{
        const uint32_t vcpus = arch_vcpu_count();

        if (params->firmware.map)
                write_map(&params->firmware);
        if (params->firmware.count && vcpus <= VP_COUNT_MOST)
                write_at(params->firmware.count, &vcpus, sizeof(vcpus));
}

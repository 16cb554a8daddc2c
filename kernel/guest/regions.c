/*
 * kernel/guest/regions.c - the guest's memory before it starts, region by region. The regions were
 * measured; where guest memory is beyond them is the host's word, and may not reach into VMPL0's.
 */
#include "kernel/arch/own_memory.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/guest/start.h"
#include "kernel/mm/guest_memory.h"
#include "lib/base/memory.h"
#include "lib/snp/cpuid_page.h"
#include "lib/snp/secrets_page.h"

#define SVSM_VERSION 1

__attribute__((noreturn)) static void refuse(uint64_t start, uint64_t size, const char *why)
{
        kernel_stop(TERMINATE_GUEST, "guest memory 0x%lx, 0x%lx bytes: %s", start, size, why);
}

static void give_image(const struct params_region *region)
{
        if (!guest_memory_give_measured(gpa(region->start), region->size))
                refuse(region->start, region->size, "the image's pages cannot be given away");
}

static void accept_range(uint64_t start, uint64_t size)
{
        if (!guest_memory_accept(gpa(start), size))
                refuse(start, size, "not accepted");
}

/*
 * The guest gets the keys of its own level and those below, and learns where its SVSM is (SVSM 1.00, section 4.1, table 1):
 * a size that is not 0 says that there is one. With VMPCK0 it could speak to the security processor in our name.
 */
static void fill_secrets(const struct params *params, gpa_t page, gpa_t calling_area)
{
        struct secrets_page secrets;

        memcpy(&secrets, arch_own_memory(params->header.secrets_page), sizeof(secrets));
        memset(secrets.vmpck, 0, (size_t)params->guest.vmpl * VMPCK_SIZE);
        secrets.svsm_base = params->header.svsm_base;
        secrets.svsm_size = params->header.svsm_size;
        secrets.svsm_caa = calling_area.value;
        secrets.svsm_max_version = SVSM_VERSION;
        secrets.svsm_guest_vmpl = (uint8_t)params->guest.vmpl;
        if (!guest_copy_out(page, &secrets, sizeof(secrets)))
                refuse(page.value, PAGE_SIZE, "the secrets cannot be written");
        memset(&secrets, 0, sizeof(secrets));
        __asm__ volatile("" : : "r"(&secrets) : "memory"); /* the copy is really cleared */
}

/* The guest's own checks have the same page as ours: what the security processor has checked. */
static void fill_cpuid(const struct params *params, gpa_t page)
{
        if (!guest_copy_out(page, arch_own_memory(params->header.cpuid_page), PAGE_SIZE))
                refuse(page.value, PAGE_SIZE, "the CPUID page cannot be written");
}

/* Only the image's regions are given as they are; the others come from the host, and are zero. */
static void set_up_region(const struct params_region *region, struct guest_pages *pages)
{
        switch (region->kind) {
        case PARAMS_REGION_IMAGE:
                give_image(region);
                return;
        case PARAMS_REGION_SECRETS:
                pages->secrets = gpa(region->start);
                break;
        case PARAMS_REGION_CPUID:
                pages->cpuid = gpa(region->start);
                break;
        case PARAMS_REGION_CAA:
                pages->calling_area = gpa(region->start);
                break;
        case PARAMS_REGION_ZERO:
                break;
        default:
                return;
        }
        accept_range(region->start, region->size);
}

/* The end of the run of pages from @start that are all valid, or all not. */
static uint64_t run_end(uint64_t start, uint64_t end, bool valid)
{
        uint64_t at = start;

        while (at < end && guest_valid(gpa(at), PAGE_SIZE) == valid)
                at += PAGE_SIZE;
        return at;
}

/* Everything of the range that no region has named. */
static void accept_rest_of(const struct gpa_range *range)
{
        uint64_t end = range->start + range->size;
        uint64_t at = range->start;

        while (at < end) {
                uint64_t free = run_end(at, end, true);

                at = run_end(free, end, false);
                if (at > free)
                        accept_range(free, at - free);
        }
}

static bool wants_all_memory(const struct params *params)
{
        for (unsigned int i = 0; i < params->guest.region_count; i++)
                if (params->regions[i].kind == PARAMS_REGION_MEMORY)
                        return true;
        return false;
}

void guest_memory_set_up(const struct params *params, struct guest_pages *pages)
{
        struct gpa_range range;

        for (unsigned int i = 0; i < params->guest.region_count; i++)
                set_up_region(&params->regions[i], pages);
        if (wants_all_memory(params))
                for (unsigned int n = 0; guest_map_range(n, &range); n++)
                        accept_rest_of(&range);
        if (pages->secrets.value)
                fill_secrets(params, pages->secrets, pages->calling_area);
        if (pages->cpuid.value)
                fill_cpuid(params, pages->cpuid);
}

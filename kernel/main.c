/*
 * kernel/main.c - the boot of VMPL0, in order. Each step may rely on those before it, and each stops with a reason if
 * what it needs is not there.
 */
#include "kernel/arch/own_memory.h"
#include "kernel/arch/stop.h"
#include "kernel/arch/vcpu.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/features.h"
#include "kernel/cpu/image.h"
#include "kernel/host/uart.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/mm/pages.h"
#include "kernel/mm/paging.h"
#include "kernel/guest/start.h"
#include "kernel/snp/vcpu.h"
#include "kernel/task/service.h"
#include "lib/params/block.h"
#include "lib/snp/cpuid_page.h"

#define KIB UINT64_C(1024)
#define MIB UINT64_C(0x100000)

static uint8_t params_block[PARAMS_MAX_SIZE];
static struct params params;

void kernel_early(uint64_t base, uint64_t private_bit);
__attribute__((noreturn)) void kernel_main(uint64_t params_address);

/* On the start's own stack: what is needed to stand on the boot vCPU's. */
void kernel_early(uint64_t base, uint64_t private_bit)
{
        image_init(base, private_bit);
        paging_init();
}

/* Nothing of VMPL0's memory is mapped yet, so the block is read through a window. */
static void read_params(uint64_t address)
{
        enum params_error error;
        struct params_header header;
        uint32_t tag = 0;

        if (!arch_own_read(&header, address, sizeof(header)) ||
            header.size > sizeof(params_block) ||
            !arch_own_read(params_block, address, header.size))
                kernel_stop(TERMINATE_PARAMETERS, "no parameter block");
        error = params_decode(params_block, header.size, &params, &tag);
        host_console_init(&params.console);
        if (error != PARAMS_OK)
                kernel_stop(TERMINATE_PARAMETERS, "parameters: %s, record 0x%x",
                            params_error_text(error), tag);
        host_channel_init(&params.channel);
}

static uint64_t later(uint64_t a, uint64_t b)
{
        return a > b ? a : b;
}

/* Where the image ends and the reserve begins. */
static uint64_t measured_end(uint64_t params_address)
{
        const struct params_header *header = &params.header;
        uint64_t end = later(header->image_end, params_address + header->size);

        end = later(end, header->cpuid_page + PAGE_SIZE);
        end = later(end, header->secrets_page + PAGE_SIZE);
        end = later(end, header->host_map + PAGE_SIZE);
        end = later(end, header->host_count + PAGE_SIZE);
        if (header->vmsa_page)
                end = later(end, header->vmsa_page + PAGE_SIZE);
        if (params.services.size)
                end = later(end, params.services.start + params.services.size);
        return page_up(end);
}

static void set_up_own_memory(uint64_t params_address)
{
        const struct params_header *header = &params.header;
        uint64_t end = measured_end(params_address);

        if (!paging_map_own(header, end))
                kernel_stop(TERMINATE_PARAMETERS, "memory 0x%lx, 0x%lx bytes is not ours to map",
                            header->svsm_base, header->svsm_size);
        paging_protect();
        pages_init(end, header->svsm_base + header->svsm_size);
}

static void set_up_guest_memory(void)
{
        if (guest_memory_init(&params, arch_own_memory(params.header.host_map)) != 0)
                kernel_stop(TERMINATE_MEMORY,
                            "the host's memory map does not hold the guest's memory");
}

static uint64_t guest_mib(void)
{
        struct gpa_range range;
        uint64_t size = 0;

        for (unsigned int n = 0; guest_map_range(n, &range); n++)
                size += range.size;
        return size / MIB;
}

static void set_up_cpu(struct cpu *cpu)
{
        if (!cpuid_init(arch_own_memory(params.header.cpuid_page)))
                kernel_stop(TERMINATE_HOST_LIES, "the CPUID page has too many entries");
        time_ask_cpuid();
        features_check(params.cpu.optional);
        cpu_init(cpu);
        vcpus_find(arch_own_memory(params.header.host_count));
}

static const char *yes_no(uint64_t bit)
{
        return read_cr4() & bit ? "yes" : "no";
}

static void greet(void)
{
        log_line("VMPL0 up, %u vcpus, %lu MiB for the guest, %lu MiB own, TSC %s%lu MHz",
                 arch_vcpu_count(), guest_mib(), params.header.svsm_size / MIB,
                 time_frequency_is_known() ? "" : "assumed at ", time_mhz());
        log_line("cr4 0x%lx: smep %s, smap %s, umip %s; image %s", read_cr4(), yes_no(CR4_SMEP),
                 yes_no(CR4_SMAP), yes_no(CR4_UMIP), params.image_name);
}

/* What VMPL0 takes; of the pool, also the most that the services ever had while they started. */
static void report_memory(void)
{
        log_line("memory: kernel %lu KiB, pool %lu KiB, peak %lu KiB, services' files %lu KiB",
                 (params.header.image_end - params.header.svsm_base) / KIB,
                 pages_used() * PAGE_SIZE / KIB, pages_peak() * PAGE_SIZE / KIB,
                 params.services.size / KIB);
}

static void start_services(void)
{
        guest_request_set_secrets(params.header.secrets_page);
        if (!params.services.size)
                return;
        if (services_start(arch_own_memory(params.services.start), params.services.size) != 0)
                kernel_stop(TERMINATE_SERVICE, "a service did not start");
}

/*
 * Time limits of VMPL0 hold on every vCPU, and the guest's clock runs. Whether anybody can ask the security processor is measured;
 * that the host lets nobody ask is no reason to go on without.
 */
static void require_time(void)
{
        if (time_is_known())
                return;
        if (guest_request_is_open())
                kernel_stop(TERMINATE_HOST_LIES,
                            "the security processor has not said how the TSC runs");
        log_line("no service asks how the TSC runs: it stands still on new vcpus");
}

__attribute__((noreturn)) static void run_guest(void)
{
        if (params.guest.kind == PARAMS_GUEST_NONE) {
                log_line("no guest: the end");
                arch_terminate(TERMINATE_ORDERLY);
        }
        require_time();
        guest_create(&params);
        log_line("guest starts at VMPL%u", params.guest.vmpl);
        vcpu_run(params.guest.vmpl);
}

void kernel_main(uint64_t params_address)
{
        struct cpu *cpu = cpu_current();

        descriptors_init();
        paging_remove_identity();
        time_init();
        snp_check_host();
        ghcb_page_init(cpu);
        read_params(params_address);
        set_up_own_memory(params_address);
        set_up_cpu(cpu);
        set_up_guest_memory();
        greet();
        start_services();
        report_memory();
        run_guest();
}

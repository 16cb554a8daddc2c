/* tests/hostile/runtime/second.c - the second vCPU, and calls that take time. */
#include "lib/base/bytes.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/paging.h"
#include "tests/hostile/runtime/guest.h"

#define SECOND_APIC_ID 1
#define PATIENCE       200000000

static uint8_t stack[16384];
static void (*volatile function_of_second)(void);
static volatile bool begun;
static uint64_t area;

extern const uint8_t second_entry[];
void second_main(void);

void second_main(void)
{
        begun = true;
        function_of_second();
        for (;;)
                cpu_relax();
}

/* A save area must not begin at a 2 MiB boundary (docs/softsnp.md). */
static uint64_t page_for_vmsa(void)
{
        uint64_t page = fresh_page();

        return page % LARGE_PAGE_SIZE ? page : fresh_page();
}

uint64_t run_on_second(void (*function)(void))
{
        uint64_t vmsa = page_for_vmsa();

        area = fresh_page();
        function_of_second = function;
        fill_vmsa((struct vmsa *)vmsa, second_entry, stack + sizeof(stack));
        if (svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_CREATE_VCPU, vmsa, area, SECOND_APIC_ID) !=
                    SVSM_SUCCESS ||
            start_vcpu(vmsa, SECOND_APIC_ID) != 0)
                return 0;
        for (unsigned int i = 0; i < PATIENCE && !begun; i++)
                cpu_relax();
        return begun ? area : 0;
}

uint64_t second_calling_area(void)
{
        return area;
}

uint64_t vtpm_command(uint64_t calling_area, uint64_t page, const void *command, uint32_t size,
                      uint8_t locality)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_VTPM, SVSM_VTPM_COMMAND), .rcx = page
        };
        struct bytes_writer writer = bytes_writer((void *)page, PAGE_SIZE);

        bytes_write_le32(&writer, SVSM_VTPM_SEND_COMMAND);
        bytes_write_u8(&writer, locality);
        bytes_write_le32(&writer, size);
        bytes_write(&writer, command, size);
        return svsm_call_from(calling_area, &registers);
}

uint64_t vtpm_get_random(uint64_t calling_area, uint64_t page, uint16_t size)
{
        uint8_t command[] = { 0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x7b, size >> 8, size & 0xff };

        return vtpm_command(calling_area, page, command, sizeof(command), 0);
}

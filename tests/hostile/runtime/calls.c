/* tests/hostile/runtime/calls.c - calls that services answer. */
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "lib/svsm/attest.h"
#include "tests/hostile/runtime/guest.h"

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

uint64_t attest_services(uint64_t report, struct gpa_range manifest, uint8_t fill)
{
        static uint8_t nonce[SVSM_ATTEST_NONCE_SIZE];
        static struct svsm_attest_operation operation;

        memset(nonce, fill, sizeof(nonce));
        operation = (struct svsm_attest_operation){
                .report = { .gpa = report, .size = PAGE_SIZE },
                .nonce_gpa = (uint64_t)nonce,
                .nonce_size = sizeof(nonce),
                .manifest = { .gpa = manifest.start, .size = (uint32_t)manifest.size },
        };
        return svsm(SVSM_PROTOCOL_ATTESTATION, SVSM_ATTEST_SERVICES, (uint64_t)&operation, 0, 0);
}

bool has_protocol(uint32_t protocol)
{
        struct svsm_registers registers = {
                .rax = svsm_number(SVSM_PROTOCOL_CORE, SVSM_CORE_QUERY_PROTOCOL),
                .rcx = (uint64_t)protocol << 32 | 1,
        };

        return svsm_call(&registers) == SVSM_SUCCESS && registers.rcx != 0;
}

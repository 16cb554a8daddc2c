/*
 * tests/proof/readers/params.c - the header of a parameter block, and one record at any place of any block, with up to 3 regions:
 * what was true of the parameters stays true, so that it is after any number of records.
 */
#include "lib/params/block.h"
#undef PARAMS_MAX_REGIONS
#define PARAMS_MAX_REGIONS 3
#include "lib/params/block.c"
#include "tests/proof/readers/any.h"

struct params nondet_params(void);

static bool port_is_valid(const struct params_port *port)
{
        return port->kind <= PARAMS_PORT_UART_16550 && port->reserved == 0;
}

static bool regions_are_valid(const struct params *params)
{
        if (params->guest.region_count > PARAMS_MAX_REGIONS)
                return false;
        for (uint32_t i = 0; i < params->guest.region_count; i++)
                if (check_region(params, &params->regions[i]) != PARAMS_OK ||
                    regions_overlap(params, i))
                        return false;
        return true;
}

static bool services_are_valid(const struct params *params)
{
        const struct gpa_range svsm = { params->header.svsm_base, params->header.svsm_size };

        return params->services.size == 0 ||
               range_holds(&svsm, params->services.start, params->services.size);
}

static bool is_valid(const struct params *params)
{
        return port_is_valid(&params->console) && port_is_valid(&params->channel) &&
               check_guest(&params->guest) == PARAMS_OK &&
               (params->cpu.optional & ~PARAMS_CPU_CAN_BE_OPTIONAL) == 0 &&
               params->tpm.localities >> PARAMS_TPM_LOCALITIES == 0 &&
               page_aligned(params->memory.end) && regions_are_valid(params) &&
               services_are_valid(params) &&
               params->image_name[sizeof(params->image_name) - 1] == 0;
}

static void prove_header(void)
{
        const size_t size = nondet_u32();
        struct params params = nondet_params();
        const struct params_header *header = &params.header;

        if (check_header(header, size) != PARAMS_OK)
                return;
        __CPROVER_assert(header->size >= sizeof(*header) && header->size <= size,
                         "the block lies in what was given");
        __CPROVER_assert(header->svsm_base + header->svsm_size > header->svsm_base,
                         "VMPL0's memory does not wrap");
        __CPROVER_assert(
                header->cpuid_page - header->svsm_base <= header->svsm_size - PAGE_SIZE &&
                        header->host_map - header->svsm_base <= header->svsm_size - PAGE_SIZE &&
                        header->host_count - header->svsm_base <= header->svsm_size - PAGE_SIZE &&
                        (header->vmsa_page == 0 ||
                         header->vmsa_page - header->svsm_base <= header->svsm_size - PAGE_SIZE),
                "the pages are VMPL0's");
}

static void prove_record(void)
{
        struct bytes_reader reader = { .size = nondet_u32(), .offset = nondet_u32() };
        const size_t before = reader.offset;
        struct params params = nondet_params();
        uint32_t seen = nondet_u32();
        uint32_t tag;

        __CPROVER_assume(reader.offset <= reader.size && is_valid(&params));
        if (next_record(&reader, &params, &tag, &seen) != PARAMS_OK)
                return;
        __CPROVER_assert(reader.offset > before && reader.offset <= reader.size,
                         "the reader goes on, in the block");
        __CPROVER_assert(is_valid(&params), "the parameters stay valid");
}

int main(void)
{
        prove_header();
        prove_record();
        return 0;
}

/* CREATE_VCPU of APIC ID 2 by both vCPUs, with the same page; then DELETE_VCPU by both. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"

#define ROUNDS 40

static uint64_t page, second_area;

static uint64_t create(void)
{
        struct svsm_registers registers = {
                .rax = SVSM_CORE_CREATE_VCPU, .rcx = page, .rdx = second_area, .r8 = 2
        };

        return svsm_call_from(second_calling_area(), &registers);
}

static uint64_t create_too(void)
{
        return create_third(page);
}

static uint64_t delete_it(void)
{
        return second_core(SVSM_CORE_DELETE_VCPU, page);
}

static uint64_t delete_too(void)
{
        return delete_third(page);
}

static void one_of(const char *what, struct race done)
{
        if ((done.called == SVSM_SUCCESS) == (done.took == SVSM_SUCCESS))
                won("%s: %lx and %lx", what, done.called, done.took);
}

void guest_main(void)
{
        page = page_for_vmsa();
        second_area = fresh_page();
        race_begin();
        for (unsigned int round = 0; round < ROUNDS; round++) {
                fill_vmsa((struct vmsa *)page, (const void *)page, (const void *)page);
                one_of("CREATE_VCPU", race(create, create_too, round / 4));
                one_of("DELETE_VCPU", race(delete_it, delete_too, round / 4));
                *(volatile uint8_t *)page = 0;
        }
        kept_out("%u pages, each created once", ROUNDS);
}

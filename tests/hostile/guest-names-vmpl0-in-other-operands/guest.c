/* Every call number, known and not, with VMPL0's pages in every register; and a look at the registers afterwards. */
#include "tests/hostile/runtime/bad_pages.h"

static uint64_t query(uint64_t page)
{
        struct svsm_registers registers = {
                .rax = SVSM_CORE_QUERY_PROTOCOL, .rcx = page, .rdx = page, .r8 = page, .r9 = page
        };
        uint64_t result = svsm_call(&registers);

        if (registers.rdx != page || registers.r8 != page || registers.r9 != page)
                won("QUERY_PROTOCOL changes registers");
        return registers.rcx ? 0 : result;
}

static void refuse_number(uint64_t number, uint64_t page, uint64_t wanted)
{
        struct svsm_registers registers = { number, page, page, page, page };
        uint64_t result = svsm_call(&registers);

        if (result != wanted || registers.rcx != page || registers.rdx != page ||
            registers.r8 != page || registers.r9 != page)
                won("call %lx: %lx", number, result);
}

void guest_main(void)
{
        for (uint64_t i = 0; i < 4096; i++) {
                uint64_t page = vmpl0_base() + i * PAGE_SIZE;

                if (query(page) != SVSM_SUCCESS)
                        won("QUERY_PROTOCOL is refused");
                refuse_number(8 + i, page, SVSM_ERR_UNSUPPORTED_CALL);
                refuse_number(svsm_number(3 + (uint32_t)i, 0), page, SVSM_ERR_UNSUPPORTED_PROTOCOL);
                refuse_number(page << 32 | page, page, SVSM_ERR_UNSUPPORTED_PROTOCOL);
                if (core(SVSM_CORE_CONFIGURE_VTOM, page) != SVSM_ERR_INVALID_REQUEST ||
                    core(SVSM_CORE_CONFIGURE_VTOM, page | 1) != SVSM_ERR_INVALID_PARAMETER)
                        won("a virtual top of memory at %lx", page);
        }
        kept_out("4096 pages in each register");
}

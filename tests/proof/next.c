/* tests/proof/next.c - a step of the iterator from any place in a file of any size: it goes on, and stays in the file. */
#include "tests/proof/state.h"

int main(void)
{
        struct igvm_iterator iterator = { .offset = (uint32_t)nondet_number(),
                                          .index = (uint32_t)nondet_number() };
        const uint32_t before = iterator.offset;
        struct igvm_header header;
        struct state state;

        make_state(&state);
        iterator.file = &state.file;
        if (!igvm_next(&iterator, &header))
                return 0;
        __CPROVER_assert(iterator.offset > before, "the iterator goes on");
        __CPROVER_assert(iterator.offset <= state.file.headers_end, "it stays in the headers");
        __CPROVER_assert(__CPROVER_r_ok(header.body, header.length), "the body can be read");
        return 0;
}

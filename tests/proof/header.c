/*
 * tests/proof/header.c - one header of HEADER_TYPE (an enum igvm_header_type), in any state of the check and at any place.
 *
 * Whatever its body says: nothing is read or written outside of file and workspace, the state stays valid, and if the
 * header passes, all data that it leads to lies in the file.
 *
 * The header is at any place, but its body is an array of its own, of the length that the type has: so nothing beside the
 * body is read, and CBMC needs not look for it in a file of any size, which for some types it does not finish.
 */
#include <stdlib.h>

#include "lib/igvm/check.h"
#include "lib/igvm/types.h"
#include "tests/proof/state.h"

/* igvm_header_data() says where it leads; the proofs of start states have a file of their own. */
static bool data_is_in_file(const struct state *state, const struct igvm_header *header)
{
        struct igvm_span data = igvm_header_data(&state->file, header);

        return data.offset == 0 || data.size == 0 ||
               is_in_file(&state->file, data.offset, data.size);
}

int main(void)
{
        struct state state;
        struct igvm_header header;

        make_state(&state);
        header = any_header(&state, HEADER_TYPE);
        header.body = malloc(header.length);
        __CPROVER_assume(header.body != NULL);
        if (igvm_check_header(&state.check, &header) == IGVM_OK)
                __CPROVER_assert(data_is_in_file(&state, &header), "data lies in the file");
        __CPROVER_assert(is_valid(&state), "the state stays valid");
        return 0;
}

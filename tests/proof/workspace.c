/* tests/proof/workspace.c - igvm_workspace_allocate() for any bytes, up to MOST, with and without memory. */
#include <errno.h>

#include "lib/igvm/hosted.h"
#include "tests/proof/state.h"

#define MOST 56

int main(void)
{
        const size_t size = nondet_number();
        struct igvm_workspace workspace;
        uint8_t bytes[MOST];
        int result;

        __CPROVER_assume(size <= MOST); /* the array ends where the file does */
        result = igvm_workspace_allocate(&workspace, bytes + MOST - size, size);
        __CPROVER_assert(result == 0 || result == -ENOMEM, "there is one error");
        __CPROVER_assert(
                result || __CPROVER_w_ok(workspace.ranges,
                                         workspace.range_capacity * sizeof(struct igvm_range)),
                "there is memory for all ranges");
        __CPROVER_assert(result ||
                                 __CPROVER_w_ok(workspace.areas,
                                                workspace.area_capacity * sizeof(struct igvm_area)),
                         "there is memory for all areas");
        igvm_workspace_free(&workspace);
        return 0;
}

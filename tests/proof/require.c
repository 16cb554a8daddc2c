/* tests/proof/require.c - igvm_require() as it is, without the checks that tests/proof/walk.c has in their places. */
#define igvm_check_header unused_check_header
#define igvm_check_end    unused_check_end
#include "lib/igvm/check.c"

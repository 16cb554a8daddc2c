/*
 * tests/proof/readers/pvalidate.c - PVALIDATE, whatever up to 3 entries say: a page that is changed is aligned to its size, and the
 * guest is told of no entry behind the last.
 */
#include "kernel/svsm/core_pvalidate.c"
#include "tests/proof/readers/guest.h"

struct svsm_list nondet_list(void);

const size_t looked_at = 0;

void see_copy(gpa_t guest, size_t size)
{
        (void)guest, (void)size;
}

static enum page_result change(gpa_t page, bool large)
{
        __CPROVER_assert(page.value % (large ? LARGE_PAGE_SIZE : PAGE_SIZE) == 0,
                         "a page is aligned to its size");
        return nondet_u16() & 0x1ff;
}

enum page_result guest_page_validate(gpa_t page, bool large)
{
        return change(page, large);
}

enum page_result guest_page_rescind(gpa_t page, bool large)
{
        return change(page, large);
}

uint64_t svsm_page_result(enum page_result result)
{
        return result == PAGE_OK ? SVSM_SUCCESS : SVSM_ERR_INVALID_ADDRESS;
}

int main(void)
{
        list = nondet_list();
        __CPROVER_assume(list.next < list.count && list.count <= 3);
        (void)!process();
        __CPROVER_assert(list.next <= list.count, "no entry behind the last is done");
        return 0;
}

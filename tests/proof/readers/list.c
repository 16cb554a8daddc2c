/*
 * tests/proof/readers/list.c - the lists of PVALIDATE and DEPOSIT_MEM, of any guest: all copies lie in one page of the guest's and in
 * the list, and what is taken for a list has its entries there.
 */
#include "lib/svsm/call.h"

#include "kernel/svsm/list.h"
#include "tests/proof/readers/guest.h"

struct svsm_list nondet_list(void);

const size_t looked_at = SVSM_LIST_HEADER_SIZE;

void see_copy(gpa_t guest, size_t size)
{
        __CPROVER_assert(size <= PAGE_SIZE - (guest.value & PAGE_MASK), "a list lies in one page");
}

int main(void)
{
        struct svsm_list list = nondet_list();
        const gpa_t at = gpa_from_outside(nondet_u64());

        if (list_read(&list, at) != SVSM_SUCCESS)
                return 0;
        __CPROVER_assert(list.at.value == at.value && list.next < list.count &&
                                 list.count <= LIST_MAX_ENTRIES,
                         "there is an entry to do, and none behind the last");
        (void)!list_write_next(&list);
        return 0;
}

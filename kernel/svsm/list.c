/* kernel/svsm/list.c - see list.h. */
#include "kernel/svsm/list.h"

#include <stddef.h>

#include "kernel/mm/guest_memory.h"

uint64_t list_read(struct svsm_list *list, gpa_t at)
{
        struct svsm_pvalidate_list header;

        if (at.value % sizeof(uint64_t) != 0)
                return SVSM_ERR_INVALID_PARAMETER;
        if (!guest_copy_in(&header, at, sizeof(header)))
                return SVSM_ERR_INVALID_ADDRESS;
        if (header.count == 0 || header.count > list_capacity(at) || header.next >= header.count)
                return SVSM_ERR_INVALID_PARAMETER;
        list->at = at;
        list->count = header.count;
        list->next = header.next;
        if (!guest_copy_in(&list->entries[list->next], list_entry(at, list->next),
                           (size_t)(list->count - list->next) * sizeof(uint64_t)))
                return SVSM_ERR_INVALID_ADDRESS;
        return SVSM_SUCCESS;
}

uint64_t list_write_next(const struct svsm_list *list)
{
        gpa_t field = gpa_add(list->at, offsetof(struct svsm_pvalidate_list, next));

        return guest_copy_out(field, &list->next, sizeof(list->next)) ? SVSM_SUCCESS
                                                                      : SVSM_ERR_INVALID_ADDRESS;
}

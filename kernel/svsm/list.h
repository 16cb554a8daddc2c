/*
 * kernel/svsm/list.h - the lists of PVALIDATE and DEPOSIT_MEM: a header and 64-bit entries within
 * one page of the guest's, copied once (SVSM 1.00, sections 6.2 and 6.5, tables of the operation). The guest goes on from
 * `next` when a call stops early.
 */
#ifndef KERNEL_SVSM_LIST_H
#define KERNEL_SVSM_LIST_H

#include <stdint.h>

#include "lib/base/address.h"
#include "lib/svsm/call.h"

#define LIST_MAX_ENTRIES ((PAGE_SIZE - SVSM_LIST_HEADER_SIZE) / sizeof(uint64_t))

struct svsm_list {
        gpa_t at;
        uint16_t count;
        uint16_t next;
        uint64_t entries[LIST_MAX_ENTRIES]; /* entries[next] to entries[count - 1] are read */
};

/* Copies and checks a list; SVSM_SUCCESS or the result code of the call. */
__attribute__((warn_unused_result)) uint64_t list_read(struct svsm_list *list, gpa_t at);

/* Tells the guest which entry is next. */
__attribute__((warn_unused_result)) uint64_t list_write_next(const struct svsm_list *list);

/* Where entry @index of the list at @at is. */
static inline gpa_t list_entry(gpa_t at, uint16_t index)
{
        return gpa_add(at, SVSM_LIST_HEADER_SIZE + index * sizeof(uint64_t));
}

/* How many entries fit between @at and the end of its page. */
static inline uint64_t list_capacity(gpa_t at)
{
        return (PAGE_SIZE - (at.value & PAGE_MASK) - SVSM_LIST_HEADER_SIZE) / sizeof(uint64_t);
}

#endif

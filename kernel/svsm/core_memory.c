/*
 * kernel/svsm/core_memory.c - SVSM_CORE_DEPOSIT_MEM and SVSM_CORE_WITHDRAW_MEM (SVSM 1.00, sections
 * 6.5 and 6.6).
 *
 * No call asks for more memory, since all of VMPL0's is in the image's own range. What a guest
 * deposits is kept out of everybody's reach and can be had back at any time.
 */
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/calls.h"
#include "kernel/svsm/list.h"
#include "kernel/svsm/result.h"
#include "kernel/svsm/vcpus.h"

/* The list of the call that holds the core lock. */
static struct svsm_list list;

static uint64_t deposit(uint64_t entry)
{
        uint64_t size_field = entry & SVSM_PVALIDATE_SIZE_MASK;
        bool large = size_field == SVSM_PVALIDATE_LARGE;
        uint64_t size = large ? LARGE_PAGE_SIZE : PAGE_SIZE;
        gpa_t page = gpa_from_outside(page_down(entry));

        if (size_field > SVSM_PVALIDATE_LARGE || page.value % size != 0)
                return SVSM_ERR_INVALID_PARAMETER;
        if (svsm_calling_area_in(page, size))
                return SVSM_ERR_INVALID_ADDRESS;
        /* The list tells the guest how far we came, so it has to stay the guest's. */
        if (list.at.value - page.value < size)
                return SVSM_ERR_INVALID_ADDRESS;
        return svsm_page_result(guest_page_deposit(page, large));
}

uint64_t core_deposit_memory(const struct svsm_call *call)
{
        uint64_t result = list_read(&list, gpa_from_outside(call->rcx));
        uint64_t written;

        if (result != SVSM_SUCCESS)
                return result;
        while (result == SVSM_SUCCESS && list.next < list.count) {
                result = deposit(list.entries[list.next]);
                if (result == SVSM_SUCCESS)
                        list.next++;
        }
        guest_pages_flush();
        svsm_update_memory_available();
        written = list_write_next(&list);
        return result != SVSM_SUCCESS ? result : written;
}

static bool write_count(gpa_t at, uint16_t count)
{
        return guest_copy_out(at, &count, sizeof(count));
}

/* Writes one entry and gives the page back; false if that cannot be, and nothing has changed. */
static bool withdraw(gpa_t at, uint16_t index, gpa_t page)
{
        return guest_copy_out(list_entry(at, index), &page.value, sizeof(page.value)) &&
               guest_page_withdraw(page) == PAGE_OK;
}

static uint64_t decode_withdraw(gpa_t at)
{
        if (at.value % sizeof(uint64_t) != 0 || list_capacity(at) == 0)
                return SVSM_ERR_INVALID_PARAMETER;
        return SVSM_SUCCESS;
}

uint64_t core_withdraw_memory(const struct svsm_call *call)
{
        gpa_t at = gpa_from_outside(call->rcx);
        gpa_t page;
        uint16_t count = 0;
        uint64_t result = decode_withdraw(at);

        if (result != SVSM_SUCCESS)
                return result;
        /* Before anything is given back, to know that the list can be written. */
        if (!write_count(at, 0))
                return SVSM_ERR_INVALID_ADDRESS;
        while (count < list_capacity(at) && guest_first_deposited(&page) &&
               withdraw(at, count, page))
                count++;
        svsm_update_memory_available();
        return write_count(at, count) ? SVSM_SUCCESS : SVSM_ERR_INVALID_ADDRESS;
}

/* kernel/mm/guest_copy.c - copies to and from the guest's memory, while the book allows them (guest_memory.h). */
#include "kernel/arch/guest_page.h"
#include "kernel/mm/guest_book.h"
#include "kernel/mm/guest_memory.h"

/* Each command of the TPM's is four of these: what they call is one piece of code with them. */
#define HOT __attribute__((flatten))

bool guest_valid(gpa_t start, uint64_t size)
{
        return book_look(start, size, PAGE_VALID) == PAGES_ALL;
}

HOT bool guest_copy_in(void *to, gpa_t from, size_t size)
{
        bool ok;

        book_read_lock();
        ok = book_all_in(from, size, PAGE_VALID) && arch_guest_read(to, from, size);
        book_read_unlock();
        return ok;
}

HOT bool guest_copy_out(gpa_t to, const void *from, size_t size)
{
        bool ok;

        book_read_lock();
        ok = book_all_in(to, size, PAGE_VALID) && arch_guest_write(to, from, size);
        book_read_unlock();
        return ok;
}

HOT bool guest_exchange_u8(gpa_t at, uint8_t value, uint8_t *old)
{
        bool ok;

        book_read_lock();
        ok = book_all_in(at, sizeof(value), PAGE_VALID) && arch_guest_exchange_u8(at, value, old);
        book_read_unlock();
        return ok;
}

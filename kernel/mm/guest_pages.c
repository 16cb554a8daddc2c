/*
 * kernel/mm/guest_pages.c - what becomes of a page of the guest's (guest_memory.h).
 *
 * Each change has the same course: take the page in the book, execute, put it into its new state. What is taken is this
 * vCPU's alone, so no lock is held over an instruction. There is at most one validated page for a GPA, by
 * induction: PVALIDATE is executed only on what the book says is not so yet, and the processor has to agree (CF).
 */
#include "kernel/arch/guest_page.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/mm/guest_book.h"
#include "kernel/mm/guest_memory.h"

#include <stddef.h>

static unsigned int guest_vmpl;

int guest_memory_init(const struct params *params, const struct params_host_map *host)
{
        guest_vmpl = params->guest.vmpl;
        return guest_map_init(params, host) == 0 ? book_init() : -1;
}

unsigned int guest_memory_vmpl(void)
{
        return guest_vmpl;
}

static uint64_t size_of_page(bool large)
{
        return large ? LARGE_PAGE_SIZE : PAGE_SIZE;
}

/* Puts the page where it now is. What has faulted on the way is nobody's. */
static enum page_result finish(gpa_t page, bool large, enum page_result result,
                               enum page_state done, enum page_state undone)
{
        enum page_state state = result == PAGE_OK ? done : undone;

        book_put(page, size_of_page(large), result == PAGE_GONE ? PAGE_LOST : state);
        return result;
}

/* An answer that no processor gives is as bad as none. */
static enum page_result from_rmp(enum rmp_result result)
{
        return (unsigned int)result > RMP_RESULT_MAX ? PAGE_GONE : (enum page_result)result;
}

static enum page_result adjust(gpa_t page, bool large, uint64_t attributes)
{
        return from_rmp(arch_rmpadjust(page, large, attributes));
}

/* All rights to the guest's VMPL and the more privileged ones (SVSM 1.00, section 6.2, asks for both). */
static enum page_result grant(gpa_t page, bool large)
{
        enum page_result result = PAGE_OK;

        for (unsigned int vmpl = 1; result == PAGE_OK && vmpl <= guest_vmpl; vmpl++)
                result = adjust(page, large, rmpadjust_attributes(vmpl, RMP_PERMISSION_ALL));
        return result;
}

/* After a change that failed with @why: the guest gets its rights back, or nobody has the page. */
static enum page_result grant_again(gpa_t page, bool large, enum page_result why)
{
        if (why == PAGE_GONE)
                return why;
        return grant(page, large) == PAGE_OK ? why : PAGE_GONE;
}

/*
 * Takes all rights from VMPL1 to 3, so that whatever happens to the page later begins from nothing. If that cannot
 * be, none is taken.
 */
static enum page_result revoke(gpa_t page, bool large)
{
        for (unsigned int vmpl = 1; vmpl < VMPL_COUNT; vmpl++) {
                enum page_result result = adjust(page, large, rmpadjust_attributes(vmpl, 0));

                if (result != PAGE_OK)
                        return vmpl == 1 ? result : grant_again(page, large, result);
        }
        return PAGE_OK;
}

__attribute__((noreturn)) static void stop_two_pages(gpa_t page)
{
        kernel_stop(TERMINATE_HOST_LIES, "guest page 0x%lx was exchanged by the host", page.value);
}

/* PVALIDATE of a page that the book says is not so yet. */
static enum page_result pvalidate_changed(gpa_t page, bool large, bool validate)
{
        enum rmp_result result = arch_pvalidate(page, large, validate);

        if (result == RMP_UNCHANGED)
                stop_two_pages(page);
        return from_rmp(result);
}

/*
 * A host could have put memory that was ours behind the guest's address. So the guest sees nothing of the page before
 * it is zero: PVALIDATE leaves no rights to lower VMPLs (APM vol. 3, "PVALIDATE"), and they come last.
 */
static enum page_result validate_zero_grant(gpa_t page, bool large)
{
        enum page_result result = pvalidate_changed(page, large, true);

        if (result != PAGE_OK)
                return result;
        if (!arch_guest_zero(page, size_of_page(large)) || grant(page, large) != PAGE_OK)
                return PAGE_GONE;
        return PAGE_OK;
}

/* Why pages could not be taken from state @from, if somebody wants them to be in state @to. */
static enum page_result why_not(gpa_t page, bool large, enum page_state from, enum page_state to)
{
        uint64_t size = size_of_page(large);
        enum page_look already = book_look(page, size, to);

        if (already == PAGES_ALL)
                return PAGE_UNCHANGED;
        if (already == PAGES_MIXED && book_look(page, size, from) == PAGES_MIXED)
                return PAGE_OTHER_SIZE;
        return PAGE_REFUSED;
}

enum page_result guest_page_validate(gpa_t page, bool large)
{
        if (!book_take(page, size_of_page(large), PAGE_NOT_VALID))
                return why_not(page, large, PAGE_NOT_VALID, PAGE_VALID);
        return finish(page, large, validate_zero_grant(page, large), PAGE_VALID, PAGE_NOT_VALID);
}

/* Rights go first, so that a later validation finds none, whatever the host does in between. */
static enum page_result revoke_rescind(gpa_t page, bool large)
{
        enum page_result result = revoke(page, large);

        if (result != PAGE_OK)
                return result;
        result = pvalidate_changed(page, large, false);
        return result == PAGE_OK ? result : grant_again(page, large, result);
}

enum page_result guest_page_rescind(gpa_t page, bool large)
{
        enum page_result result;

        if (!book_take(page, size_of_page(large), PAGE_VALID))
                return why_not(page, large, PAGE_VALID, PAGE_NOT_VALID);
        result = revoke_rescind(page, large);
        arch_flush_guest_translations();
        return finish(page, large, result, PAGE_NOT_VALID, PAGE_VALID);
}

enum page_result guest_vmsa_begin(gpa_t page, struct vmsa *copy)
{
        enum page_result result;

        if (!book_take(page, PAGE_SIZE, PAGE_VALID))
                return PAGE_REFUSED;
        result = revoke(page, false);
        arch_flush_guest_translations();
        if (result == PAGE_OK && !arch_guest_read(copy, page, sizeof(*copy)))
                result = PAGE_GONE;
        return result == PAGE_OK ? result : finish(page, false, result, PAGE_VALID, PAGE_VALID);
}

/* The page that has become a VMSA must be the one that was looked at. */
static void check_again(gpa_t page, const struct vmsa *copy)
{
        uint8_t vmpl;
        uint64_t sev_features;

        if (!arch_guest_read(&vmpl, gpa_add(page, offsetof(struct vmsa, vmpl)), sizeof(vmpl)) ||
            !arch_guest_read(&sev_features, gpa_add(page, offsetof(struct vmsa, sev_features)),
                             sizeof(sev_features)) ||
            vmpl != copy->vmpl || sev_features != copy->sev_features)
                stop_two_pages(page);
}

enum page_result guest_vmsa_end(gpa_t page, const struct vmsa *copy)
{
        const uint64_t attributes =
                rmpadjust_attributes(guest_vmpl, RMP_PERMISSION_READ) | RMPADJUST_VMSA;
        enum page_result result = adjust(page, false, attributes);

        if (result != PAGE_OK) {
                result = grant_again(page, false, result);
                return finish(page, false, result, PAGE_VALID, PAGE_VALID);
        }
        check_again(page, copy);
        return finish(page, false, PAGE_OK, PAGE_VMSA, PAGE_VALID);
}

enum page_result guest_vmsa_give_back(gpa_t page)
{
        enum page_result result = grant(page, false) == PAGE_OK ? PAGE_OK : PAGE_GONE;

        return finish(page, false, result, PAGE_VALID, PAGE_VALID);
}

/*
 * RMPADJUST refuses a VMSA that is running, and a page that has stopped to be a VMSA cannot be
 * entered: so the one instruction decides, and nothing has changed if it says no.
 */
enum page_result guest_vmsa_delete(gpa_t page)
{
        enum page_result result;

        if (!book_take(page, PAGE_SIZE, PAGE_VMSA))
                return PAGE_REFUSED;
        result = adjust(page, false, rmpadjust_attributes(guest_vmpl, 0));
        if (result != PAGE_OK)
                return finish(page, false, result, PAGE_VMSA, PAGE_VMSA);
        return guest_vmsa_give_back(page);
}

enum page_result guest_page_deposit(gpa_t page, bool large)
{
        enum page_result result;

        if (!book_take(page, size_of_page(large), PAGE_VALID))
                return PAGE_REFUSED;
        result = revoke(page, large);
        return finish(page, large, result, PAGE_DEPOSITED, PAGE_VALID);
}

void guest_pages_flush(void)
{
        arch_flush_guest_translations();
}

/*
 * True if nothing in the large page is anything but deposited, given back already, or on the way. Whoever would change
 * that holds the core lock, which withdraw()'s caller has.
 */
static bool large_is_given_back(gpa_t page)
{
        return guest_map_span(page, LARGE_PAGE_SIZE).count != 0 &&
               book_look(page, LARGE_PAGE_SIZE, PAGE_VMSA) == PAGES_NONE &&
               book_look(page, LARGE_PAGE_SIZE, PAGE_NOT_VALID) == PAGES_NONE &&
               book_look(page, LARGE_PAGE_SIZE, PAGE_LOST) == PAGES_NONE;
}

/*
 * A page that was deposited as part of a large one has to be given back with it. The others of the
 * large page are granted early then, which does no harm: nothing of ours is ever in them, and until it is their turn
 * nobody can name them. The RMP's sizes are the host's to change, so that it is large is no proof that it was deposited so.
 */
static enum page_result grant_with_large(gpa_t page)
{
        const gpa_t large = gpa(page.value & ~(LARGE_PAGE_SIZE - 1));

        return large_is_given_back(large) ? grant(large, true) : PAGE_OTHER_SIZE;
}

enum page_result guest_page_withdraw(gpa_t page)
{
        enum page_result result;

        if (!book_take(page, PAGE_SIZE, PAGE_DEPOSITED))
                return PAGE_REFUSED;
        result = grant(page, false);
        if (result == PAGE_OTHER_SIZE)
                result = grant_with_large(page);
        return finish(page, false, result, PAGE_VALID, PAGE_DEPOSITED);
}

uint64_t guest_deposited_pages(void)
{
        return book_deposited();
}

bool guest_first_deposited(gpa_t *page)
{
        return book_first_deposited(page);
}

bool guest_memory_give_measured(gpa_t start, uint64_t size)
{
        bool ok = book_take(start, size, PAGE_NOT_VALID);

        if (!ok)
                return false;
        for (uint64_t offset = 0; ok && offset < size; offset += PAGE_SIZE)
                ok = grant(gpa_add(start, offset), false) == PAGE_OK;
        book_put(start, size, ok ? PAGE_VALID : PAGE_LOST);
        return ok;
}

static bool accept_small(gpa_t start, uint64_t size)
{
        bool ok = true;

        for (uint64_t offset = 0; ok && offset < size; offset += PAGE_SIZE)
                ok = guest_page_validate(gpa_add(start, offset), false) == PAGE_OK;
        return ok;
}

/* The host decides whether 2 MiB are one entry of its table; if they are not, they are done by 4 KiB. */
static bool accept_large(gpa_t page)
{
        enum page_result result = guest_page_validate(page, true);

        return result == PAGE_OTHER_SIZE ? accept_small(page, LARGE_PAGE_SIZE) : result == PAGE_OK;
}

bool guest_memory_accept(gpa_t start, uint64_t size)
{
        bool ok = arch_guest_make_private(start, size);

        while (ok && size) {
                bool large = start.value % LARGE_PAGE_SIZE == 0 && size >= LARGE_PAGE_SIZE;
                uint64_t part = size_of_page(large);

                ok = large ? accept_large(start) : accept_small(start, part);
                start = gpa_add(start, part);
                size -= part;
        }
        return ok;
}

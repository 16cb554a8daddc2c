/*
 * kernel/svsm/core_pvalidate.c - SVSM_CORE_PVALIDATE: the guest's memory becomes private, or shared
 * again (SVSM 1.00, section 6.2).
 */
#include "kernel/arch/arch.h"
#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/core.h"
#include "kernel/svsm/list.h"
#include "kernel/svsm/rights.h"

/*
 * Between the video memory and 1 MiB a host may map ROM, which cannot be written: zeroing it would
 * fault in the host for ever. Linux validates it all the same.
 */
#define LEGACY_START UINT64_C(0xa0000)
#define LEGACY_END   UINT64_C(0x100000)

/* One entry, once it is known to be allowed. */
struct pvalidate {
        gpa_t page;
        uint64_t size; /* bytes */
        bool large;
        bool validate;
        bool ignore_unchanged;
};

/* The list of the call that holds the core lock: too big for a stack. */
static struct svsm_list list;

static uint64_t decode(uint64_t entry, struct pvalidate *out)
{
        uint64_t size = entry & SVSM_PVALIDATE_SIZE_MASK;

        if (size > SVSM_PVALIDATE_LARGE)
                return SVSM_ERR_INVALID_PARAMETER;
        out->large = size == SVSM_PVALIDATE_LARGE;
        out->size = out->large ? LARGE_PAGE_SIZE : PAGE_SIZE;
        out->page = gpa(page_down(entry));
        out->validate = entry & SVSM_PVALIDATE_VALIDATE;
        out->ignore_unchanged = entry & SVSM_PVALIDATE_IGNORE_CF;
        if (out->page.value % out->size != 0)
                return SVSM_ERR_INVALID_PARAMETER;
        return guest_memory_holds(out->page, out->size) ? SVSM_SUCCESS : SVSM_ERR_INVALID_ADDRESS;
}

static bool is_success(const struct pvalidate *op, enum rmp_result result)
{
        return result == RMP_SUCCESS || (result == RMP_UNCHANGED && op->ignore_unchanged);
}

/*
 * Rights go first, so that a later validation finds none, whatever the host does in between.
 * RMPADJUST needs a validated page; of one that is not there is nothing to take.
 */
static uint64_t invoke_rescind(const struct pvalidate *op)
{
        bool any_valid = guest_memory_any_valid(op->page, op->size);
        enum rmp_result result;
        uint64_t error;

        /* A 2 MiB entry of the RMP is validated as a whole: this is none, the guest has to take 4 KiB. */
        if (any_valid && !guest_memory_valid(op->page, op->size))
                return SVSM_ERR_PVALIDATE_SIZE_MISMATCH;
        if (any_valid) {
                error = rights_revoke(op->page, op->large);
                if (error != SVSM_SUCCESS)
                        return error;
        }
        result = arch_pvalidate(op->page, op->large, false);
        if (result == RMP_SUCCESS || result == RMP_UNCHANGED) {
                guest_memory_set_valid(op->page, op->size, false);
                rights_flush();
                return is_success(op, result) ? SVSM_SUCCESS : rights_error(result);
        }
        /* Still validated: the guest gets back what it had. */
        error = any_valid ? rights_grant(op->page, op->large) : SVSM_SUCCESS;
        return error != SVSM_SUCCESS ? error : rights_error(result);
}

/*
 * A host could have put memory that was ours behind the guest's address. So the guest sees nothing
 * of the page before it is zero.
 */
static bool clear(const struct pvalidate *op)
{
        if (op->page.value >= LEGACY_START && op->page.value < LEGACY_END)
                return true;
        return arch_guest_zero(op->page, op->size);
}

static uint64_t invoke_validate(const struct pvalidate *op)
{
        enum rmp_result result = arch_pvalidate(op->page, op->large, true);

        if (!is_success(op, result))
                return rights_error(result);
        if (!clear(op)) {
                /*
                 * Nothing was granted yet; should this fail too, the page only stays out of reach.
                 */
                if (result == RMP_SUCCESS &&
                    arch_pvalidate(op->page, op->large, false) != RMP_SUCCESS)
                        guest_memory_set_valid(op->page, op->size, false);
                return SVSM_ERR_INVALID_ADDRESS;
        }
        guest_memory_set_valid(op->page, op->size, true);
        return rights_grant(op->page, op->large);
}

static uint64_t process(uint64_t entry)
{
        struct pvalidate op;
        uint64_t result = decode(entry, &op);

        if (result != SVSM_SUCCESS)
                return result;
        return op.validate ? invoke_validate(&op) : invoke_rescind(&op);
}

uint64_t core_pvalidate(const struct svsm_call *call)
{
        uint64_t result = list_read(&list, gpa(call->rcx));
        uint64_t written;

        if (result != SVSM_SUCCESS)
                return result;
        while (result == SVSM_SUCCESS && list.next < list.count) {
                result = process(list.entries[list.next]);
                if (result == SVSM_SUCCESS)
                        list.next++;
        }
        written = list_write_next(&list);
        return result != SVSM_SUCCESS ? result : written;
}

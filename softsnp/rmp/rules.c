/* softsnp/rmp/rules.c - see rules.h. VMPL permissions: APM vol. 2, section 15.36.7; accesses: section 15.36.10. */
#include "softsnp/rmp/rules.h"

#include "lib/base/memory.h"

#define RMPADJUST_VMPL(attributes)        ((unsigned int)((attributes)&0xff))
#define RMPADJUST_PERMISSIONS(attributes) ((uint8_t)((attributes) >> 8))

static uint64_t entry_count(bool large)
{
        return large ? PAGES_PER_LARGE_PAGE : 1;
}

/* As hardware leaves a page whose validation changed: VMPL0's alone, no save area. */
static void reset_rights(struct rmp_entry *entry)
{
        entry->vmsa = false;
        entry->in_use = false;
        entry->walked = false;
        entry->fetched = false;
        memset(entry->permissions, 0, sizeof(entry->permissions));
        entry->permissions[0] = entry->assigned ? RMP_PERMISSION_ALL : 0;
}

/*
 * A save area is not for the VMPLs that run from it to write. VMPL0 may: that is how an SVSM answers a call
 * in its guest's registers.
 */
static unsigned int private_rights(const struct rmp_entry *entry, unsigned int vmpl)
{
        uint8_t permissions = entry->permissions[vmpl];
        unsigned int rights;

        if (!entry->assigned || !entry->validated || !(permissions & RMP_PERMISSION_READ))
                return 0;
        rights = ACCESS_READ;
        if ((permissions & RMP_PERMISSION_WRITE) && (!entry->vmsa || vmpl == 0))
                rights |= ACCESS_WRITE;
        if (permissions & (RMP_PERMISSION_USER_EXEC | RMP_PERMISSION_SUPER_EXEC))
                rights |= ACCESS_EXECUTE;
        return rights;
}

/*
 * Hardware's page walks and instruction fetches are private whatever the C-bit of their address. Nested page
 * tables with one view a C-bit value cannot tell them from data accesses, so pages that were walked or fetched from
 * without the C-bit are in the shared view too.
 */
unsigned int rmp_rights(const struct rmp_entry *entry, unsigned int vmpl, bool is_private)
{
        unsigned int rights = private_rights(entry, vmpl);
        unsigned int shared = 0;

        if (is_private)
                return rights;
        if (!entry->assigned)
                return ACCESS_READ | ACCESS_WRITE;
        if (entry->walked)
                shared |= rights & (ACCESS_READ | ACCESS_WRITE);
        if (entry->fetched)
                shared |= rights & (ACCESS_READ | ACCESS_EXECUTE);
        return shared;
}

bool rmp_any_in_use(const struct rmp_entry *entries, uint64_t count)
{
        for (uint64_t i = 0; i < count; i++)
                if (entries[i].in_use)
                        return true;
        return false;
}

static bool all_assigned(const struct rmp_entry *entries, uint64_t count)
{
        for (uint64_t i = 0; i < count; i++)
                if (!entries[i].assigned)
                        return false;
        return true;
}

/* False if every entry was in that state: PVALIDATE then sets CF. */
static bool set_validated(struct rmp_entry *entries, uint64_t count, bool validate)
{
        bool changed = false;

        for (uint64_t i = 0; i < count; i++) {
                if (entries[i].validated == validate)
                        continue;
                entries[i].validated = validate;
                reset_rights(&entries[i]);
                changed = true;
        }
        return changed;
}

/*
 * Only VMPL0 may validate (Linux arch/x86/coco/sev/core.c calls the SVSM otherwise). A save area in use is not to be
 * taken from under its vCPU.
 */
enum rmp_result rmp_pvalidate(struct rmp_entry *entries, bool large, unsigned int caller,
                              bool validate)
{
        uint64_t count = entry_count(large);

        if (caller != 0)
                return RMP_FAIL_PERMISSION;
        if (large && !entries[0].large)
                return RMP_FAIL_SIZE_MISMATCH;
        if (!all_assigned(entries, count))
                return RMP_FAIL_INPUT;
        if (!validate && rmp_any_in_use(entries, count))
                return RMP_FAIL_INPUT;
        return set_validated(entries, count, validate) ? RMP_SUCCESS : RMP_UNCHANGED;
}

/* A VMPL gives to VMPLs below it, and no more than it has. Only VMPL0 makes save areas. */
static bool may_adjust(const struct rmp_entry *entry, unsigned int caller, uint64_t attributes)
{
        unsigned int target = RMPADJUST_VMPL(attributes);
        uint8_t permissions = RMPADJUST_PERMISSIONS(attributes);

        if (target >= VMPL_COUNT || target <= caller)
                return false;
        if (permissions & ~entry->permissions[caller])
                return false;
        return caller == 0 || !(attributes & RMPADJUST_VMSA);
}

static enum rmp_result check_adjust(const struct rmp_entry *entries, uint64_t count,
                                    unsigned int caller, uint64_t attributes)
{
        for (uint64_t i = 0; i < count; i++) {
                if (!entries[i].assigned || !entries[i].validated)
                        return RMP_FAIL_INPUT;
                if (!may_adjust(&entries[i], caller, attributes))
                        return RMP_FAIL_PERMISSION;
                if (entries[i].in_use)
                        return RMP_FAIL_IN_USE;
        }
        return RMP_SUCCESS;
}

enum rmp_result rmp_adjust(struct rmp_entry *entries, bool large, unsigned int caller,
                           uint64_t attributes)
{
        uint64_t count = entry_count(large);
        enum rmp_result result;

        if (RMPADJUST_PERMISSIONS(attributes) & ~RMP_PERMISSION_ALL)
                return RMP_FAIL_INPUT;
        if (large && !entries[0].large)
                return RMP_FAIL_SIZE_MISMATCH;
        result = check_adjust(entries, count, caller, attributes);
        if (result != RMP_SUCCESS)
                return result;
        for (uint64_t i = 0; i < count; i++) {
                entries[i].permissions[RMPADJUST_VMPL(attributes)] =
                        RMPADJUST_PERMISSIONS(attributes);
                if (caller == 0)
                        entries[i].vmsa = attributes & RMPADJUST_VMSA;
        }
        return RMP_SUCCESS;
}

enum rmp_result rmp_query(const struct rmp_entry *entry, unsigned int caller, uint64_t *attributes)
{
        unsigned int target = RMPADJUST_VMPL(*attributes);

        if (target >= VMPL_COUNT || target <= caller)
                return RMP_FAIL_PERMISSION;
        if (!entry->assigned || !entry->validated)
                return RMP_FAIL_INPUT;
        *attributes = rmpadjust_attributes(target, entry->permissions[target]) |
                      (entry->vmsa ? RMPADJUST_VMSA : 0);
        return RMP_SUCCESS;
}

void rmp_smash(struct rmp_entry *entries)
{
        for (uint64_t i = 0; i < PAGES_PER_LARGE_PAGE; i++)
                entries[i].large = false;
}

void rmp_make_private(struct rmp_entry *entries, uint64_t count, bool large)
{
        for (uint64_t i = 0; i < count; i++) {
                entries[i].assigned = true;
                entries[i].validated = false;
                entries[i].large = large;
                reset_rights(&entries[i]);
        }
}

void rmp_make_shared(struct rmp_entry *entries, uint64_t count)
{
        for (uint64_t i = 0; i < count; i++) {
                entries[i].assigned = false;
                entries[i].validated = false;
                entries[i].large = false;
                reset_rights(&entries[i]);
        }
}

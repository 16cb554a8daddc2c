/*
 * An entry of a page state change list says how many of its pages are done: the host goes on behind them, in pages of 4 KiB,
 * and says that all are done. More than there are, or 2 MiB that do not begin at 2 MiB, is an invalid entry; what is no memory
 * is a generic error, but for device memory that shall be shared; operations other than private and shared count as done (KVM,
 * svm/sev.c, snp_begin_psc(), __snp_complete_one_psc(); QEMU, accel/kvm/kvm-all.c, kvm_convert_memory()).
 *
 * Broken on purpose by beginning every entry at its first page in change_rest(): a page that was done becomes private.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

#define INVALID_ENTRY (UINT64_C(1) << 32 | 2)
#define GENERIC       (UINT64_C(0x100) << 32)
#define DONE          500
#define DEVICE        UINT64_C(0xfee00000)

/* The answer; *@entry is then as the host left it. */
static uint64_t submit(uint64_t *entry)
{
        struct ghcb *ghcb = test_ghcb();
        struct ghcb_psc_list *list = (struct ghcb_psc_list *)(void *)ghcb->shared_buffer;

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        *list = (struct ghcb_psc_list){ .entries = { *entry } };
        GHCB_SET(ghcb, scratch, test_ghcb_address() + offsetof(struct ghcb, shared_buffer));
        ghcb_event(ghcb, GHCB_EVENT_PSC, 0, 0);
        CHECK_EQUAL(list->current, ghcb->exit_info2 ? 0 : 1);
        *entry = list->entries[0];
        return ghcb->exit_info2;
}

static uint64_t answer_to(uint64_t address, uint64_t operation)
{
        uint64_t entry = address | operation << 52;

        return submit(&entry);
}

void test_main(void)
{
        uint64_t region = spare_page(0);
        uint64_t entry = region | (uint64_t)GHCB_PSC_SHARED << 52 | GHCB_PSC_LARGE;

        CHECK_EQUAL(submit(&entry), 0);
        CHECK_EQUAL(entry & 0xfff, 512);
        entry = region | DONE | (uint64_t)GHCB_PSC_PRIVATE << 52 | GHCB_PSC_LARGE;
        CHECK_EQUAL(submit(&entry), 0);
        CHECK_EQUAL(entry & 0xfff, 512);
        CHECK(try_write(shared_view(region + (DONE - 1) * PAGE_SIZE)));
        CHECK_EQUAL(pvalidate(region + DONE * PAGE_SIZE, false, true), RMP_SUCCESS);
        CHECK_EQUAL(pvalidate(region + 511 * PAGE_SIZE, false, true), RMP_SUCCESS);

        CHECK_EQUAL(answer_to(region | 513 | GHCB_PSC_LARGE, GHCB_PSC_PRIVATE), INVALID_ENTRY);
        CHECK_EQUAL(answer_to(region | 2, GHCB_PSC_PRIVATE), INVALID_ENTRY);
        CHECK_EQUAL(answer_to((region + PAGE_SIZE) | GHCB_PSC_LARGE, GHCB_PSC_PRIVATE),
                    INVALID_ENTRY);
        CHECK_EQUAL(answer_to(DEVICE, GHCB_PSC_PRIVATE), GENERIC);
        CHECK_EQUAL(answer_to(DEVICE, GHCB_PSC_SHARED), 0);
        CHECK_EQUAL(answer_to(DEVICE, 7), 0);
        CHECK_EQUAL(answer_to(region, GHCB_PSC_PSMASH), 0);
}

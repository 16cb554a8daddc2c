/*
 * What is wrong in a GHCB is answered with GHCB_RESULT_MALFORMED and its reason, and nothing is
 * done: fields not marked valid, a usage that is not 0, a scratch area outside shared memory, an
 * event that does not exist (Linux arch/x86/include/asm/sev-common.h, GHCB_ERR_*).
 *
 * Broken on purpose by taking every field for valid in ghcb_call_has(): OUT without RAX is done.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

static void clear(struct ghcb *ghcb)
{
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
}

static void check_malformed(const struct ghcb *ghcb, uint64_t reason)
{
        uint64_t info1 = (uint32_t)ghcb->exit_info1;
        uint64_t info2 = ghcb->exit_info2;

        CHECK_EQUAL(info1, GHCB_RESULT_MALFORMED);
        CHECK_EQUAL(info2, reason);
}

void test_main(void)
{
        struct ghcb *ghcb = test_ghcb();

        /* OUT without RAX. */
        clear(ghcb);
        ghcb_event(ghcb, GHCB_EVENT_IOIO, UINT64_C(0x80) << IOIO_PORT_SHIFT | IOIO_SIZE_8, 0);
        check_malformed(ghcb, GHCB_ERROR_MISSING_INPUT);

        /* A page state list in private memory of ours. */
        clear(ghcb);
        GHCB_SET(ghcb, scratch, physical_of(ghcb) - 4096);
        ghcb_event(ghcb, GHCB_EVENT_PSC, 0, 0);
        check_malformed(ghcb, GHCB_ERROR_INVALID_SCRATCH);

        clear(ghcb);
        ghcb_event(ghcb, UINT64_C(0x80001234), 0, 0);
        check_malformed(ghcb, GHCB_ERROR_INVALID_EVENT);

        clear(ghcb);
        ghcb->protocol_version = 2;
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_HV_FEATURES);
        GHCB_SET(ghcb, exit_info1, 0);
        GHCB_SET(ghcb, exit_info2, 0);
        ghcb->usage = 1;
        vmgexit();
        check_malformed(ghcb, GHCB_ERROR_INVALID_USAGE);
        ghcb->usage = 0;
}

/* Attestations by a service that lies about sizes; the pages behind report and manifest must stay as they are. */
#include "lib/base/memory.h"
#include "tests/hostile/runtime/guest.h"

#define CALLS 64

void guest_main(void)
{
        uint64_t report = fresh_page();
        uint64_t between = fresh_page();
        struct gpa_range manifest = { fresh_page(), PAGE_SIZE };
        uint64_t behind = fresh_page();

        memset((void *)between, 0x5a, PAGE_SIZE);
        memset((void *)behind, 0x5a, PAGE_SIZE);
        for (unsigned int i = 0; i < CALLS; i++)
                (void)attest_services(report, manifest, (uint8_t)i);
        if (memcmp((void *)between, (void *)behind, PAGE_SIZE) != 0 ||
            *(volatile uint8_t *)between != 0x5a)
                won("a page behind a buffer was written");
        if (!has_protocol(SVSM_PROTOCOL_ATTESTATION))
                won("the service is dead: the test is wrong");
        kept_out("of %u attestations", CALLS);
}

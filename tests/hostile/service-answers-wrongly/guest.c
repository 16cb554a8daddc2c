/* Commands to a service that answers wrongly; what it may write is the page of the command. */
#include "lib/base/memory.h"
#include "tests/hostile/runtime/guest.h"

#define COMMANDS 64

void guest_main(void)
{
        uint64_t page = fresh_page();
        uint64_t behind = fresh_page();
        unsigned int refused = 0;

        memset((void *)behind, 0x5a, PAGE_SIZE);
        for (unsigned int i = 0; i < COMMANDS; i++) {
                uint64_t result = vtpm_get_random(probe.calling_area, page, 16);

                if (result != SVSM_SUCCESS && result != SVSM_ERR_PROTOCOL_BASE)
                        won("command %u: %lx", i, result);
                if (result == SVSM_SUCCESS && *(uint32_t *)page > PAGE_SIZE - 4)
                        won("a reply of %u bytes", *(uint32_t *)page);
                refused += result != SVSM_SUCCESS;
        }
        for (unsigned int i = 0; i < PAGE_SIZE; i++)
                if (((volatile uint8_t *)behind)[i] != 0x5a)
                        won("the page behind was written");
        kept_out("%u replies, %u refused", COMMANDS, refused);
}

/* GetRandom in each locality. */
#include "tests/hostile/runtime/race.h"

void guest_main(void)
{
        static const uint8_t command[] = "\x80\x01\x00\x00\x00\x0c\x00\x00\x01\x7b\x00\x08";
        unsigned int refused = 0;
        uint64_t page;

        start_tpm();
        page = fresh_page();
        for (unsigned int locality = 0; locality < 256; locality++) {
                uint64_t result = vtpm_command(probe.calling_area, page, command,
                                               sizeof(command) - 1, (uint8_t)locality);

                if (locality > 2 && result != SVSM_ERR_INVALID_PARAMETER)
                        won("locality %u: %lx", locality, result);
                if (locality <= 2 && result != SVSM_SUCCESS)
                        won("locality %u is refused: the test is wrong", locality);
                refused += locality > 2;
        }
        kept_out("of %u localities", refused);
}

/* A report for the guest, and then a TPM command, with which the service begins. */
#include "tests/hostile/runtime/guest.h"

void guest_main(void)
{
        struct gpa_range manifest = { fresh_page(), PAGE_SIZE };

        (void)attest_services(fresh_page(), manifest, 1);
        if (vtpm_get_random(probe.calling_area, fresh_page(), 16) != SVSM_SUCCESS)
                won("the service does not answer: the test is wrong");
        kept_out("both are asked");
}

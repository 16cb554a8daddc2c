/* kernel/guest/absence.c - see absence.h. */
#include "kernel/guest/absence.h"

#include "kernel/arch/stop.h"
#include "kernel/base/patience.h"

#define FIRST_PAUSE_NS   UINT64_C(10000)
#define LONGEST_PAUSE_NS UINT64_C(10000000)

void absence_pause(struct absence *absence)
{
        struct patience patience;

        absence->pause_ns = absence->pause_ns ? absence->pause_ns * 2 : FIRST_PAUSE_NS;
        if (absence->pause_ns > LONGEST_PAUSE_NS)
                absence->pause_ns = LONGEST_PAUSE_NS;
        absence->total_ns += absence->pause_ns;
        patience = patience_for(absence->pause_ns);
        while (patience_left(&patience))
                arch_relax();
}

/* The keys in the secrets page; messages that name VMPCK0 and 1, with tags that are wrong. */
#include "tests/hostile/runtime/race.h"
#include "lib/base/memory.h"
#include "lib/snp/guest_message.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

static uint64_t request, response;
static unsigned int sent;

#define SHARED UINT64_C(0x4000000000)

static void send(unsigned int vmpck, uint64_t sequence, uint8_t type)
{
        struct guest_message_header *header = (struct guest_message_header *)(request + SHARED);
        struct ghcb *ghcb = probe_ghcb();

        memset(header, 0, PAGE_SIZE);
        *header = (struct guest_message_header){
                .tag = { (uint8_t)sequence },
                .sequence = sequence,
                .algorithm = GUEST_MESSAGE_ALGORITHM,
                .header_version = GUEST_MESSAGE_VERSION,
                .header_size = sizeof(*header),
                .type = type,
                .version = GUEST_MESSAGE_VERSION,
                .size = sizeof(struct report_request),
                .vmpck = (uint8_t)vmpck,
        };
        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_GUEST_REQUEST);
        GHCB_SET(ghcb, exit_info1, request);
        GHCB_SET(ghcb, exit_info2, response);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        vmgexit();
        sent++;
        if (ghcb->exit_info2 == 0)
                won("a message with VMPCK%u and number %lu is answered", vmpck, sequence);
}

static bool no_keys(void)
{
        for (unsigned int vmpl = 0; vmpl < 2; vmpl++)
                for (unsigned int i = 0; i < VMPCK_SIZE; i++)
                        if (probe.secrets->vmpck[vmpl][i])
                                return false;
        return true;
}

void guest_main(void)
{
        struct gpa_range manifest = { fresh_page(), PAGE_SIZE };
        uint64_t report;

        if (!no_keys())
                won("message keys of VMPL0 and 1");
        request = fresh_page();
        response = fresh_page();
        give_to_host(request);
        give_to_host(response);
        for (unsigned int vmpck = 0; vmpck < 2; vmpck++)
                for (uint64_t sequence = 0; sequence < 32; sequence++)
                        send(vmpck, sequence, GUEST_MESSAGE_REPORT_REQUEST);
        report = attest_services(fresh_page(), manifest, 7);
        if (report != SVSM_SUCCESS && report != SVSM_ERR_INVALID_PARAMETER)
                won("VMPL0 gets no report any more: %lx", report);
        kept_out("of %u messages, a report %lx", sent, report);
}

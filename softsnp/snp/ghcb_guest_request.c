/*
 * softsnp/snp/ghcb_guest_request.c - what the host does with messages to the security processor (GHCB 2.0,
 * sections 4.1.7 and 4.1.8): it passes them on, and adds its certificate table to an extended request.
 */
#include "lib/base/memory.h"
#include "lib/snp/chip.h"
#include "lib/snp/guest_message.h"
#include "lib/snp/report.h"
#include "softsnp/psp/processor.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/personality.h"

/* SNP_GUEST_VMM_ERR_GENERIC of Linux arch/x86/kvm/svm/sev.c: the message was not delivered. */
#define VMM_ERROR_GENERIC (UINT64_C(0xffffffff) << 32)

#define CERTIFICATE_PAGES (SNP_CHIP_CERTIFICATES / PAGE_SIZE)

/* Request and response have a page each. NULL if the host could not see it. */
static void *shared_page(uint64_t address)
{
        return page_aligned(address) ? rmp_shared_bytes(address, PAGE_SIZE) : NULL;
}

/*
 * A host without certificates, as KVM is unless its user space was told of a file (Linux, arch/x86/kvm/svm/sev.c,
 * snp_handle_ext_guest_req()): only the entry that ends the table is written, and before the message is passed on; RBX may
 * be 0, and then nothing is.
 */
static bool write_empty_table(struct ghcb_call *call, struct ghcb_answer *error)
{
        void *end;

        *error = ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if (!GHCB_HAS(call, rax) || !GHCB_HAS(call, rbx))
                return false;
        *error = ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (!page_aligned(call->rax))
                return false;
        if (call->rbx == 0)
                return true;
        end = rmp_shared_bytes(call->rax, sizeof(struct snp_certificate_entry));
        if (end)
                memset(end, 0, sizeof(struct snp_certificate_entry));
        return end != NULL;
}

/* Where the certificates go. NULL: @error is the answer, and the message stays with the guest. */
static void *certificate_room(struct ghcb_call *call, struct ghcb_answer *error)
{
        void *room;

        *error = ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if (!GHCB_HAS(call, rax) || !GHCB_HAS(call, rbx))
                return NULL;
        if (call->rbx < CERTIFICATE_PAGES) {
                GHCB_SET(call->page, rbx, CERTIFICATE_PAGES);
                *error = ghcb_done(GUEST_REQUEST_VMM_INVALID_LENGTH);
                return NULL;
        }
        room = page_aligned(call->rax) ? rmp_shared_bytes(call->rax, SNP_CHIP_CERTIFICATES) : NULL;
        *error = ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        return room;
}

/* Everything that may be wrong comes before the message is passed on: what follows consumes it. */
struct ghcb_answer serve_guest_request(struct ghcb_call *call)
{
        const void *request = shared_page(call->info1);
        void *response = shared_page(call->info2);
        void *certificates = NULL;
        struct ghcb_answer error;
        uint32_t firmware_error;

        if (!request || !response)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (!psp_present())
                return ghcb_done(VMM_ERROR_GENERIC);
        if (call->code == GHCB_EVENT_EXT_GUEST_REQUEST && !personality.certificates) {
                if (!write_empty_table(call, &error))
                        return error;
        } else if (call->code == GHCB_EVENT_EXT_GUEST_REQUEST) {
                certificates = certificate_room(call, &error);
                if (!certificates)
                        return error;
        }
        if (psp_is_busy())
                return ghcb_done(GUEST_REQUEST_VMM_BUSY);
        firmware_error = psp_guest_request(request, response);
        if (certificates && !firmware_error)
                memcpy(certificates, psp_certificates(), SNP_CHIP_CERTIFICATES);
        return ghcb_done(firmware_error);
}

/*
 * softsnp/snp/ghcb_guest_request.c - what the host does with messages to the security processor (GHCB 2.0,
 * sections 4.1.7 and 4.1.8): it passes them on, and adds its certificate table to an extended request.
 */
#include "lib/base/memory.h"
#include "lib/snp/chip.h"
#include "lib/snp/guest_message.h"
#include "softsnp/psp/processor.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/memory.h"
#include "softsnp/start/personality.h"

/* SNP_GUEST_VMM_ERR_GENERIC of Linux arch/x86/kvm/svm/sev.c: the message was not delivered. */
#define VMM_ERROR_GENERIC (UINT64_C(0xffffffff) << 32)

#define CERTIFICATE_PAGES (SNP_CHIP_CERTIFICATES / PAGE_SIZE)

/* An entry of the certificate table: GUID, offset, length. One of zeros ends it (GHCB 2.0, section 4.1.8). */
#define TABLE_ENTRY_SIZE 24

/*
 * Shared memory that the host reads or writes; NULL if it is private: then it is not what the guest has there. Where there is no
 * memory KVM_RUN fails with EIO, which ends the machine (KVM, svm/sev.c, snp_handle_guest_req()).
 */
static void *shared_bytes(const struct ghcb_call *call, uint64_t address, uint64_t size)
{
        if (!memory_guest_bytes(gpa(address), 1))
                vcpu_stop(call->vcpu,
                          "guest request with gpa %lx, where no memory is: EIO for the host",
                          address);
        return rmp_shared_bytes(address, size);
}

/*
 * KVM adds certificates to requests for reports and to no other (svm/sev.c, snp_handle_ext_guest_req()). The message is the
 * guest's to change meanwhile; it decides nothing but that.
 */
static bool wants_certificates(const struct ghcb_call *call,
                               const struct guest_message_header *request)
{
        uint8_t type = *(const volatile uint8_t *)&request->type;

        return call->code == GHCB_EVENT_EXT_GUEST_REQUEST && type == GUEST_MESSAGE_REPORT_REQUEST;
}

/* Without certificates KVM asks for no room: it writes the table's end where the guest says that there is a page. */
static struct ghcb_answer put_empty_table(struct ghcb_call *call)
{
        void *table = NULL;

        if (!page_aligned(call->rax))
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (call->rbx != 0) {
                table = shared_bytes(call, call->rax, TABLE_ENTRY_SIZE);
                if (!table)
                        return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
                memset(table, 0, TABLE_ENTRY_SIZE);
        }
        return ghcb_done(0);
}

/* Where the certificates go. Anything but success is the answer, and the message stays with the guest. */
static struct ghcb_answer find_room(struct ghcb_call *call, void **room)
{
        if (!GHCB_HAS(call, rax) || !GHCB_HAS(call, rbx))
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (!personality.certificates)
                return put_empty_table(call);
        if (call->rbx < CERTIFICATE_PAGES) {
                GHCB_SET(call->page, rbx, CERTIFICATE_PAGES);
                return ghcb_done(GUEST_REQUEST_VMM_INVALID_LENGTH);
        }
        *room = page_aligned(call->rax) ? shared_bytes(call, call->rax, SNP_CHIP_CERTIFICATES)
                                        : NULL;
        return *room ? ghcb_done(0) : ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
}

/* Either wish of the host's: so many in all, or some of each so many. */
static bool host_is_busy(void)
{
        static uint64_t requests;

        if (psp_is_busy())
                return true;
        return personality.busy.all != 0 &&
               requests++ % personality.busy.all < personality.busy.some;
}

/* KVM, svm/sev.c, sev_es_validate_vmgexit(). */
static bool has_two_pages(const struct ghcb_call *call)
{
        return page_aligned(call->info1) && page_aligned(call->info2) && call->info1 != call->info2;
}

/* Everything that may be wrong comes before the message is passed on: what follows consumes it. */
struct ghcb_answer serve_guest_request(struct ghcb_call *call)
{
        const void *request;
        void *response;
        void *certificates = NULL;
        struct ghcb_answer answer = ghcb_done(0);
        uint32_t firmware_error;

        if (!has_two_pages(call))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        request = shared_bytes(call, call->info1, PAGE_SIZE);
        response = shared_bytes(call, call->info2, PAGE_SIZE);
        if (!request || !response)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (!psp_present())
                return ghcb_done(VMM_ERROR_GENERIC);
        if (wants_certificates(call, request))
                answer = find_room(call, &certificates);
        if (answer.info1 != GHCB_RESULT_OK || answer.info2 != 0)
                return answer;
        if (host_is_busy())
                return ghcb_done(GUEST_REQUEST_VMM_BUSY);
        firmware_error = psp_guest_request(request, response);
        if (certificates && !firmware_error)
                memcpy(certificates, psp_certificates(), SNP_CHIP_CERTIFICATES);
        return ghcb_done(firmware_error);
}

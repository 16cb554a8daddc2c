/*
 * lib/svsm/guest_request_device.h - how a service speaks to the security processor: the descriptor
 * that `devices=guest-request` grants (docs/services.md).
 *
 * The kernel carries messages and knows no cryptography. One service has the device. Its first read
 * gives the key: VMPCK_SIZE bytes of VMPCK0, once; the kernel then forgets it. From then on
 *
 *   write  one message page's used part (struct guest_message_header and ciphertext, at most
 *          GUEST_MESSAGE_PAGE_SIZE bytes, the rest of the page is zero): the kernel passes it on as an
 *          extended guest request (GHCB 2.0, section 4.1.8.1) and returns when the answer is there.
 *          It does not repeat: if the host says BUSY or wants more room for certificates than there
 *          is, the status says so, and the same message has to be sent again. After the latter it
 *          goes without room for certificates, as a plain guest request (section 4.1.7)
 *   read   the answer, piece by piece, 0 at its end: struct guest_request_answer, the response page
 *          (GUEST_MESSAGE_PAGE_SIZE bytes), the host's certificate table (certificate_pages pages)
 *
 * A read without an answer gives 0; a write drops what was not read.
 *
 * A write of sizeof(struct guest_request_time) bytes, fewer than any message has, is for the kernel itself: how the TSC runs, which
 * only who holds the key can ask the security processor. The kernel takes it once.
 */
#ifndef LIB_SVSM_GUEST_REQUEST_DEVICE_H
#define LIB_SVSM_GUEST_REQUEST_DEVICE_H

#include <stdint.h>

/* As the host left it, unchecked. */
struct guest_request_answer {
        uint64_t status; /* exit_info2 (lib/snp/guest_message.h); 0: there is a response */
        uint32_t certificate_pages; /* that follow, at most GUEST_REQUEST_CERTIFICATE_PAGES */
        uint32_t wanted_pages;      /* with GUEST_REQUEST_VMM_INVALID_LENGTH: how many it wants */
};
_Static_assert(sizeof(struct guest_request_answer) == 16, "guest request answer");

/* TSC_INFO's answer (lib/snp/guest_message.h): what the VMSAs that the kernel makes must have with Secure TSC. */
struct guest_request_time {
        uint64_t tsc_scale; /* never 0: time would stand still */
        uint64_t tsc_offset;
};
_Static_assert(sizeof(struct guest_request_time) == 16, "guest request time");

#define GUEST_REQUEST_CERTIFICATE_PAGES 4 /* SNP_CERTIFICATES_MAX */

#endif

/* softsnp/psp/answers.h - one function for each request that a guest can make (SEV-SNP firmware ABI, chapter 7). Pure. */
#ifndef SOFTSNP_PSP_ANSWERS_H
#define SOFTSNP_PSP_ANSWERS_H

#include <stdint.h>

#include "lib/snp/chip.h"
#include "lib/snp/id_block.h"
#include "lib/snp/report.h"
#include "lib/snp/rmp.h"
#include "softsnp/psp/message.h"

/* The guest as it was launched. */
struct psp_guest {
        uint8_t digest[48]; /* of the launch */
        uint64_t policy;
        struct snp_id_facts id;
        uint8_t report_id[32];
        uint8_t vmpck[VMPL_COUNT][VMPCK_SIZE];
        uint64_t sequence[VMPL_COUNT]; /* of each key's last message, either way; starts as 0 */
};

/* Each answers one request that came under VMPCK @vmpck; *@out is zero before. */
void psp_report(const struct snp_chip *chip, const struct psp_guest *guest, unsigned int vmpck,
                const struct report_request *request, struct report_response *out);
void psp_derive_key(const struct snp_chip *chip, const struct psp_guest *guest, unsigned int vmpck,
                    const struct key_request *request, struct key_response *out);
void psp_tsc_info(const uint8_t request[TSC_INFO_REQUEST_SIZE], struct tsc_info_response *out);

#endif

/* softsnp/snp/ghcb_page.h - VMGEXIT with a request in a page. */
#ifndef SOFTSNP_SNP_GHCB_PAGE_H
#define SOFTSNP_SNP_GHCB_PAGE_H

#include "softsnp/svm/vcpu.h"

/* Serves the request in the page at @page, and writes the answer there; or stops the machine. May switch VMPL. */
void ghcb_page_exit(struct vcpu *vcpu, gpa_t page);

#endif

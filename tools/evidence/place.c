/* tools/evidence/place.c - see place.h. */
#include "tools/evidence/place.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/steps.h"
#include "tools/evidence/report.h"

#define TCB_TEXT_MAX 64 /* "fmcSPL=255&blSPL=255&teeSPL=255&snpSPL=255&ucodeSPL=255" */
#define AMD_URL      "https://kdsintf.amd.com"

/* CHIP_ID as AMD has it in URLs. False: it is all zeros, or longer than the product's. */
static bool write_chip(const struct snp_report *report, enum snp_product product,
                       char out[2 * SNP_CHIP_ID_SIZE + 1])
{
        static const uint8_t zeros[SNP_CHIP_ID_SIZE];
        size_t size = snp_product_facts(product)->chip_id_size;

        if (memcmp(report->chip_id, zeros, sizeof(zeros)) == 0 ||
            memcmp(report->chip_id + size, zeros, sizeof(zeros) - size) != 0)
                return false;
        steps_hex(report->chip_id, size, out);
        return true;
}

/* The numbers of a TCB: as the name of a file, and as AMD is asked for them. */
static bool write_tcb(const struct snp_report *report, enum snp_product product,
                      char name[TCB_TEXT_MAX], char query[TCB_TEXT_MAX])
{
        struct snp_tcb tcb;
        int name_size = 0;
        int query_size = 0;

        if (!snp_tcb_decode(product, report->reported_tcb, &tcb))
                return false;
        if (product == SNP_PRODUCT_VENICE) {
                snprintf(name, TCB_TEXT_MAX, "%u-%u-%u", tcb.fmc, tcb.tee, tcb.snp);
                snprintf(query, TCB_TEXT_MAX, "fmcSPL=%u&teeSPL=%u&snpSPL=%u", tcb.fmc, tcb.tee,
                         tcb.snp);
                return true;
        }
        if (product == SNP_PRODUCT_TURIN) {
                name_size = snprintf(name, TCB_TEXT_MAX, "%u-", tcb.fmc);
                query_size = snprintf(query, TCB_TEXT_MAX, "fmcSPL=%u&", tcb.fmc);
        }
        snprintf(name + name_size, TCB_TEXT_MAX - (size_t)name_size, "%u-%u-%u-%u", tcb.boot_loader,
                 tcb.tee, tcb.snp, tcb.microcode);
        snprintf(query + query_size, TCB_TEXT_MAX - (size_t)query_size,
                 "blSPL=%u&teeSPL=%u&snpSPL=%u&ucodeSPL=%u", tcb.boot_loader, tcb.tee, tcb.snp,
                 tcb.microcode);
        return true;
}

bool certificate_place(const struct snp_report *report, enum snp_product product,
                       struct certificate_place *out)
{
        const char *line = snp_product_facts(product)->name;
        bool vlek = report_signing_key(report) == SNP_SIGNING_KEY_VLEK;
        char chip[2 * SNP_CHIP_ID_SIZE + 1];
        char name[TCB_TEXT_MAX];
        char query[TCB_TEXT_MAX];

        *out = (struct certificate_place){ 0 };
        if (!report_may_be_of(report, product) || !write_tcb(report, product, name, query))
                return false;
        if (vlek) {
                snprintf(out->leaf, sizeof(out->leaf), "%s/vlek/%s.der", line, name);
                snprintf(out->chain, sizeof(out->chain), "%s/vlek/cert_chain.pem", line);
                snprintf(out->url, sizeof(out->url), AMD_URL "/vlek/v1/%s/cert?%s", line, query);
                return true;
        }
        if (!write_chip(report, product, chip))
                return false;
        snprintf(out->leaf, sizeof(out->leaf), "%s/%s/%s.der", line, chip, name);
        snprintf(out->chain, sizeof(out->chain), "%s/cert_chain.pem", line);
        snprintf(out->url, sizeof(out->url), AMD_URL "/vcek/v1/%s/%s?%s", line, chip, query);
        return true;
}

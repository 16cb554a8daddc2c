/* tools/evidence/directory.c - see directory.h. */
#include "tools/evidence/directory.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/file.h"
#include "tools/common/steps.h"
#include "tools/evidence/report.h"

#define PATH_MAX_BYTES 4096
#define TCB_TEXT_MAX   64 /* "fmcSPL=255&blSPL=255&teeSPL=255&snpSPL=255&ucodeSPL=255" */
#define AMD_URL        "https://kdsintf.amd.com"

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

static bool read_below(const char *directory, const char *name, struct file *out)
{
        char path[PATH_MAX_BYTES];
        int length = snprintf(path, sizeof(path), "%s/%s", directory, name);

        return length > 0 && length < (int)sizeof(path) && file_read(path, out) == 0;
}

/* Puts the certificate of @name at *@place, which is one of those in @found. */
static const char *add(const char *directory, const char *name, struct amd_certificates *found,
                       X509 *const *place, X509 **out)
{
        struct file file = { 0 };
        const char *problem;

        if (!read_below(directory, name, &file))
                return "it is not there";
        problem = certificates_from_file(file.data, file.size, found);
        file_free(&file);
        if (!problem && !*place)
                problem = "it has no such certificate";
        if (!problem && X509_up_ref(*place))
                *out = *place;
        return problem;
}

/* Only what is missing is looked for, each in its own file. */
static const char *add_missing(const char *directory, struct certificate_place *place, bool vlek,
                               struct amd_certificates *certificates)
{
        struct amd_certificates leaf = { 0 };
        struct amd_certificates chain = { 0 };
        X509 **out = vlek ? &certificates->vlek : &certificates->vcek;
        const char *problem = NULL;

        place->name = place->leaf;
        if (!*out)
                problem = add(directory, place->leaf, &leaf, vlek ? &leaf.vlek : &leaf.vcek, out);
        if (!problem && !certificates->intermediate) {
                place->name = place->chain;
                problem = add(directory, place->chain, &chain, &chain.intermediate,
                              &certificates->intermediate);
        }
        certificates_free(&leaf);
        certificates_free(&chain);
        return problem;
}

/* A report of version 2 does not name its CPU: then all products that it may be of are looked through. */
const char *certificates_from_directory(const char *directory, const struct snp_report *report,
                                        struct amd_certificates *certificates,
                                        struct certificate_place *wanted)
{
        bool vlek = report_signing_key(report) == SNP_SIGNING_KEY_VLEK;
        const char *problem = NULL;

        *wanted = (struct certificate_place){ 0 };
        for (unsigned int product = 0; product < SNP_PRODUCT_COUNT; product++) {
                struct certificate_place place;
                const char *found;

                if (!certificate_place(report, (enum snp_product)product, &place))
                        continue;
                found = add_missing(directory, &place, vlek, certificates);
                if (!problem || !found) {
                        const char *name = place.name == place.leaf ? wanted->leaf : wanted->chain;

                        *wanted = place;
                        wanted->name = name;
                        problem = found;
                }
                if (!found)
                        return NULL;
        }
        return problem ? problem : "the report does not say of which chip it is";
}

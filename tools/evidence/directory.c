/* tools/evidence/directory.c - see directory.h. */
#include "tools/evidence/directory.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/file.h"
#include "tools/evidence/report.h"

#define PATH_MAX_BYTES 4096

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

/* tools/attest/kbs/blobs.c - see blobs.h. */
#include "tools/attest/kbs/blobs.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tools/evidence/report.h"
#include "tools/evidence/report_form.h"

#define MANIFEST_MAX \
        0x40000 /* 8 manifests of 8 KiB are what attestd has room for; others may have more */

static const char *read_blob(const char *directory, const char *name, size_t most, struct file *out,
                             char reason[BLOBS_REASON_MAX])
{
        char path[PATH_MAX];
        int error;

        if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
                error = -ENAMETOOLONG;
        else
                error = file_read(path, out);
        if (!error && out->size > most)
                error = -EFBIG;
        if (!error)
                return NULL;
        snprintf(reason, BLOBS_REASON_MAX, "%.300s/%s: %s", directory, name, strerror(-error));
        return reason;
}

/* In any form that `cashew attest verify` takes: a command may write what it has. */
static const char *read_report(const char *directory, struct snp_evidence *out,
                               char reason[BLOBS_REASON_MAX])
{
        static struct report_form form;
        struct file file = { 0 };
        const char *problem =
                read_blob(directory, "outblob", SNP_REPORT_SIZE + 0x10000, &file, reason);

        if (!problem) {
                problem = report_form_read(file.data, file.size, &form);
                if (!problem)
                        problem = report_read(form.report, sizeof(form.report), &out->report);
                if (problem) {
                        snprintf(reason, BLOBS_REASON_MAX, "%.200s/outblob: %s", directory,
                                 problem);
                        problem = reason;
                }
        }
        file_free(&file);
        return problem;
}

static bool is_missing(const char *directory, const char *name)
{
        char path[PATH_MAX];
        FILE *file;

        snprintf(path, sizeof(path), "%.4000s/%s", directory, name);
        file = fopen(path, "rb");
        if (file)
                fclose(file);
        return !file && errno == ENOENT;
}

const char *blobs_read(const char *directory, const struct svsm_service *service,
                       struct snp_evidence *out, char reason[BLOBS_REASON_MAX])
{
        const char *problem;

        *out = (struct snp_evidence){ 0 };
        problem = read_report(directory, out, reason);
        if (!problem && service->guid)
                problem =
                        read_blob(directory, "manifestblob", MANIFEST_MAX, &out->manifest, reason);
        if (!problem && !is_missing(directory, "auxblob"))
                problem = read_blob(directory, "auxblob", SNP_CERTIFICATES_MAX, &out->certificates,
                                    reason);
        if (problem)
                snp_evidence_free(out);
        return problem;
}

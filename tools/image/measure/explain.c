/*
 * tools/image/measure/explain.c - what every page of a launch does to the digest.
 *
 * Consecutive pages share a line where nothing is lost by it: they have no contents that count, or all of them are zeros that
 * are not in the file.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tools/image/launch/digest.h"
#include "tools/image/measure/explain.h"

/* Pages of one line. */
struct run {
        struct igvm_launch_page first;
        uint64_t number; /* of the first */
        uint64_t count;  /* 0: no run */
        uint32_t last_header;
        bool json;
};

const char *snp_page_type_name(enum snp_page_type type)
{
        static const char *const names[] = {
                [SNP_PAGE_NORMAL] = "NORMAL",   [SNP_PAGE_VMSA] = "VMSA",
                [SNP_PAGE_ZERO] = "ZERO",       [SNP_PAGE_UNMEASURED] = "UNMEASURED",
                [SNP_PAGE_SECRETS] = "SECRETS", [SNP_PAGE_CPUID] = "CPUID",
        };

        return names[type];
}

static bool is_zeros(const struct igvm_launch_page *page)
{
        return snp_page_contents_count(page->type) && !page->contents;
}

/* Contents of their own need a line of their own: a digest of each is shown. */
static bool may_share(const struct igvm_launch_page *page)
{
        return !snp_page_contents_count(page->type) || is_zeros(page);
}

/*
 * True if the page goes on a run: same type, the next 4 KiB, and nothing about either that needs a line of
 * its own.
 */
static bool takes(const struct run *run, const struct igvm_launch_page *page)
{
        return run->count != 0 && may_share(page) && may_share(&run->first) &&
               page->type == run->first.type &&
               page->gpa == run->first.gpa + run->count * IGVM_PAGE_SIZE;
}

/* A number, or the two ends of a range. */
static void format_range(char out[64], uint64_t first, uint64_t last, bool hexadecimal)
{
        if (hexadecimal && first != last)
                snprintf(out, 64, "0x%" PRIx64 "-0x%" PRIx64, first, last);
        else if (hexadecimal)
                snprintf(out, 64, "0x%" PRIx64, first);
        else if (first != last)
                snprintf(out, 64, "%" PRIu64 "-%" PRIu64, first, last);
        else
                snprintf(out, 64, "%" PRIu64, first);
}

/* SHA-384 of the 4096 bytes, or "-" where PAGE_INFO has zeros instead. */
static void contents_text(const struct igvm_digest *digest, enum snp_page_type type, char out[97])
{
        if (snp_page_contents_count(type))
                image_digest_text(digest->contents, out);
        else
                snprintf(out, 97, "-");
}

/*
 * Columns of fixed width, so that two trails can be compared with diff(1). The range of addresses ends with
 * the last page's first byte.
 */
static void print_line(const struct run *run, const struct igvm_digest *digest)
{
        uint64_t gpa = run->first.gpa;
        char numbers[64];
        char addresses[64];
        char headers[64];
        char contents[97];
        char value[97];

        format_range(numbers, run->number, run->number + run->count - 1, false);
        format_range(addresses, gpa, gpa + (run->count - 1) * IGVM_PAGE_SIZE, true);
        if (run->first.header == IGVM_LAUNCH_NO_HEADER)
                snprintf(headers, sizeof(headers), "-");
        else
                format_range(headers, run->first.header, run->last_header, false);
        contents_text(digest, run->first.type, contents);
        image_digest_text(digest->value, value);
        printf("%-11s %-25s %-10s %-96s %s %s\n", numbers, addresses,
               snp_page_type_name(run->first.type), contents, value, headers);
}

/*
 * Objects are separated by commas: the first is the one whose run begins with page 0. `contents` is null
 * where "-" is in the table.
 */
static void print_object(const struct run *run, const struct igvm_digest *digest)
{
        bool counts = snp_page_contents_count(run->first.type);
        char contents[97];
        char value[97];

        contents_text(digest, run->first.type, contents);
        image_digest_text(digest->value, value);
        printf("%s\n  {\"page\": %" PRIu64 ", \"pages\": %" PRIu64 ", \"gpa\": %" PRIu64
               ", \"type\": \"%s\", \"contents\": %s%s%s, \"zeros\": %s, \"digest\": \"%s\", ",
               run->number ? "," : "", run->number, run->count, run->first.gpa,
               snp_page_type_name(run->first.type), counts ? "\"" : "", counts ? contents : "null",
               counts ? "\"" : "", is_zeros(&run->first) ? "true" : "false", value);
        if (run->first.header == IGVM_LAUNCH_NO_HEADER)
                printf("\"header\": null, \"last_header\": null}");
        else
                printf("\"header\": %u, \"last_header\": %u}", run->first.header, run->last_header);
}

/* @digest is the one after the run's last page. */
static void finish(const struct run *run, const struct igvm_digest *digest)
{
        if (run->count == 0)
                return;
        if (run->json)
                print_object(run, digest);
        else
                print_line(run, digest);
}

/*
 * A run is printed when the page behind it is known not to belong to it; @now is then the digest after the
 * run's last page.
 */
uint64_t image_explain(struct igvm_launch launch, bool json, uint8_t digest[IGVM_DIGEST_SIZE])
{
        struct run run = { .json = json };
        struct igvm_launch_page page;
        struct igvm_digest now;
        uint64_t number = 0;

        igvm_digest_init(&now);
        if (!json)
                printf("%-11s %-25s %-10s %-96s %-96s %s\n", "# page", "GPA", "type",
                       "SHA-384 of the contents", "digest after the page", "header");
        for (; igvm_launch_next(&launch, &page); number++) {
                if (!takes(&run, &page)) {
                        finish(&run, &now);
                        run = (struct run){ page, number, 0, 0, json };
                }
                run.count++;
                run.last_header = page.header;
                igvm_digest_page(&now, &page);
        }
        finish(&run, &now);
        memcpy(digest, now.value, IGVM_DIGEST_SIZE);
        return number;
}

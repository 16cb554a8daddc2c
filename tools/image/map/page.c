/*
 * tools/image/map/page.c - the page of `cashew image map`.
 *
 * Whatever is in the page stands there twice: as a table, which needs nothing but a reader, and as JSON, from which the page's
 * script draws. From the file come numbers, and one text: the image's name.
 */
#include <inttypes.h>
#include <string.h>

#include "tools/image/read/fields.h"
#include "tools/image/map/drawing.h"

struct kind {
        const char *name; /* in the page's classes and data */
        const char *text;
        const char *measured; /* on SEV-SNP */
};

/*
 * What of a page is measured: its contents, its address alone, or nothing (docs/measure.md, "How the digest
 * is made").
 */
static const struct kind kinds[MAP_KIND_COUNT] = {
        [MAP_NORMAL] = { "normal", "normal", "contents" },
        [MAP_ZERO] = { "zero", "zeros", "contents" },
        [MAP_UNMEASURED] = { "unmeasured", "unmeasured", "address" },
        [MAP_SHARED] = { "shared", "shared", "no" },
        [MAP_SECRETS] = { "secrets", "secrets page", "address" },
        [MAP_CPUID] = { "cpuid", "CPUID page", "address" },
        [MAP_PARAMETERS] = { "parameters", "parameter area", "address" },
        [MAP_SAVE_AREA] = { "save-area", "save area", "contents" },
        [MAP_REQUIRED] = { "required", "required memory", "no" },
        [MAP_ERROR_RANGE] = { "error-range", "error range", "no" },
        [MAP_RELOCATABLE] = { "relocatable", "relocatable region", "no" },
        [MAP_PAGE_TABLES] = { "page-tables", "page tables to relocate", "no" },
};

static const char *const regions[] = {
        [PARAMS_REGION_IMAGE] = "of the image",
        [PARAMS_REGION_ZERO] = "zeroed at boot",
        [PARAMS_REGION_SECRETS] = "secrets for the guest",
        [PARAMS_REGION_CPUID] = "CPUID page, copied",
        [PARAMS_REGION_CAA] = "calling area",
        [PARAMS_REGION_MEMORY] = "all other memory of the host's map",
};

/* Text as HTML. What is no printable ASCII is shown as U+FFFD, so that nothing hides or reverses the rest. */
static void print_text(FILE *out, const char *text)
{
        for (; *text; text++) {
                if (strchr("<>&\"'", *text))
                        fprintf(out, "&#%d;", *text);
                else if (*text >= ' ' && *text <= '~')
                        putc(*text, out);
                else
                        fputs("&#xfffd;", out);
        }
}

/* The end of a range that may say it passes the end of the address space: not every level of strictness minds. */
static uint64_t end_of(uint64_t start, uint64_t size)
{
        return size > UINT64_MAX - start ? UINT64_MAX : start + size;
}

static void print_digest(FILE *out, const uint8_t digest[IGVM_DIGEST_SIZE])
{
        for (size_t i = 0; i < IGVM_DIGEST_SIZE; i++)
                fprintf(out, "%02x", digest[i]);
}

/* "4 KiB"; exact, or cut behind the second digit. */
static void print_size(FILE *out, uint64_t size)
{
        static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
        unsigned int unit = 0;
        unsigned int shift = 10;

        while (unit + 1 < sizeof(units) / sizeof(units[0]) && size >> shift >= 1024) {
                shift += 10;
                unit++;
        }
        fprintf(out, "%" PRIu64, size >> shift);
        if (size & ((UINT64_C(1) << shift) - 1))
                fprintf(out, ".%02u", (unsigned int)((size >> (shift - 10) & 1023) * 100 / 1024));
        fprintf(out, " %s", units[unit]);
}

static const char *owner_text(enum map_owner owner)
{
        static const char *const vmpls[] = { "VMPL0", "VMPL1", "VMPL2", "VMPL3" };

        if (owner < sizeof(vmpls) / sizeof(vmpls[0]))
                return vmpls[owner];
        return owner == MAP_OWNER_SEVERAL ? "several" : "not known";
}

/* Other platforms measure by rules of their own. */
static const char *measured_text(const struct map_page *page, const struct map_range *range)
{
        return page->platform == IGVM_PLATFORM_SEV_SNP ? kinds[range->kind].measured : "not known";
}

static void print_headers(FILE *out, const struct map_range *range)
{
        fprintf(out, "%u", range->first_header);
        if (range->header_count > 1)
                fprintf(out, "\xe2\x80\x93%u", range->last_header);
}

/*
 * The row's id is what the drawing's links lead to. All text is ours: only the file's name and the image's go
 * through print_text().
 */
static void print_range_row(const struct map_page *page, const struct map_range *range, size_t row,
                            FILE *out)
{
        fprintf(out,
                "<tr id=\"r%zu\" tabindex=\"-1\"><td>0x%" PRIx64 "</td><td>0x%" PRIx64 "</td><td>",
                row, range->gpa, end_of(range->gpa, range->size));
        print_size(out, range->size);
        fprintf(out,
                "</td><td>%" PRIu64 "</td><td><i class=\"k-%s\"></i>%s</td><td>%s</td><td>%s</td>",
                range->size / IGVM_PAGE_SIZE, kinds[range->kind].name, kinds[range->kind].text,
                measured_text(page, range), owner_text(range->owner));
        fputs("<td>", out);
        print_headers(out, range);
        fprintf(out, "</td><td>0x%x</td><td class=\"digest\">", range->offset);
        if (range->has_digest)
                print_digest(out, range->digest);
        fputs("</td></tr>\n", out);
}

static void print_range_rows(const struct map_page *page, FILE *out)
{
        for (size_t i = 0; i < page->ranges->count; i++)
                print_range_row(page, &page->ranges->ranges[i], i, out);
}

/*
 * Calls for VMPL0's memory and each region of the guest's that has a place. Table and data come from here, so
 * they agree.
 */
static void for_owners(const struct map_owners *owners,
                       void (*print)(FILE *out, uint64_t start, uint64_t size, unsigned int vmpl,
                                     const char *what),
                       FILE *out)
{
        const struct params *params = &owners->params;

        if (!owners->known)
                return;
        print(out, params->header.svsm_base, params->header.svsm_size, 0, "the SVSM's own");
        for (uint32_t i = 0; i < params->guest.region_count; i++) {
                const struct params_region *region = &params->regions[i];

                if (region->kind != PARAMS_REGION_MEMORY &&
                    region->kind < sizeof(regions) / sizeof(regions[0]))
                        print(out, region->start, region->size, params->guest.vmpl,
                              regions[region->kind]);
        }
}

static void print_owner_row(FILE *out, uint64_t start, uint64_t size, unsigned int vmpl,
                            const char *what)
{
        fprintf(out, "<tr><td>0x%" PRIx64 "</td><td>0x%" PRIx64 "</td><td>", start,
                end_of(start, size));
        print_size(out, size);
        fprintf(out, "</td><td>VMPL%u</td><td>%s</td></tr>\n", vmpl, what);
}

/* A last line for what has no bounds, or the reason why nothing is known. */
static void print_owner_rows(const struct map_page *page, FILE *out)
{
        for_owners(page->owners, print_owner_row, out);
        if (!page->owners->known)
                fputs("<tr><td colspan=\"5\">not known: no parameter block of this project's "
                      "in measured memory where the boot vCPU's RDI leads</td></tr>\n",
                      out);
        else if (page->owners->params.guest.kind != PARAMS_GUEST_NONE)
                fprintf(out,
                        "<tr><td colspan=\"3\">all other memory that the host has</td>"
                        "<td>VMPL%u</td><td>as the guest validates it</td></tr>\n",
                        page->owners->params.guest.vmpl);
}

/*
 * 64-bit numbers are strings, since the script's numbers keep 53 bits. `claim` marks kinds that only say
 * something about memory.
 */
static void print_json_range(const struct map_page *page, const struct map_range *range, FILE *out)
{
        fprintf(out,
                "{\"start\":\"0x%" PRIx64 "\",\"end\":\"0x%" PRIx64
                "\",\"kind\":\"%s\",\"text\":\"%s\",\"claim\":%s,\"measured\":\"%s\","
                "\"owner\":\"%s\",\"headers\":[%u,%u,%u],\"offset\":%u",
                range->gpa, end_of(range->gpa, range->size), kinds[range->kind].name,
                kinds[range->kind].text, range->kind >= MAP_REQUIRED ? "true" : "false",
                measured_text(page, range), owner_text(range->owner), range->first_header,
                range->last_header, range->header_count, range->offset);
        if (range->has_digest) {
                fputs(",\"digest\":\"", out);
                print_digest(out, range->digest);
                putc('"', out);
        }
        putc('}', out);
}

static void print_json_owner(FILE *out, uint64_t start, uint64_t size, unsigned int vmpl,
                             const char *what)
{
        fprintf(out,
                ",\n{\"start\":\"0x%" PRIx64 "\",\"end\":\"0x%" PRIx64
                "\",\"owner\":\"VMPL%u\",\"text\":\"%s\"}",
                start, end_of(start, size), vmpl, what);
}

/* The first entry of owners is empty, so that each of the others may begin with a comma. */
static void print_data(const struct map_page *page, FILE *out)
{
        fputs("{\"ranges\":[", out);
        for (size_t i = 0; i < page->ranges->count; i++) {
                fputs(i ? ",\n" : "\n", out);
                print_json_range(page, &page->ranges->ranges[i], out);
        }
        fputs("],\n\"owners\":[null", out);
        for_owners(page->owners, print_json_owner, out);
        fputs("]}", out);
}

/* As `cashew image measure` prints it, in the file's order. */
static void print_launch_digest(const struct map_page *page, FILE *out)
{
        uint8_t digest[IGVM_DIGEST_SIZE];

        if (page->platform != IGVM_PLATFORM_SEV_SNP) {
                fputs("none: only SEV-SNP's is known here", out);
                return;
        }
        igvm_measure(page->file, page->mask, digest);
        print_digest(out, digest);
}

/* Which platform the page is about, and which others the file is for. */
static void print_platforms(const struct map_page *page, FILE *out)
{
        struct image_platforms platforms = image_platforms(page->file);
        const char *separator = "; the file also has ";

        fprintf(out, "%s, mask 0x%x", igvm_platform_name(page->platform), page->mask);
        for (uint32_t type = 0; type <= IGVM_PLATFORM_CCA; type++) {
                if (platforms.masks[type] == 0 || type == page->platform)
                        continue;
                fprintf(out, "%s%s", separator, igvm_platform_name(type));
                separator = ", ";
        }
}

static void print_format(const struct map_page *page, FILE *out)
{
        fprintf(out, "IGVM version %u, %u bytes, %u headers", page->file->fixed.format_version,
                page->file->fixed.total_file_size, page->file->header_count);
}

static void print_name(const struct map_page *page, FILE *out)
{
        print_text(out, page->name);
}

/*
 * The name is the platform file's, from the parameter block: bytes that somebody else may have written, hence
 * print_text().
 */
static void print_image(const struct map_page *page, FILE *out)
{
        if (!page->owners->known) {
                fputs("no parameter block of this project's", out);
                return;
        }
        print_text(out, page->owners->params.image_name[0] ? page->owners->params.image_name
                                                           : "no name");
        fprintf(out, ", parameter block at 0x%" PRIx64, page->owners->block);
}

static const struct {
        const char *name;
        void (*print)(const struct map_page *page, FILE *out);
} places[] = {
        { "name", print_name },           { "digest", print_launch_digest },
        { "platforms", print_platforms }, { "format", print_format },
        { "image", print_image },         { "ranges", print_range_rows },
        { "owners", print_owner_rows },   { "data", print_data },
};

/* A place that has no name here stays empty. */
static void print_place(const struct map_page *page, const char *name, size_t length, FILE *out)
{
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
                if (strlen(places[i].name) == length && memcmp(places[i].name, name, length) == 0)
                        places[i].print(page, out);
}

/*
 * The template's text up to a place, what belongs there, and on behind it. A value's own braces are not
 * looked at.
 */
void map_write_page(const struct map_page *page, FILE *out)
{
        const char *at = map_template;
        const char *place;

        while ((place = strstr(at, "{{")) != NULL) {
                size_t length = strcspn(place + 2, "}");

                fwrite(at, 1, (size_t)(place - at), out);
                print_place(page, place + 2, length, out);
                at = place + 2 + length + 2;
        }
        fputs(at, out);
}

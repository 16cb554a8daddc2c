/* tools/image/map/drawing.h - the parts of `cashew image map`: whose memory it is, what lies in it, the page. Private to it. */
#ifndef TOOLS_IMAGE_MAP_DRAWING_H
#define TOOLS_IMAGE_MAP_DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/igvm/digest.h"
#include "lib/params/block.h"

/* Who has memory after boot. */
enum map_owner {
        MAP_VMPL0 = 0, /* to 3: the VMPL */
        MAP_OWNER_SEVERAL = 254,
        MAP_OWNER_UNKNOWN = 255,
};

/* What the parameter block of an image of this project says; of other images nothing is known. */
struct map_owners {
        bool known;
        uint64_t block; /* GPA of the parameter block */
        struct params params;
};

/*
 * Looks for a parameter block where the boot vCPU's RDI leads, in measured pages of the platform with @mask, whose
 * contexts are save areas.
 */
void map_find_owners(const struct igvm_file *file, uint32_t mask, struct map_owners *out);

/*
 * The owner of [gpa, gpa + size): one, SEVERAL if a border lies inside, UNKNOWN if nobody says. @size is in
 * bytes, not 0.
 */
enum map_owner map_owner_of(const struct map_owners *owners, uint64_t gpa, uint64_t size);

/*
 * What a header does with memory: the page's legend. On SEV-SNP most are page types of SNP_LAUNCH_UPDATE
 * (docs/measure.md).
 */
enum map_kind {
        MAP_NORMAL,
        MAP_ZERO,
        MAP_UNMEASURED,
        MAP_SHARED,
        MAP_SECRETS,
        MAP_CPUID,
        MAP_PARAMETERS,
        MAP_SAVE_AREA,
        /* What only says something about memory, and may be about the memory of the others: */
        MAP_REQUIRED,
        MAP_ERROR_RANGE,
        MAP_RELOCATABLE,
        MAP_PAGE_TABLES,
        MAP_KIND_COUNT,
};

/* Memory of one kind and one owner, from consecutive headers of the platform. */
struct map_range {
        uint64_t gpa;
        uint64_t size; /* bytes */
        enum map_kind kind;
        enum map_owner owner;
        uint32_t first_header; /* index */
        uint32_t last_header;
        uint32_t header_count;
        uint32_t offset; /* of the first header in the file */
        bool has_digest;
        uint8_t digest[IGVM_DIGEST_SIZE]; /* SHA-384 of a page, or of the digests of all pages */
};

struct map_ranges {
        struct map_range *ranges; /* by address, then as in the file */
        size_t count;
};

/* The ranges of the platform with @mask. 0, or -ENOMEM. Freed with free(@out->ranges). */
__attribute__((warn_unused_result)) int map_collect(const struct igvm_file *file, uint32_t mask,
                                                    const struct map_owners *owners,
                                                    struct map_ranges *out);

/* Everything that the page is made of; the parts belong to the caller. */
struct map_page {
        const char *name; /* of the file, for people */
        const struct igvm_file *file;
        enum igvm_platform_type platform;
        uint32_t mask; /* of the platform */
        const struct map_owners *owners;
        const struct map_ranges *ranges;
};

/* Writes the HTML page; whether that went well is in ferror(@out). */
void map_write_page(const struct map_page *page, FILE *out);

/* The page with {{places}} for what differs; made from page.html, .css and .js when the program is built. */
extern const char map_template[];

#endif

/* tools/image/build/parts/memory.c - the text of --parts: pages of guest memory. */
#include "tools/image/build/parts/memory.h"

#include <string.h>

#include "lib/igvm/reader.h"
#include "tools/image/build/parts/file.h"

/* One entry, read. */
struct memory_entry {
        const yaml_node_t *node;
        uint64_t gpa;
        uint64_t size;           /* bytes of memory */
        const uint8_t *contents; /* NULL: zeros */
        uint64_t contents_size;  /* the rest is zeros */
        uint32_t mask;
        uint32_t flags;
        uint32_t type;
};

/* The keys of an entry; NULL for those that are not there. */
struct memory_nodes {
        yaml_node_t *platforms, *gpa, *file, *offset, *size, *zeros, *program, *type, *flags;
};

/* The first byte is 0, and every other one is as the one before it. @size is not 0. */
static bool is_zero(const uint8_t *bytes, size_t size)
{
        return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

/*
 * A piece of the contents as long as a page; what ends before the page does is padded. NULL in *@item: zeros,
 * for which the format needs no file data (a file offset of 0 says so).
 */
static bool take_page(struct image_parts *parts, const struct memory_entry *entry, uint64_t at,
                      uint64_t page_size, struct image_item *item)
{
        uint64_t left = at < entry->contents_size ? entry->contents_size - at : 0;
        const uint8_t *bytes = left ? entry->contents + at : NULL;

        if (!bytes || is_zero(bytes, left < page_size ? left : page_size))
                return true;
        item->size = page_size;
        item->data = left >= page_size
                             ? bytes
                             : image_parts_padded(parts, entry->node, bytes, left, page_size);
        return item->data != NULL;
}

/*
 * A header for each page, of 4 KiB or with the flag 2mb of 2 MiB: the format has none for ranges. What all
 * entries of a text may have together is limited, so that a short text cannot fill memory with headers.
 */
static bool add_pages(struct image_parts *parts, const struct memory_entry *entry)
{
        struct igvm_page_data body = { .flags = entry->flags, .data_type = (uint16_t)entry->type };
        uint64_t page_size = igvm_page_size(&body);
        uint64_t count = entry->size / page_size + (entry->size % page_size != 0);

        if (count > IMAGE_PARTS_MAX_HEADERS - parts->page_headers)
                return source_fault(&parts->source, entry->node,
                                    "memory: found more than %u pages; expected fewer, or larger "
                                    "ones",
                                    IMAGE_PARTS_MAX_HEADERS);
        if (entry->size == 0 || count * page_size > UINT64_MAX - entry->gpa)
                return source_fault(&parts->source, entry->node,
                                    "memory: found no bytes, or more than there is address space; "
                                    "expected pages");
        parts->page_headers += (uint32_t)count;
        for (uint64_t at = 0; at < count * page_size; at += page_size) {
                struct image_item item = { .type = IGVM_PAGE_DATA, .mask = entry->mask };

                body.gpa = entry->gpa + at;
                if (!take_page(parts, entry, at, page_size, &item) ||
                    !image_parts_add(parts, entry->node, item, &body))
                        return false;
        }
        return true;
}

/* A file from an offset on; its whole rest, or a size that may be more. */
static bool take_file(struct image_parts *parts, const struct memory_nodes *nodes,
                      struct memory_entry *entry)
{
        struct source *source = &parts->source;
        const struct image_part_file *file;
        uint64_t offset = 0;

        if (!image_parts_file(parts, nodes->file, &file))
                return false;
        if (nodes->offset &&
            !source_number64(source, nodes->offset, "offset", file->file.size, &offset))
                return false;
        entry->contents = file->file.data + offset;
        entry->contents_size = entry->size = file->file.size - offset;
        if (!nodes->size)
                return true;
        if (!source_number64(source, nodes->size, "size", UINT64_MAX, &entry->size))
                return false;
        if (entry->contents_size > entry->size)
                entry->contents_size = entry->size;
        return true;
}

/* An ELF program as it lies in memory, from its lowest page on: its addresses count from @entry->gpa. */
static bool take_program(struct image_parts *parts, const struct memory_nodes *nodes,
                         struct memory_entry *entry)
{
        const struct image_part_file *program;

        if (!image_parts_program(parts, nodes->program, &program))
                return false;
        if (program->gpa > UINT64_MAX - entry->gpa)
                return source_unexpected(&parts->source, nodes->gpa, "gpa",
                                         "an address that leaves room for the program");
        entry->gpa += program->gpa;
        entry->contents = program->file.data;
        entry->contents_size = entry->size = program->file.size;
        return true;
}

/* A page that the host or the processor fills in has no contents in the file, and is one page if nothing else is said. */
static bool take_contents(struct image_parts *parts, const struct memory_nodes *nodes,
                          struct memory_entry *entry)
{
        struct source *source = &parts->source;
        int kinds = !!nodes->file + !!nodes->zeros + !!nodes->program;

        if (kinds == 0 && entry->type != IGVM_PAGE_NORMAL) {
                entry->size = IGVM_PAGE_SIZE;
                return true;
        }
        if (kinds != 1)
                return source_fault(source, entry->node,
                                    "memory: found %d kinds of contents; expected one of file, "
                                    "program and zeros",
                                    kinds);
        if ((nodes->offset || nodes->size) && !nodes->file)
                return source_fault(source, entry->node,
                                    "memory: found an offset or a size without a file; expected "
                                    "them with one");
        if (nodes->zeros)
                return source_number64(source, nodes->zeros, "zeros", UINT64_MAX, &entry->size);
        return nodes->file ? take_file(parts, nodes, entry) : take_program(parts, nodes, entry);
}

/*
 * IgvmPageDataType and IgvmPageDataFlags of igvm_defs, by other words. Whether flags and type go together is
 * the strict reader's to say, when the file is there.
 */
static bool take_attributes(struct image_parts *parts, const struct memory_nodes *nodes,
                            struct memory_entry *entry)
{
        static const struct word types[] = {
                { "normal", IGVM_PAGE_NORMAL },
                { "secrets", IGVM_PAGE_SECRETS },
                { "cpuid", IGVM_PAGE_CPUID_DATA },
                { "cpuid-xf", IGVM_PAGE_CPUID_XF },
        };
        static const struct word flags[] = {
                { "2mb", IGVM_PAGE_IS_2MB },
                { "unmeasured", IGVM_PAGE_UNMEASURED },
                { "shared", IGVM_PAGE_SHARED },
        };
        struct source *source = &parts->source;

        return source_number64(source, nodes->gpa, "gpa", UINT64_MAX, &entry->gpa) &&
               image_parts_mask(parts, nodes->platforms, &entry->mask) &&
               (!nodes->type ||
                source_word(source, nodes->type, "type", WORDS(types), &entry->type)) &&
               (!nodes->flags ||
                source_flags(source, nodes->flags, "flags", WORDS(flags), &entry->flags));
}

/* Attributes first: what contents an entry may have depends on its type. */
bool image_parts_memory(struct image_parts *parts, yaml_node_t *node)
{
        struct memory_nodes nodes;
        const struct field fields[] = {
                { "platforms", &nodes.platforms, false }, { "gpa", &nodes.gpa, true },
                { "file", &nodes.file, false },           { "offset", &nodes.offset, false },
                { "size", &nodes.size, false },           { "zeros", &nodes.zeros, false },
                { "program", &nodes.program, false },     { "type", &nodes.type, false },
                { "flags", &nodes.flags, false },
        };
        struct memory_entry entry = { .node = node };

        return source_fields(&parts->source, node, "memory", FIELDS(fields)) &&
               take_attributes(parts, &nodes, &entry) && take_contents(parts, &nodes, &entry) &&
               add_pages(parts, &entry);
}

/* lib/igvm/reader.c - the fixed header, and walking the variable headers. */
#include "lib/igvm/reader.h"

#include "lib/igvm/check.h"
#include "lib/igvm/types.h"

#define ALIGN_UP(value) \
        (((value) + IGVM_HEADER_ALIGNMENT - 1) & ~(uint64_t)(IGVM_HEADER_ALIGNMENT - 1))

static uint32_t fixed_size(const struct igvm_file *file)
{
        return sizeof(file->fixed) +
               (file->fixed.format_version >= 2 ? sizeof(file->extension) : 0);
}

static enum igvm_rule read_extension(struct igvm_file *file)
{
        file->extension =
                (struct igvm_fixed_header_extension){ IGVM_ARCHITECTURE_X64, IGVM_PAGE_SIZE };
        if (file->fixed.format_version == 1)
                return IGVM_OK;
        if (file->size < fixed_size(file))
                return IGVM_TRUNCATED;
        memcpy(&file->extension, file->data + sizeof(file->fixed), sizeof(file->extension));
        if (file->extension.architecture > IGVM_ARCHITECTURE_AARCH64)
                return IGVM_BAD_ARCHITECTURE;
        return file->extension.page_size == IGVM_PAGE_SIZE ? IGVM_OK : IGVM_BAD_PAGE_SIZE;
}

static enum igvm_rule read_fixed_header(struct igvm_file *file)
{
        if (file->size < sizeof(file->fixed))
                return IGVM_TRUNCATED;
        memcpy(&file->fixed, file->data, sizeof(file->fixed));
        if (file->fixed.magic != IGVM_MAGIC)
                return IGVM_BAD_MAGIC;
        if (file->fixed.format_version != 1 && file->fixed.format_version != 2)
                return IGVM_BAD_VERSION;
        if (file->fixed.total_file_size != file->size)
                return IGVM_BAD_FILE_SIZE;
        return read_extension(file);
}

/* Places are checked at every level, since all that follows reads there. */
static bool check_header_section(struct igvm_check *check)
{
        struct igvm_file *file = check->file;
        uint32_t offset = file->fixed.variable_header_offset;
        uint32_t size = file->fixed.variable_header_size;

        if (!igvm_require(check, offset <= file->size && size <= file->size - offset,
                          IGVM_HEADERS_OUTSIDE) ||
            !igvm_require(check, offset >= fixed_size(file), IGVM_HEADERS_IN_FIXED_HEADER) ||
            !igvm_require(check, offset % IGVM_HEADER_ALIGNMENT == 0, IGVM_HEADERS_NOT_ALIGNED) ||
            !igvm_require(check, size < file->size - offset, IGVM_NO_FILE_DATA))
                return false;
        file->headers_end = offset + size;
        return true;
}

/* Covers the fixed header, with zero in the place of the checksum, and the variable headers; no data. */
static uint32_t checksum(const struct igvm_file *file)
{
        struct igvm_fixed_header fixed = file->fixed;
        uint32_t crc;

        fixed.checksum = 0;
        crc = igvm_crc32(0, &fixed, sizeof(fixed));
        if (fixed_size(file) > sizeof(fixed))
                crc = igvm_crc32(crc, &file->extension, sizeof(file->extension));
        return igvm_crc32(crc, file->data + fixed.variable_header_offset,
                          fixed.variable_header_size);
}

/* The header at @offset, if it lies in the variable headers with its padding. */
static enum igvm_rule read_header(const struct igvm_file *file, uint32_t offset, uint32_t index,
                                  struct igvm_header *out)
{
        struct igvm_variable_header header;
        uint32_t left = file->headers_end - offset;

        *out = (struct igvm_header){ .index = index, .offset = offset };
        if (left < sizeof(header))
                return IGVM_HEADER_CUT;
        memcpy(&header, file->data + offset, sizeof(header));
        out->type = header.type & ~IGVM_TYPE_OPTIONAL;
        out->optional = (header.type & IGVM_TYPE_OPTIONAL) != 0;
        out->known = igvm_type_find(out->type) != NULL;
        out->length = header.length;
        out->body = file->data + offset + sizeof(header);
        return ALIGN_UP((uint64_t)header.length) <= left - sizeof(header) ? IGVM_OK
                                                                          : IGVM_HEADER_OUTSIDE;
}

static uint32_t next_offset(const struct igvm_header *header)
{
        return header->offset + (uint32_t)sizeof(struct igvm_variable_header) +
               (uint32_t)ALIGN_UP((uint64_t)header->length);
}

bool igvm_next(struct igvm_iterator *iterator, struct igvm_header *out)
{
        if (iterator->offset >= iterator->file->headers_end)
                return false;
        if (read_header(iterator->file, iterator->offset, iterator->index, out) != IGVM_OK)
                return false;
        iterator->offset = next_offset(out);
        iterator->index++;
        return true;
}

static bool has_zero_padding(const struct igvm_header *header)
{
        return igvm_is_zero(header->body + header->length,
                            ALIGN_UP((uint64_t)header->length) - header->length);
}

/* 0 platforms, 1 initialization, 2 directives, 3 outside every range. */
static unsigned int section_of(uint32_t type)
{
        if (type >= IGVM_FIRST_PLATFORM && type <= IGVM_LAST_PLATFORM)
                return 0;
        if (type >= IGVM_FIRST_INITIALIZATION && type <= IGVM_LAST_INITIALIZATION)
                return 1;
        return type >= IGVM_FIRST_DIRECTIVE && type <= IGVM_LAST_DIRECTIVE ? 2 : 3;
}

static bool check_section(struct igvm_check *check, const struct igvm_header *header)
{
        unsigned int now = section_of(header->type);

        if (now == 3)
                return igvm_require(check, header->optional, IGVM_UNKNOWN_TYPE);
        if (!igvm_require(check, now >= check->section, IGVM_SECTION_ORDER))
                return false;
        check->section = now;
        return true;
}

static enum igvm_rule check_one(struct igvm_check *check, const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);

        if (!igvm_require(check, !header->optional, IGVM_OPTIONAL_HEADER) ||
            !igvm_require(check, has_zero_padding(header), IGVM_BAD_PADDING) ||
            !check_section(check, header) ||
            !igvm_require(check, type != NULL || header->optional, IGVM_UNKNOWN_TYPE))
                return check->broken;
        if (!type) {
                check->file->skipped_count++;
                return IGVM_OK;
        }
        if (!igvm_require(check, header->length == type->length, IGVM_BAD_LENGTH))
                return check->broken;
        return igvm_check_header(check, header);
}

static enum igvm_rule check_headers(struct igvm_check *check, struct igvm_header *header)
{
        struct igvm_file *file = check->file;
        enum igvm_rule rule;

        for (uint32_t offset = file->fixed.variable_header_offset; offset < file->headers_end;
             offset = next_offset(header)) {
                rule = read_header(file, offset, file->header_count, header);
                if (rule == IGVM_OK)
                        rule = check_one(check, header);
                if (rule != IGVM_OK)
                        return rule;
                file->header_count++;
        }
        header->index = IGVM_NO_HEADER;
        return igvm_check_end(check, header);
}

/* Of the fixed header, in the order in which its parts can be read. */
static enum igvm_rule check_fixed_header(struct igvm_check *check)
{
        enum igvm_rule rule = read_fixed_header(check->file);

        if (rule != IGVM_OK)
                return rule;
        if (!check_header_section(check) ||
            !igvm_require(check, checksum(check->file) == check->file->fixed.checksum,
                          IGVM_BAD_CHECKSUM))
                return check->broken;
        return IGVM_OK;
}

static void note_header(struct igvm_error *error, const struct igvm_header *header)
{
        error->header = header->index;
        error->type = header->type | (header->optional ? IGVM_TYPE_OPTIONAL : 0);
        error->offset = header->offset;
}

enum igvm_rule igvm_open(struct igvm_file *file, const void *data, size_t size,
                         enum igvm_level level, struct igvm_workspace *workspace,
                         struct igvm_error *error)
{
        struct igvm_check check = { .file = file, .level = level, .workspace = workspace };
        struct igvm_header header = { .index = IGVM_NO_HEADER };

        *file = (struct igvm_file){ .data = data, .size = size, .workspace = workspace };
        *error = (struct igvm_error){ .header = IGVM_NO_HEADER };
        error->rule = check_fixed_header(&check);
        if (error->rule != IGVM_OK)
                return error->rule;
        igvm_collect_areas(&check);
        error->rule = check_headers(&check, &header);
        if (error->rule == IGVM_OK || header.index == IGVM_NO_HEADER)
                return error->rule;
        note_header(error, &header);
        file->header_count = header.index;
        return error->rule;
}

uint32_t igvm_mask(const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);
        uint32_t mask;

        if (!type || type->mask_offset == IGVM_NO_MASK)
                return UINT32_MAX;
        memcpy(&mask, header->body + type->mask_offset, sizeof(mask));
        return mask;
}

bool igvm_is_parameter(const struct igvm_header *header)
{
        const struct igvm_type *type = igvm_type_find(header->type);

        return type && type->parameter_size != 0;
}

uint32_t igvm_platform_mask(const struct igvm_file *file, enum igvm_platform_type type)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_supported_platform platform;
        struct igvm_header header;

        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_SUPPORTED_PLATFORM)
                        continue;
                igvm_body(&header, &platform, sizeof(platform));
                if (platform.platform_type == type)
                        return platform.compatibility_mask;
        }
        return 0;
}

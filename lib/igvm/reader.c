/* lib/igvm/reader.c - opens a file: the fixed header, and what is asked of every variable header. */
#include "lib/igvm/reader.h"

#include "lib/igvm/areas.h"
#include "lib/igvm/check.h"
#include "lib/igvm/check_state.h"
#include "lib/igvm/types.h"

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

static bool has_zero_padding(const struct igvm_header *header)
{
        return igvm_is_zero(header->body + header->length,
                            igvm_padded_length(header->length) - header->length);
}

/* The ranges of igvm_defs (IGVM_VHT_RANGE_*): 0 platforms, 1 initialization, 2 directives, 3 outside every range. */
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

/* Why the iterator cannot go on from where it is, in front of the headers' end. */
static enum igvm_rule rule_of_rest(const struct igvm_iterator *iterator)
{
        uint32_t left = iterator->file->headers_end - iterator->offset;

        return left < sizeof(struct igvm_variable_header) ? IGVM_HEADER_CUT : IGVM_HEADER_OUTSIDE;
}

static enum igvm_rule check_headers(struct igvm_check *check, struct igvm_header *header)
{
        struct igvm_iterator iterator = igvm_iterate(check->file);
        enum igvm_rule rule;

        while (igvm_next(&iterator, header)) {
                rule = check_one(check, header);
                if (rule != IGVM_OK)
                        return rule;
                check->file->header_count++;
        }
        if (iterator.offset < check->file->headers_end)
                return rule_of_rest(&iterator);
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
        if (error->rule == IGVM_BAD_CHECKSUM) {
                error->found = file->fixed.checksum;
                error->expected = checksum(file);
        }
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

/*
 * lib/eventlog/ima.c - see ima.h. The kernel wrote the list, but whoever sends it may have written another: every size is compared
 * with what is left before anything is read by it.
 */
#include "lib/eventlog/ima.h"

#include "lib/base/memory.h"
#include "lib/eventlog/ima_template.h"

#define FIRST_DIGEST_SIZE 20 /* of the template "ima", which has SHA-1 and MD5 only */

static bool bad(struct ima_list *list, size_t offset, const char *what, uint64_t found,
                const char *expected, uint64_t limit)
{
        list->problem = (struct event_log_problem){
                .offset = offset,
                .event = list->entries,
                .what = what,
                .found = found,
                .expected = expected,
                .limit = limit,
        };
        list->in.failed = true;
        return false;
}

static uint32_t read_u32(struct bytes_reader *in, bool big_endian)
{
        return big_endian ? bytes_read_be32(in) : bytes_read_le32(in);
}

/* True if an entry could begin here, with a template digest of @digest_size bytes. */
static bool begins(const void *data, size_t size, bool big_endian, size_t digest_size)
{
        struct bytes_reader in = bytes_reader(data, size);
        uint32_t name_size;
        const uint8_t *name;

        if (read_u32(&in, big_endian) >= EVENT_PCRS)
                return false;
        bytes_take(&in, digest_size);
        name_size = read_u32(&in, big_endian);
        if (in.failed || name_size == 0 || name_size > IMA_TEMPLATE_NAME_MAX)
                return false;
        name = bytes_take(&in, name_size);
        return name && ima_template_is_name(name, name_size);
}

/* Which order and which digests a list has is nowhere said: the first name stands where they put it. */
static bool find_shape(const void *data, size_t size, struct ima_list *out)
{
        static const uint8_t sizes[] = { 20, 32, 48, 64 };

        for (size_t i = 0; i < 2 * sizeof(sizes); i++) {
                out->big_endian = i >= sizeof(sizes);
                out->digest_size = sizes[i % sizeof(sizes)];
                if (begins(data, size, out->big_endian, out->digest_size))
                        return true;
        }
        return false;
}

bool ima_list_is(const void *data, size_t size)
{
        struct ima_list list;

        return find_shape(data, size, &list);
}

bool ima_list_open(struct ima_list *list, const void *data, size_t size)
{
        *list = (struct ima_list){ .in = bytes_reader(data, size) };
        if (find_shape(data, size, list))
                return true;
        return bad(list, 0, "bytes of the list", size,
                   "more, that begin with a PCR, a digest and the name of a template", 0);
}

/* A size, and so many bytes of @in, whose first is at @base of the list. */
static bool take(struct ima_list *list, struct bytes_reader *in, size_t base, const char *what,
                 struct ima_bytes *out)
{
        size_t at = base + in->offset;
        size_t left = bytes_left(in);

        out->size = read_u32(in, list->big_endian);
        if (in->failed)
                return bad(list, at, "bytes left", left, "at least a size of", 4);
        left = bytes_left(in);
        if (out->size > left)
                return bad(list, at, what, out->size, "at most", left);
        out->data = bytes_take(in, out->size);
        return true;
}

/* "verity:sha256:", a NUL, the digest. Or nothing: of a file without an appended signature, say. */
static bool split_digest(struct ima_list *list, size_t at, const struct ima_bytes *field,
                         struct ima_entry *out)
{
        size_t nul = 0;
        size_t colon;

        if (field->size == 0)
                return true;
        while (nul < field->size && field->data[nul])
                nul++;
        if (nul == field->size || nul == 0 || field->data[nul - 1] != ':')
                return bad(list, at, "size of a digest's field", field->size,
                           "an algorithm, a colon, a zero and the digest", 0);
        for (colon = nul - 1; colon > 0 && field->data[colon - 1] != ':'; colon--)
                ;
        if (colon > 0)
                out->kind = (struct ima_bytes){ field->data, colon - 1 };
        out->algorithm = (struct ima_bytes){ field->data + colon, nul - 1 - colon };
        out->file_digest = (struct ima_bytes){ field->data + nul + 1, field->size - nul - 1 };
        return true;
}

/* Text with one NUL, which is its last byte; or nothing. Two would be read by some to the first, by others to the last. */
static bool split_string(struct ima_list *list, size_t at, struct ima_bytes *field)
{
        if (field->size == 0)
                return true;
        for (size_t i = 0; i < field->size; i++) {
                if ((field->data[i] == 0) != (i == field->size - 1))
                        return bad(list, at, "size of a path", field->size,
                                   "text with one zero, behind it", 0);
        }
        field->size--;
        return true;
}

static bool keep_field(struct ima_list *list, size_t at, const struct ima_field *kind,
                       struct ima_bytes field, struct ima_entry *out)
{
        if (kind->form == IMA_FORM_STRING && !split_string(list, at, &field))
                return false;
        switch (kind->role) {
        case IMA_ROLE_DIGEST:
                if (kind->form == IMA_FORM_NAMED)
                        return split_digest(list, at, &field, out);
                out->file_digest = field;
                break;
        case IMA_ROLE_PATH:
                out->path = field;
                break;
        case IMA_ROLE_SIGNATURE:
                if (field.size)
                        out->signature = field;
                break;
        case IMA_ROLE_BUFFER:
                out->buffer = field;
                break;
        case IMA_ROLE_OTHER:
                break;
        }
        return true;
}

static bool read_fields(struct ima_list *list, const struct ima_template *template, size_t base,
                        struct ima_entry *out)
{
        struct bytes_reader in = bytes_reader(out->data.data, out->data.size);

        for (size_t i = 0; i < template->count; i++) {
                size_t at = base + in.offset;
                struct ima_bytes field;

                if (!take(list, &in, base, "size of a field", &field) ||
                    !keep_field(list, at, template->fields[i], field, out))
                        return false;
        }
        if (bytes_left(&in))
                return bad(list, base + in.offset, "bytes behind the template's fields",
                           bytes_left(&in), "none", 0);
        return true;
}

/* The template "ima": a digest, and a path without NUL behind its size. */
static bool read_first(struct ima_list *list, struct ima_entry *out)
{
        size_t at = list->in.offset;

        if (bytes_left(&list->in) < FIRST_DIGEST_SIZE)
                return bad(list, at, "bytes left", bytes_left(&list->in), "at least a digest of",
                           FIRST_DIGEST_SIZE);
        out->file_digest.size = FIRST_DIGEST_SIZE;
        out->file_digest.data = bytes_take(&list->in, FIRST_DIGEST_SIZE);
        at = list->in.offset;
        if (!take(list, &list->in, 0, "size of a path", &out->path))
                return false;
        if (out->path.size >= IMA_FIRST_NAME_SIZE)
                return bad(list, at, "size of a path", out->path.size, "at most",
                           IMA_FIRST_NAME_SIZE - 1);
        for (size_t i = 0; i < out->path.size; i++) {
                if (out->path.data[i] == 0)
                        return bad(list, at, "size of a path", out->path.size, "text without zeros",
                                   0);
        }
        return true;
}

static bool is_zero(const uint8_t *data, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                if (data[i])
                        return false;
        }
        return true;
}

/* PCR, digest and name. */
static bool read_head(struct ima_list *list, struct ima_entry *out)
{
        size_t least = 4 + list->digest_size;
        size_t at;

        if (bytes_left(&list->in) < least)
                return bad(list, out->offset, "bytes left", bytes_left(&list->in), "at least",
                           least);
        out->pcr = read_u32(&list->in, list->big_endian);
        if (out->pcr >= EVENT_PCRS)
                return bad(list, out->offset, "PCR", out->pcr, "at most", EVENT_PCRS - 1);
        out->digest = bytes_take(&list->in, list->digest_size);
        out->violation = is_zero(out->digest, list->digest_size);
        at = list->in.offset;
        if (!take(list, &list->in, 0, "size of a template's name", &out->template))
                return false;
        if (!ima_template_is_name(out->template.data, out->template.size))
                return bad(list, at, "size of a template's name", out->template.size,
                           "a name of small letters, at most", IMA_TEMPLATE_NAME_MAX);
        return true;
}

static bool read_entry(struct ima_list *list, struct ima_entry *out)
{
        struct ima_template template;

        *out = (struct ima_entry){ .offset = list->in.offset, .number = list->entries };
        if (!read_head(list, out))
                return false;
        out->known = ima_template_find(out->template.data, out->template.size, &template);
        out->first = template.first;
        if (out->first)
                return read_first(list, out);
        if (!take(list, &list->in, 0, "size of the template's data", &out->data))
                return false;
        return !out->known || read_fields(list, &template, list->in.offset - out->data.size, out);
}

enum event_log_step ima_list_next(struct ima_list *list, struct ima_entry *out)
{
        if (list->in.failed)
                return EVENT_LOG_BAD;
        if (bytes_left(&list->in) == 0)
                return EVENT_LOG_END;
        if (!read_entry(list, out))
                return EVENT_LOG_BAD;
        list->entries++;
        return EVENT_LOG_EVENT;
}

static bool is_path(const struct ima_entry *entry, const char *path)
{
        return entry->path.size == strlen(path) &&
               memcmp(entry->path.data, path, entry->path.size) == 0;
}

bool ima_is_boot_aggregate(const struct ima_entry *entry)
{
        return is_path(entry, "boot_aggregate") || is_path(entry, "boot_aggregate_late");
}

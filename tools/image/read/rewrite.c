/* tools/image/read/rewrite.c - see rewrite.h. */
#include "tools/image/read/rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "tools/image/common/say.h"

/* The longest body of a type that is known. */
union body {
        struct igvm_snp_id_block id_block;
        struct igvm_vbs_measurement measurement;
        uint8_t bytes[1];
};

/*
 * The four bodies of igvm_defs that have a file_offset: page data, parameter areas, start states, CoRIM
 * documents and signatures.
 */
size_t image_offset_place(uint32_t type)
{
        switch (type) {
        case IGVM_PAGE_DATA:
                return offsetof(struct igvm_page_data, file_offset);
        case IGVM_PARAMETER_AREA:
                return offsetof(struct igvm_parameter_area, file_offset);
        case IGVM_VP_CONTEXT:
                return offsetof(struct igvm_vp_context, file_offset);
        case IGVM_CORIM_DOCUMENT:
        case IGVM_CORIM_SIGNATURE:
                return offsetof(struct igvm_corim, file_offset);
        default:
                return IMAGE_NO_DATA;
        }
}

/* @body has the body as the edit function left it; undefined for a header whose type is not known. */
static bool is_wanted(const struct image_source *source, const struct igvm_header *header,
                      union body *body)
{
        if (header->known)
                igvm_body(header, body, sizeof(*body));
        return !source->edit || source->edit(source->context, header, header->known ? body : NULL);
}

/* Doubles, so that many headers cost few copies. A failure leaves the list as it was. */
static int grow(struct image_source *source)
{
        size_t capacity = source->extent_capacity ? 2 * source->extent_capacity : 64;
        struct image_extent *extents = realloc(source->extents, capacity * sizeof(*extents));

        if (!extents)
                return image_error("out of memory");
        source->extents = extents;
        source->extent_capacity = capacity;
        return 0;
}

/* True if the bytes touch the extent; then it has them. */
static bool extend(struct image_extent *extent, uint64_t start, uint64_t end)
{
        if (start < extent->start || start > extent->end)
                return false;
        if (end > extent->end)
                extent->end = end;
        return true;
}

/* Most headers have their data behind the last header's, or share it. */
static int add_extent(struct image_source *source, uint64_t start, uint64_t end)
{
        if (source->extent_count != 0 &&
            extend(&source->extents[source->extent_count - 1], start, end))
                return 0;
        if (source->extent_count == source->extent_capacity && grow(source))
                return 1;
        source->extents[source->extent_count++] = (struct image_extent){ start, end, 0 };
        return 0;
}

/* An offset of 0 is the format's way to say that there is no data. */
static int add_data(struct image_source *source, const struct igvm_header *header)
{
        struct igvm_span data = igvm_header_data(source->file, header);

        if (data.offset == 0)
                return 0;
        return add_extent(source, data.offset, data.offset + data.size);
}

static int by_start(const void *left, const void *right)
{
        uint64_t a = ((const struct image_extent *)left)->start;
        uint64_t b = ((const struct image_extent *)right)->start;

        return a < b ? -1 : a > b;
}

/*
 * Sorts, and joins those that touch: each byte of data belongs to one extent then, which moved() relies on.
 */
static void join_extents(struct image_source *source)
{
        struct image_extent *extents = source->extents;
        size_t last = 0;

        if (!extents)
                return;
        qsort(extents, source->extent_count, sizeof(extents[0]), by_start);
        for (size_t i = 1; i < source->extent_count; i++)
                if (!extend(&extents[last], extents[i].start, extents[i].end))
                        extents[++last] = extents[i];
        source->extent_count = last + 1;
}

/* Everything that a wanted header leads to must be found now: later its offset could not be translated. */
static int add_header(struct image_source *source, const char *name,
                      const struct igvm_header *header)
{
        union body body;

        if (!is_wanted(source, header, &body))
                return 0;
        if (!header->known || header->length > sizeof(body))
                return image_error("%s: header %u is of type 0x%x, which is not known: it may lead "
                                   "to file data that cannot be moved",
                                   name, header->index, header->type);
        return add_data(source, header);
}

/* All headers once, before anything is written: only then it is known which pieces of data go over. */
int image_source_open(struct image_source *source, const char *name, const struct igvm_file *file,
                      image_edit *edit, void *context)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;

        *source = (struct image_source){ .file = file, .edit = edit, .context = context };
        while (igvm_next(&iterator, &header))
                if (add_header(source, name, &header)) {
                        image_source_close(source);
                        return 1;
                }
        join_extents(source);
        return 0;
}

void image_source_close(struct image_source *source)
{
        free(source->extents);
        *source = (struct image_source){ 0 };
}

/* In both passes of the writer: the first counts, the second fills in where each extent went. */
void image_source_write_data(struct image_source *source, struct igvm_writer *writer)
{
        for (size_t i = 0; i < source->extent_count; i++) {
                struct image_extent *extent = &source->extents[i];
                size_t size = extent->end - extent->start;

                /* What was aligned to 8 bytes stays so. */
                extent->placed = igvm_write_data(writer, source->file->data + extent->start, size,
                                                 (size + 7) & ~(size_t)7);
        }
}

/* The offset in the output of the byte that is at @offset in the source. */
static uint32_t moved(const struct image_source *source, uint32_t offset)
{
        size_t low = 0;
        size_t high = source->extent_count;

        if (offset == 0 || offset >= source->file->size)
                return 0;
        while (high - low > 1) {
                size_t middle = low + (high - low) / 2;

                if (source->extents[middle].start <= offset)
                        low = middle;
                else
                        high = middle;
        }
        return (uint32_t)(source->extents[low].placed + offset - source->extents[low].start);
}

/* The offset is the only thing in a body that changes without the edit function's doing. */
static void write_header(const struct image_source *source, struct igvm_writer *writer,
                         const struct igvm_header *header, union body *body)
{
        size_t place = image_offset_place(header->type);
        uint32_t offset;

        if (place != IMAGE_NO_DATA) {
                memcpy(&offset, body->bytes + place, sizeof(offset));
                offset = moved(source, offset);
                memcpy(body->bytes + place, &offset, sizeof(offset));
        }
        igvm_write_header(writer, header->type | (header->optional ? IGVM_TYPE_OPTIONAL : 0), body,
                          header->length);
}

void image_source_write_headers(const struct image_source *source, struct igvm_writer *writer,
                                uint32_t first, uint32_t last)
{
        struct igvm_iterator iterator = igvm_iterate(source->file);
        struct igvm_header header;
        union body body;

        while (igvm_next(&iterator, &header))
                if (header.type >= first && header.type <= last &&
                    is_wanted(source, &header, &body))
                        write_header(source, writer, &header, &body);
}

struct igvm_writer image_writer_like(const struct igvm_file *file)
{
        return file->fixed.format_version == 1 ? igvm_writer_count()
                                               : igvm_writer_count_v2(&file->extension);
}

/*
 * tools/image/show/extract.c - the data of an IGVM file's headers as files.
 *
 * Names are made of a header's index, its type and an address, never of bytes of the file. A file that is there is left alone,
 * or replaced by a new one, never written through: what it links to stays as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/image/common/say.h"
#include "tools/image/show/extract.h"
#include "tools/image/read/fields.h"
#include "tools/image/read/pages.h"
#include "tools/image/read/registers.h"

struct extraction {
        const struct igvm_file *file;
        const struct image_extraction *wish;
        struct image_platforms platforms;
        int directory;
        uint32_t written; /* files */
};

/* A disk may take less at once than it is given. */
static bool write_all(int descriptor, const uint8_t *bytes, size_t size)
{
        while (size != 0) {
                ssize_t done = write(descriptor, bytes, size);

                if (done < 0 && errno == EINTR)
                        continue;
                if (done <= 0)
                        return false;
                bytes += done;
                size -= (size_t)done;
        }
        return true;
}

/*
 * O_EXCL and O_NOFOLLOW: what is there under that name, a link too, is an error, or with --force removed, but
 * never written to.
 */
static int create(struct extraction *extraction, const char *name)
{
        int descriptor;

        if (extraction->wish->force && unlinkat(extraction->directory, name, 0) != 0 &&
            errno != ENOENT)
                return -1;
        descriptor = openat(extraction->directory, name,
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        return descriptor;
}

static int cannot_write(const struct extraction *extraction, const char *name)
{
        return image_error("%s/%s: %s", extraction->wish->directory, name, strerror(errno));
}

/* A file of one piece. */
static int write_piece(struct extraction *extraction, const char *name, const uint8_t *bytes,
                       size_t size)
{
        int descriptor = create(extraction, name);
        bool good;

        if (descriptor < 0)
                return cannot_write(extraction, name);
        good = write_all(descriptor, bytes, size);
        if (close(descriptor) != 0 || !good)
                return cannot_write(extraction, name);
        extraction->written++;
        printf("%s  %zu bytes\n", name, size);
        return 0;
}

/* The walk begins again at the run's first header: the run itself remembers that one only. */
static bool write_pages(const struct extraction *extraction, int descriptor,
                        const struct image_pages *pages)
{
        struct image_walk walk = image_walk(extraction->file);
        struct igvm_header header = pages->first;
        struct igvm_page_data page;

        walk.next.index = header.index;
        walk.next.offset = header.offset;
        for (uint32_t i = 0; i < pages->count && image_walk_header(&walk, &header); i++) {
                igvm_body(&header, &page, sizeof(page));
                if (!write_all(descriptor, igvm_data(extraction->file, page.file_offset),
                               igvm_page_size(&page)))
                        return false;
        }
        return true;
}

/*
 * A run of pages is one file, since they follow one another in memory. Pages of zeros have no data, and make
 * no file.
 */
static int extract_pages(struct extraction *extraction, const struct image_pages *pages)
{
        char name[64];
        int descriptor;
        bool good;

        if (pages->page.file_offset == 0)
                return 0;
        snprintf(name, sizeof(name), "%04u-page-data-0x%" PRIx64 ".bin", pages->first.index,
                 pages->page.gpa);
        descriptor = create(extraction, name);
        if (descriptor < 0)
                return cannot_write(extraction, name);
        good = write_pages(extraction, descriptor, pages);
        if (close(descriptor) != 0 || !good)
                return cannot_write(extraction, name);
        extraction->written++;
        printf("%s  %" PRIu64 " bytes\n", name, pages->size);
        return 0;
}

/*
 * As many bytes as the state's form has: for a save area 0x670 (APM vol. 2, table B-4), even if a page is in
 * the file.
 */
static int extract_context(struct extraction *extraction, const struct igvm_header *header)
{
        struct igvm_vp_context context;
        struct image_registers state;
        char name[64];

        igvm_body(header, &context, sizeof(context));
        image_registers(extraction->file, &extraction->platforms, &context, &state);
        if (state.file_size == 0)
                return 0;
        snprintf(name, sizeof(name), "%04u-vp-context-%u.bin", header->index, context.vp_index);
        return write_piece(extraction, name, igvm_data(extraction->file, context.file_offset),
                           state.file_size);
}

/* What is in the area before the host fills it in. Most areas have nothing. */
static int extract_area(struct extraction *extraction, const struct igvm_header *header)
{
        struct igvm_parameter_area area;
        char name[64];

        igvm_body(header, &area, sizeof(area));
        if (area.file_offset == 0)
                return 0;
        snprintf(name, sizeof(name), "%04u-parameter-area-%u.bin", header->index,
                 area.parameter_area_index);
        return write_piece(extraction, name, igvm_data(extraction->file, area.file_offset),
                           area.number_of_bytes);
}

/* Concise reference integrity manifests are CBOR, which the name says. */
static int extract_corim(struct extraction *extraction, const struct igvm_header *header)
{
        struct igvm_corim corim;
        char name[64];

        igvm_body(header, &corim, sizeof(corim));
        if (corim.file_offset == 0)
                return 0;
        snprintf(name, sizeof(name), "%04u-corim-%s.cbor", header->index,
                 header->type == IGVM_CORIM_DOCUMENT ? "document" : "signature");
        return write_piece(extraction, name, igvm_data(extraction->file, corim.file_offset),
                           corim.size_bytes);
}

/* True if the command line names the header, or one of its run, or none at all. */
static bool is_wanted(const struct image_extraction *wish, const struct image_pages *pages)
{
        uint32_t count = pages->count ? pages->count : 1;

        for (size_t i = 0; i < wish->header_count; i++)
                if (wish->headers[i] >= pages->first.index &&
                    wish->headers[i] - pages->first.index < count)
                        return true;
        return wish->header_count == 0;
}

/* Types without file data have nothing to extract. */
static int extract(struct extraction *extraction, const struct image_pages *pages)
{
        switch (pages->first.type) {
        case IGVM_PAGE_DATA:
                return extract_pages(extraction, pages);
        case IGVM_VP_CONTEXT:
                return extract_context(extraction, &pages->first);
        case IGVM_PARAMETER_AREA:
                return extract_area(extraction, &pages->first);
        case IGVM_CORIM_DOCUMENT:
        case IGVM_CORIM_SIGNATURE:
                return extract_corim(extraction, &pages->first);
        default:
                return 0;
        }
}

/* To extract nothing is an error, since a script would take an empty directory for an answer. */
static int extract_all(struct extraction *extraction)
{
        struct image_walk walk = image_walk(extraction->file);
        struct image_pages pages;

        while (image_walk_pages(&walk, &pages))
                if (is_wanted(extraction->wish, &pages) && extract(extraction, &pages))
                        return 1;
        if (extraction->written == 0)
                return image_error("nothing to extract: no such header has data");
        return 0;
}

/*
 * Files are made relative to the directory's descriptor: who renames it meanwhile does not lead us elsewhere.
 * After a failure the files that are complete stay.
 */
int image_dump_extract(const struct igvm_file *file, const struct image_extraction *wish)
{
        struct extraction extraction = { file, wish, image_platforms(file), -1, 0 };
        int failed;

        if (mkdir(wish->directory, 0777) != 0 && errno != EEXIST)
                return image_error("%s: %s", wish->directory, strerror(errno));
        extraction.directory = open(wish->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (extraction.directory < 0)
                return image_error("%s: %s", wish->directory, strerror(errno));
        failed = extract_all(&extraction);
        close(extraction.directory);
        return failed;
}

/*
 * fuzz/image/parts.c - any text as the parts of an image: what is accepted becomes a file that can be written and that the
 * reader can judge; what is refused is refused with words.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "tools/image/common/say.h"
#include "tools/image/build/parts/file.h"
#include "tools/image/build/parts/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In the place of the command's, which prints. */
int image_error(const char *format, ...)
{
        (void)format;
        return 1;
}

/* No file is read: each has as many bytes as its name says. */
static bool invent(struct image_parts *parts, const yaml_node_t *node, bool program,
                   const struct image_part_file **out)
{
        const char *name = source_text(node);
        struct image_part_file *file;

        if (!name || name[0] == '\0')
                return source_unexpected(&parts->source, node, "file", "a name");
        file = source_memory(&parts->source, sizeof(*file));
        file->path = name;
        file->program = program;
        file->gpa = program ? (uint64_t)name[0] << 56 : 0;
        file->file.size = (size_t)name[0] * 37;
        file->file.data = source_memory(&parts->source, file->file.size);
        memset(file->file.data, name[0] & 3, file->file.size);
        *out = file;
        return true;
}

bool image_parts_file(struct image_parts *parts, const yaml_node_t *node,
                      const struct image_part_file **out)
{
        return invent(parts, node, false, out);
}

bool image_parts_program(struct image_parts *parts, const yaml_node_t *node,
                         const struct image_part_file **out)
{
        return invent(parts, node, true, out);
}

/* An accepted text may still break rules between headers; its file has all headers in any case. */
static void write_and_read(const struct image_parts *parts)
{
        struct igvm_workspace workspace;
        struct igvm_error error;
        struct igvm_file igvm;
        struct file out;

        if (image_items_write(&parts->items, &parts->format, "out", &out))
                return;
        if (igvm_workspace_allocate(&workspace, out.data, out.size))
                abort();
        if (igvm_open(&igvm, out.data, out.size, IGVM_STRICT, &workspace, &error) == IGVM_OK &&
            igvm.header_count != parts->items.count)
                abort();
        if (error.rule != IGVM_OK && error.header == IGVM_NO_HEADER &&
            error.rule <= IGVM_BAD_CHECKSUM)
                abort();
        igvm_workspace_free(&workspace);
        file_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct image_parts parts;
        char *said;
        size_t length;
        FILE *errors = open_memstream(&said, &length);
        bool good;

        if (!errors)
                return 0;
        good = image_parts_load(&parts, "t.yaml", data, size, errors);
        fclose(errors);
        if (good == (length != 0))
                abort();
        free(said);
        if (good)
                write_and_read(&parts);
        image_parts_free(&parts);
        return 0;
}

/* tools/image/build/parts/file.c - files that the text of --parts names. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/image/build/memory/layout.h"
#include "tools/image/build/parts/file.h"

/*
 * A name is read once, however many entries have it. As a program and as a plain file it is two: what is in
 * memory differs.
 */
static const struct image_part_file *find(const struct image_parts *parts, const char *path,
                                          bool program)
{
        for (const struct image_part_file *file = parts->files; file; file = file->next)
                if (file->program == program && strcmp(file->path, path) == 0)
                        return file;
        return NULL;
}

/* Relative to where the text is. */
static char *full_path(struct image_parts *parts, const char *path)
{
        const char *slash = strrchr(parts->path, '/');
        size_t directory = slash && path[0] != '/' ? (size_t)(slash - parts->path) + 1 : 0;
        size_t length = strlen(path);
        char *full = source_memory(&parts->source, directory + length + 1);

        memcpy(full, parts->path, directory);
        memcpy(full + directory, path, length + 1);
        return full;
}

static bool read_whole(struct image_parts *parts, const yaml_node_t *node, const char *path,
                       struct image_part_file *out)
{
        int error = file_read(full_path(parts, path), &out->file);

        if (error)
                return source_unexpected(&parts->source, node, "file", "a file: %s",
                                         strerror(-error));
        return true;
}

/*
 * The builder's own way to load a program is into an image of its own, from which its one block is taken: its
 * bytes are then @out's, and image_parts_free() frees them. Addresses count from 0; the entry's `gpa` is
 * added by who asked.
 */
static bool read_program(struct image_parts *parts, const yaml_node_t *node, const char *path,
                         struct image_part_file *out)
{
        struct image *image = calloc(1, sizeof(*image));
        struct image_program program;
        bool good = image && image_add_program(image, full_path(parts, path), 0, &program) == 0;

        if (good) {
                out->gpa = program.start;
                out->file = (struct file){ image->blocks[0].bytes, image->blocks[0].size };
        } else {
                if (image)
                        image_free(image);
                source_unexpected(&parts->source, node, "program", "an ELF program");
        }
        free(image);
        return good;
}

/* The file joins the list before it is read: if that fails, image_parts_free() still finds it. */
static bool find_or_read(struct image_parts *parts, const yaml_node_t *node, bool program,
                         const struct image_part_file **out)
{
        const char *path = source_text(node);
        struct image_part_file *file;

        if (!path || path[0] == '\0')
                return source_unexpected(&parts->source, node, "file", "the name of a file");
        *out = find(parts, path, program);
        if (*out)
                return true;
        file = calloc(1, sizeof(*file));
        if (!file)
                return source_fault(&parts->source, node, "out of memory");
        file->path = path;
        file->program = program;
        file->next = parts->files;
        parts->files = file;
        *out = file;
        return program ? read_program(parts, node, path, file)
                       : read_whole(parts, node, path, file);
}

bool image_parts_file(struct image_parts *parts, const yaml_node_t *node,
                      const struct image_part_file **out)
{
        return find_or_read(parts, node, false, out);
}

bool image_parts_program(struct image_parts *parts, const yaml_node_t *node,
                         const struct image_part_file **out)
{
        return find_or_read(parts, node, true, out);
}

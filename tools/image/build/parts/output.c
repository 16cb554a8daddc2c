/* tools/image/build/parts/output.c - the file that the text of --parts describes, checked before it is written. */
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/build/parts/output.h"
#include "tools/image/build/parts/load.h"

/* The rules of the format are the reader's; where the header at fault comes from, is known here. */
static int refuse(const struct image_parts *parts, const struct igvm_error *error)
{
        char text[256];

        (void)igvm_error_text(error, text, sizeof(text));
        if (error->header >= parts->items.count)
                return image_error("%s: %s", parts->path, text);
        fprintf(stderr, "%s:%u: %s\n", parts->path, parts->items.list[error->header].line, text);
        return 1;
}

/*
 * What one reader takes, another may refuse: QEMU, for one, a header that it has no handler for. Who
 * builds for those shall know it; the file is right nevertheless.
 */
static void note_level(const struct image_parts *parts, const struct file *out,
                       enum igvm_level level, struct igvm_workspace *workspace)
{
        struct igvm_error error;
        struct igvm_file file;
        char text[256];

        if (igvm_open(&file, out->data, out->size, level, workspace, &error) == IGVM_OK)
                return;
        (void)igvm_error_text(&error, text, sizeof(text));
        (void)image_error("%s: note: not accepted as %s: %s", parts->path, igvm_level_name(level),
                          text);
}

/* The finished bytes are read back. Only a breach of the @level's rules stops the build. */
static int check(const struct image_parts *parts, const struct file *out, enum igvm_level level,
                 struct igvm_file *file, struct igvm_workspace *workspace)
{
        struct igvm_error error;

        if (igvm_open(file, out->data, out->size, level, workspace, &error) != IGVM_OK)
                return refuse(parts, &error);
        for (enum igvm_level other = IGVM_STRICT; other < IGVM_LEVEL_COUNT; other++)
                if (other != level)
                        note_level(parts, out, other, workspace);
        /* Again, since the workspace belongs to the file that was opened last. */
        (void)!igvm_open(file, out->data, out->size, level, workspace, &error);
        return 0;
}

/* A file that is not for SEV-SNP has no launch digest that is known here: its line has the size alone. */
static int save(const char *name, const struct file *out, const struct igvm_file *file)
{
        uint32_t mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP);
        uint8_t digest[IGVM_DIGEST_SIZE];
        char text[97];
        int error = file_write(name, out->data, out->size);

        if (error)
                return image_error("%s: %s", name, strerror(-error));
        if (mask) {
                igvm_measure(file, mask, digest);
                image_digest_text(digest, text);
        }
        fprintf(stderr, "cashew image: %s: %zu bytes%s%s\n", name, out->size,
                mask ? ", launch digest " : "", mask ? text : "");
        return 0;
}

/*
 * @output gets its bytes after the last check, in save(): a build that fails leaves the file of that name as
 * it was.
 */
static int write_file(const struct image_parts *parts, const char *output, enum igvm_level level)
{
        struct igvm_workspace workspace = { 0 };
        struct igvm_file file;
        struct file out;
        int failed;

        if (image_items_write(&parts->items, &parts->format, output, &out))
                return 1;
        if (igvm_workspace_allocate(&workspace, out.data, out.size))
                failed = image_error("%s: out of memory", output);
        else
                failed = check(parts, &out, level, &file, &workspace) || save(output, &out, &file);
        igvm_workspace_free(&workspace);
        file_free(&out);
        return failed;
}

/* Whatever failed, what the text and its files took goes at the end. */
int image_parts_build(const char *path, const char *output, enum igvm_level level)
{
        struct image_parts parts;
        struct file text;
        int failed;

        if (image_read_file(path, &text))
                return 1;
        failed = !image_parts_load(&parts, path, text.data, text.size, stderr) ||
                 write_file(&parts, output, level);
        image_parts_free(&parts);
        file_free(&text);
        return failed;
}

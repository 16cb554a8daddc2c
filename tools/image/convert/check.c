/*
 * tools/image/convert/check.c - what must hold before the result is written.
 *
 * A launch digest that is another than before would be a fault of ours, and then there is no file.
 */
#include <stdio.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/launch/start.h"
#include "tools/image/convert/merging.h"

/* Whether a file is right at a level, with a workspace that nobody needs later. */
static bool is_accepted(const void *data, size_t size, enum igvm_level level,
                        struct igvm_error *error)
{
        struct igvm_workspace workspace;
        struct igvm_file file;
        bool accepted;

        *error = (struct igvm_error){ .rule = IGVM_WORKSPACE_TOO_SMALL, .header = IGVM_NO_HEADER };
        if (igvm_workspace_allocate(&workspace, data, size))
                return false;
        accepted = igvm_open(&file, data, size, level, &workspace, error) == IGVM_OK;
        igvm_workspace_free(&workspace);
        return accepted;
}

/* Only what the inputs were and the result is not is news. */
static bool inputs_are_accepted(const struct image_conversion *conversion, enum igvm_level level)
{
        struct igvm_error error;

        for (int i = 0; i < conversion->input_count; i++) {
                const struct image_file *file = &conversion->inputs[i].file;

                if (!is_accepted(file->data, file->size, level, &error))
                        return false;
        }
        return true;
}

/* That a file for several platforms is not for every reader is nothing that we could do better: it is said. */
static void note_level(const struct image_conversion *conversion, enum igvm_level level)
{
        const struct file *out = &conversion->out;
        struct igvm_error error;
        char text[256];

        if (is_accepted(out->data, out->size, level, &error) ||
            !inputs_are_accepted(conversion, level))
                return;
        (void)igvm_error_text(&error, text, sizeof(text));
        (void)image_error("%s: note: no longer accepted as %s: %s", conversion->options->output,
                          igvm_level_name(level), text);
}

/* The strict rules again, now for what was made: what breaks them is never written. */
static int open_result(struct image_conversion *conversion)
{
        const char *name = conversion->options->output;
        const struct file *out = &conversion->out;
        struct igvm_error error;
        char text[256];

        if (igvm_workspace_allocate(&conversion->workspace, out->data, out->size))
                return image_error("%s: out of memory", name);
        if (igvm_open(&conversion->result, out->data, out->size, IGVM_STRICT,
                      &conversion->workspace, &error) == IGVM_OK)
                return 0;
        (void)igvm_error_text(&error, text, sizeof(text));
        return image_error("%s: would be wrong: %s", name, text);
}

/* Both digests go to stderr, in the same form, so that they stand one below the other. */
static void print_digest(const char *name, const char *what, const uint8_t *digest)
{
        char text[97];

        image_digest_text(digest, text);
        fprintf(stderr, "cashew image: %s: launch digest %s %s\n", name, what, text);
}

/*
 * The ID block of a file is for one digest. A sorted file with the old one would be refused at the end of its
 * launch (SNP_LAUNCH_FINISH), so it is said.
 */
static void note_id_block(const struct image_conversion *conversion, const uint8_t *digest)
{
        struct igvm_iterator iterator = igvm_iterate(&conversion->result);
        struct igvm_snp_id_block block;
        struct igvm_header header;

        while (igvm_next(&iterator, &header)) {
                if (header.type != IGVM_SNP_ID_BLOCK)
                        continue;
                igvm_body(&header, &block, sizeof(block));
                if (memcmp(block.launch_digest, digest, sizeof(block.launch_digest)) != 0)
                        (void)image_error("%s: note: the ID block is for another launch digest; "
                                          "sign the file again",
                                          conversion->options->output);
        }
}

/*
 * Without --sort another digest than before is a fault, and the file is not written. With --sort it is what
 * was asked for.
 */
static int compare(const struct image_conversion *conversion, const struct image_input *input,
                   const uint8_t *before, const uint8_t *after)
{
        const char *name = conversion->options->output;

        if (conversion->options->sort) {
                print_digest(input->path, "was", before);
                print_digest(name, "is", after);
                note_id_block(conversion, after);
                return 0;
        }
        if (memcmp(before, after, IGVM_DIGEST_SIZE) == 0)
                return 0;
        print_digest(input->path, "was", before);
        print_digest(name, "would be", after);
        return image_error("%s: the launch digest would not be that of %s", name, input->path);
}

/* The mask of SEV-SNP may be another bit in the result than it was in the file that went in. */
static void measure(const struct igvm_file *file, enum igvm_loader loader,
                    uint8_t digest[IGVM_DIGEST_SIZE])
{
        uint32_t mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP);

        igvm_measure_launch(image_launch_by(file, mask, loader), digest);
}

/*
 * QEMU's order may change even if the file's does not: headers that stood between pages, and ended a run of
 * them, may be gone. That is a note; the digest in the file's order decides.
 */
static int check_digest(const struct image_conversion *conversion, const struct image_input *input)
{
        uint8_t before[IGVM_DIGEST_SIZE];
        uint8_t after[IGVM_DIGEST_SIZE];

        if (!igvm_platform_mask(&input->file.igvm, IGVM_PLATFORM_SEV_SNP) ||
            !image_convert_stays(conversion->options, IGVM_PLATFORM_SEV_SNP))
                return 0;
        measure(&input->file.igvm, IGVM_LOADER_QEMU, before);
        measure(&conversion->result, IGVM_LOADER_QEMU, after);
        if (!conversion->options->sort && memcmp(before, after, sizeof(before)) != 0)
                (void)image_error("%s: note: QEMU will measure another launch digest than that of "
                                  "%s",
                                  conversion->options->output, input->path);
        measure(&input->file.igvm, IGVM_LOADER_FORMAT, before);
        measure(&conversion->result, IGVM_LOADER_FORMAT, after);
        return compare(conversion, input, before, after);
}

/* Notes come first, since an error ends the command. The result stays open for the summary. */
int image_convert_check(struct image_conversion *conversion)
{
        note_level(conversion, IGVM_AS_REFERENCE);
        note_level(conversion, IGVM_AS_QEMU);
        if (open_result(conversion))
                return 1;
        for (int i = 0; i < conversion->input_count; i++)
                if (check_digest(conversion, &conversion->inputs[i]))
                        return 1;
        return 0;
}

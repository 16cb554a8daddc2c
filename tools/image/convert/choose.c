/* tools/image/convert/choose.c - what the result will be: its format, its platforms and their bits. */
#include "tools/image/common/say.h"
#include "tools/image/convert/merging.h"

/* What the files must agree on (github.com/microsoft/igvm, igvm/src/lib.rs, IgvmFile::merge). */
static int check_formats(const struct image_conversion *conversion)
{
        const struct image_input *first = &conversion->inputs[0];
        const struct igvm_file *a = &first->file.igvm;

        for (int i = 1; i < conversion->input_count; i++) {
                const struct image_input *input = &conversion->inputs[i];
                const struct igvm_file *b = &input->file.igvm;

                if (a->extension.architecture != b->extension.architecture)
                        return image_error("%s and %s are for different architectures", first->path,
                                           input->path);
                if (a->extension.page_size != b->extension.page_size)
                        return image_error("%s and %s have different page sizes", first->path,
                                           input->path);
                if (a->fixed.format_version != b->fixed.format_version &&
                    conversion->options->version == 0)
                        return image_error("%s has format version %u, %s has %u; --format says "
                                           "which it shall be",
                                           first->path, a->fixed.format_version, input->path,
                                           b->fixed.format_version);
        }
        return 0;
}

/*
 * Version 1 has no place for an architecture (igvm_defs, IGVM_FIXED_HEADER), so it can be written for x86-64
 * alone.
 */
int image_convert_choose_format(struct image_conversion *conversion)
{
        const struct igvm_file *first = &conversion->inputs[0].file.igvm;
        uint32_t version = conversion->options->version;

        if (check_formats(conversion))
                return 1;
        conversion->format = (struct image_format){
                .version = version ? version : first->fixed.format_version,
                .extension = first->extension,
        };
        if (conversion->format.version == 1 &&
            first->extension.architecture != IGVM_ARCHITECTURE_X64)
                return image_error("%s: format version 1 knows x86-64 only",
                                   conversion->inputs[0].path);
        return 0;
}

/* With --keep only what it names; --drop takes away from that, or from all. */
bool image_convert_stays(const struct image_convert_options *options, uint32_t type)
{
        uint32_t bit = UINT32_C(1) << type;

        return !(options->dropped & bit) && (options->kept == 0 || (options->kept & bit));
}

/* Bits are given away in the order of the platforms, or stay as they are if nothing else changes. */
static int choose_mask(struct image_conversion *conversion, struct image_input *input,
                       const struct igvm_supported_platform *platform)
{
        unsigned int bit = (unsigned int)__builtin_ctz(platform->compatibility_mask);

        if (!image_convert_stays(conversion->options, platform->platform_type))
                return 0;
        input->masks[bit] = conversion->renumber ? UINT32_C(1) << conversion->platforms
                                                 : platform->compatibility_mask;
        conversion->platforms++;
        return 0;
}

/* Called with the file that has the platform; 1 after a line on stderr ends the walk. */
typedef int visit_platform(struct image_conversion *conversion, struct image_input *input,
                           const struct igvm_supported_platform *platform);

/* SUPPORTED_PLATFORM headers, file by file in the order of the command line: in this order bits are given. */
static int each_platform(struct image_conversion *conversion, visit_platform *visit)
{
        for (int i = 0; i < conversion->input_count; i++) {
                struct image_input *input = &conversion->inputs[i];
                struct igvm_iterator iterator = igvm_iterate(&input->file.igvm);
                struct igvm_supported_platform platform;
                struct igvm_header header;

                while (igvm_next(&iterator, &header)) {
                        if (header.type != IGVM_SUPPORTED_PLATFORM)
                                continue;
                        igvm_body(&header, &platform, sizeof(platform));
                        if (visit(conversion, input, &platform))
                                return 1;
                }
        }
        return 0;
}

/* Also says whether any goes. */
static int check_platform(struct image_conversion *conversion, struct image_input *input,
                          const struct igvm_supported_platform *platform)
{
        const enum igvm_platform_type type = (enum igvm_platform_type)platform->platform_type;

        if (!image_convert_stays(conversion->options, type)) {
                conversion->renumber = true;
                return 0;
        }
        for (const struct image_input *other = conversion->inputs; other < input; other++)
                if (igvm_platform_mask(&other->file.igvm, type))
                        return image_error("%s and %s are both for the platform %s", other->path,
                                           input->path, igvm_platform_name(type));
        return 0;
}

/* For the error that a platform was named which no file has: most likely a misspelt wish. */
static bool is_in_any(const struct image_conversion *conversion, enum igvm_platform_type type)
{
        for (int i = 0; i < conversion->input_count; i++)
                if (igvm_platform_mask(&conversion->inputs[i].file.igvm, type))
                        return true;
        return false;
}

/*
 * Two passes: only when all are known it is clear whether bits must be given anew. One file of which nothing
 * goes keeps its bits.
 */
int image_convert_choose_platforms(struct image_conversion *conversion)
{
        uint32_t named = conversion->options->kept | conversion->options->dropped;

        for (uint32_t type = 0; type <= IGVM_PLATFORM_CCA; type++)
                if ((named & UINT32_C(1) << type) &&
                    !is_in_any(conversion, (enum igvm_platform_type)type))
                        return image_error("no file is for the platform %s",
                                           igvm_platform_name(type));
        conversion->renumber = conversion->input_count > 1;
        if (each_platform(conversion, check_platform) || each_platform(conversion, choose_mask))
                return 1;
        return conversion->platforms ? 0 : image_error("no platform would be left");
}

/* tools/image/build/memory/svsm.c - VMPL0's memory: what lies where, and the parameter block that says so. */
#include <string.h>

#include "lib/base/address.h"
#include "tools/common/kind.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"

/* The next free GPA in VMPL0's memory. */
struct cursor {
        uint64_t at;
        uint64_t end;
};

/* Whole pages from the bottom up; what nobody takes is the kernel's own (REQUIRED_MEMORY, no PAGE_DATA). */
static int take(struct cursor *cursor, uint64_t size, const char *what, uint64_t *gpa)
{
        if (page_up(size) > cursor->end - cursor->at)
                return image_error("%s: the platform's svsm memory is too small", what);
        *gpa = cursor->at;
        cursor->at += page_up(size);
        return 0;
}

/*
 * The kernel is linked at physical address 0 (docs/boot.md, "The image"), so its base is the first byte of
 * VMPL0's memory.
 */
static int add_kernel(struct image *image, const char *path, struct cursor *cursor)
{
        struct image_program program;

        if (image_add_program(image, path, cursor->at, &program))
                return 1;
        if (program.end > cursor->end)
                return image_error("%s: the platform's svsm memory is too small", path);
        image->entry = program.entry;
        image->params.header.image_end = program.end;
        cursor->at = program.end;
        return 0;
}

static void describe_port(struct params_port *out, const struct platform_port *port)
{
        out->kind = port->kind;
        out->port = port->kind == PARAMS_PORT_NONE ? 0 : port->port;
}

/*
 * What VMPL0 cannot ask the host for, since it would have to believe the answer: measured with the parameter
 * block.
 */
static void describe_platform(struct params *params, const struct platform *platform)
{
        params->header.svsm_base = platform->svsm.base;
        params->header.svsm_size = platform->svsm.size;
        describe_port(&params->console, &platform->console);
        describe_port(&params->channel, &platform->channel);
        params->memory = platform->memory;
        params->cpu.optional = platform->cpu_optional;
        params->tpm.localities = platform->tpm_localities;
        params->guest.sev_features = (uint32_t)platform->guest.sev_features;
        memcpy(params->image_name, platform->name, strlen(platform->name) + 1);
}

/* Told, and not refused: what the archive is to be is the kernel's to say, and a later one's may be another. */
static bool cpio_opens(const struct file *file)
{
        return file->size >= 6 && memcmp(file->data, "070701", 6) == 0;
}

static const char *kind_or_bytes(const struct file *file)
{
        const char *kind = file_kind(file->data, file->size);

        return kind ? kind : "other bytes";
}

/* The archive as it is: nothing unpacks it before the kernel runs. Without one there are no services. */
static int add_services(struct image *image, const char *path, struct cursor *cursor)
{
        struct params_services *services = &image->params.services;
        struct file file;
        uint8_t *bytes;
        int failed;

        if (!path)
                return 0;
        if (image_read_file(path, &file))
                return 1;
        if (!cpio_opens(&file))
                (void)image_error("%s: note: found %s; the kernel reads newc cpio archives only",
                                  path, kind_or_bytes(&file));
        failed = take(cursor, file.size, path, &services->start) ||
                 image_add(image, path, services->start, file.size, IGVM_PAGE_NORMAL, &bytes);
        if (!failed)
                memcpy(bytes, file.data, file.size);
        services->size = file.size;
        file_free(&file);
        return failed;
}

/* What the host fills in are parameter areas of the file, so they are no blocks. */
static int add_special_pages(struct image *image, struct cursor *cursor)
{
        struct params_header *header = &image->params.header;

        return take(cursor, PAGE_SIZE, "CPUID page", &header->cpuid_page) ||
               image_add(image, "the CPUID page", header->cpuid_page, PAGE_SIZE,
                         IGVM_PAGE_CPUID_DATA, NULL) ||
               take(cursor, PAGE_SIZE, "secrets page", &header->secrets_page) ||
               image_add(image, "the secrets page", header->secrets_page, PAGE_SIZE,
                         IGVM_PAGE_SECRETS, NULL) ||
               take(cursor, PAGE_SIZE, "the host's map", &header->host_map) ||
               take(cursor, PAGE_SIZE, "the host's count of vCPUs", &header->host_count);
}

/*
 * A save area in VMPL0's memory is behind what is measured, so no page of the kernel's reserve. KVM takes none at a multiple of
 * 2 MiB, which early processors mistake for a large page in use.
 */
static int add_save_area(struct image *image, struct cursor *cursor)
{
        uint64_t *page = &image->params.header.vmsa_page;

        if (image->platform->vmsa != PLATFORM_VMSA_DIRECT)
                return 0;
        if (take(cursor, PAGE_SIZE, "the save area", page))
                return 1;
        return *page % LARGE_PAGE_SIZE == 0 ? take(cursor, PAGE_SIZE, "the save area", page) : 0;
}

/* Writes the block into its place and reads it as the kernel will, so that no image is made that refuses to boot. */
static int fill_params(struct image *image, uint8_t *bytes)
{
        struct params readback;
        enum params_error error;
        uint32_t tag;

        if (params_encode(&image->params, bytes, PARAMS_MAX_SIZE) == 0)
                return image_error("the parameter block is larger than %u bytes", PARAMS_MAX_SIZE);
        error = params_decode(bytes, PARAMS_MAX_SIZE, &readback, &tag);
        if (error != PARAMS_OK)
                return image_error("the parameter block would be refused: record 0x%x: %s", tag,
                                   params_error_text(error));
        return 0;
}

/* The services come last, since their size differs from build to build: nothing else moves when they grow. */
int image_add_svsm(struct image *image, const struct image_options *options)
{
        const struct platform_range *svsm = &image->platform->svsm;
        struct cursor cursor = { svsm->base, svsm->base + svsm->size };
        uint8_t *bytes;

        describe_platform(&image->params, image->platform);
        if (add_kernel(image, options->kernel, &cursor) ||
            take(&cursor, PARAMS_MAX_SIZE, "parameter block", &image->params_gpa) ||
            image_add(image, "the parameter block", image->params_gpa, PARAMS_MAX_SIZE,
                      IGVM_PAGE_NORMAL, &bytes) ||
            add_special_pages(image, &cursor) || add_save_area(image, &cursor) ||
            add_services(image, options->services, &cursor))
                return 1;
        return fill_params(image, bytes);
}

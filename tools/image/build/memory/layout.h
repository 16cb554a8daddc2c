/*
 * tools/image/build/memory/layout.h - an image while it is laid out.
 *
 * The parts add blocks of guest-physical memory and fill the parameter block; write.c makes the IGVM file of it.
 * Functions that return int return 0, or 1 after one line on stderr.
 */
#ifndef TOOLS_IMAGE_BUILD_MEMORY_LAYOUT_H
#define TOOLS_IMAGE_BUILD_MEMORY_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/reader.h"
#include "lib/params/block.h"
#include "tools/common/file.h"
#include "tools/image/build/memory/platform.h"

#define IMAGE_MAX_BLOCKS  16
#define IMAGE_MASK        1 /* compatibility mask of the one platform in our files */
#define IMAGE_GUEST_VMPL  2
#define IMAGE_MAX_PROGRAM (UINT64_C(64) << 20) /* bytes of address space of one ELF program */

/* Memory that the file loads: whole pages of one type, one after the other. */
struct image_block {
        uint64_t gpa;
        uint64_t size; /* bytes, page-aligned */
        enum igvm_page_data_type type;
        uint8_t *bytes;   /* malloc()ed; NULL: the type's pages have no contents in the file */
        bool literal;     /* pages of zeros too have their contents in the file */
        const char *what; /* for error messages */
};

/*
 * An image in the making. Blocks may come in any order, since image_write() sorts them; VMPL0's part comes
 * last. image_free() ends its life, also after a failure.
 */
struct image {
        const struct platform *platform;
        struct params params;
        struct image_block blocks[IMAGE_MAX_BLOCKS];
        size_t block_count;
        bool plain;          /* no SVSM: firmware or Linux itself runs at VMPL0 */
        bool direct;         /* plain, and without firmware */
        uint32_t ap_reset;   /* where its other vCPUs begin, if plain */
        uint64_t entry;      /* EIP of VMPL0's boot vCPU */
        uint64_t params_gpa; /* of the parameter block */
};

/* The command line of `cashew image build`. NULL: not given. */
struct image_options {
        const char *platform;
        const char *kernel;
        const char *services;
        const char *firmware;
        const char *direct;
        const char *guest_kernel;
        const char *guest_initrd;
        const char *guest_cmdline; /* text, or @FILE */
        const char *guest_flat;
        uint64_t boot_rdx;
        const char *parts;     /* instead of all others */
        enum igvm_level level; /* of what @parts lists */
        const char *output;
};

/*
 * Adds a block of page_up(@size) bytes, zeroed when @type is NORMAL; refuses what overlaps another. The
 * block's bytes are then in *@bytes (may be NULL): they stay the image's. @what, for messages, must outlive
 * the image.
 */
__attribute__((warn_unused_result)) int image_add(struct image *image, const char *what,
                                                  uint64_t gpa, uint64_t size,
                                                  enum igvm_page_data_type type, uint8_t **bytes);
/* Frees the blocks' bytes. The platform and the options are the caller's. */
void image_free(struct image *image);

/* Adds a region to the guest's list in the parameter block. @start and @size in bytes; of the kind MEMORY both are 0. */
__attribute__((warn_unused_result)) int
image_add_region(struct image *image, enum params_region_kind kind, uint64_t start, uint64_t size);

/* A program as a block: where it begins and ends, and its first instruction, all as GPAs. */
struct image_program {
        uint64_t start; /* page-aligned */
        uint64_t end;   /* page-aligned, bss included */
        uint64_t entry;
};

/* Adds the ELF program in @path, its physical addresses moved up by @base, as one block. */
__attribute__((warn_unused_result)) int image_add_program(struct image *image, const char *path,
                                                          uint64_t base, struct image_program *out);

/* VMPL0's part: kernel, services, parameter block, special pages. Last, since the block describes the rest. */
__attribute__((warn_unused_result)) int image_add_svsm(struct image *image,
                                                       const struct image_options *options);

/*
 * The image of a guest without an SVSM: the firmware's pages, then what its metadata asks for, as QEMU adds them to a launch.
 */
__attribute__((warn_unused_result)) int image_add_plain(struct image *image,
                                                        const struct image_options *options);

/* The image of Linux without firmware and SVSM. */
__attribute__((warn_unused_result)) int image_add_linux(struct image *image,
                                                        const struct image_options *options);

/*
 * A guest's command line: the text itself, or with @ in front a file's first line; NULL is an empty one. It ends with a zero,
 * which its size need not count.
 */
__attribute__((warn_unused_result)) int image_read_cmdline(const char *argument, struct file *out);

/* The guest's part, of one kind or the other; adds regions. */
__attribute__((warn_unused_result)) int image_add_firmware(struct image *image,
                                                           const struct image_options *options);
__attribute__((warn_unused_result)) int image_add_flat(struct image *image, const char *path);

/*
 * The IGVM file of a complete image, in memory that file_free() frees. The blocks are in order of their
 * addresses then, or if it is a plain one in that in which they were added.
 */
__attribute__((warn_unused_result)) int image_write(struct image *image, struct file *out);

#endif

/* tools/image/build/memory/program.c - ELF programs as blocks of an image. */
#include <string.h>

#include "lib/base/address.h"
#include "lib/elf/program.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"

/*
 * The lowest and highest physical address, in whole pages. Both kinds of program, VMPL0's and the flat
 * guest's, begin in memory below 4 GiB; and the sum of two numbers of 32 bits cannot overflow.
 */
static int find_extent(const struct elf_file *elf, struct image_program *out)
{
        struct elf_segment segment;
        unsigned int index = 0;

        *out = (struct image_program){ .start = UINT64_MAX };
        while (elf_next_load(elf, &index, &segment)) {
                if (segment.physical_address > UINT32_MAX || segment.memory_size > UINT32_MAX)
                        return image_error("a segment's physical address is above 4 GiB");
                if (page_down(segment.physical_address) < out->start)
                        out->start = page_down(segment.physical_address);
                if (page_up(segment.physical_address + segment.memory_size) > out->end)
                        out->end = page_up(segment.physical_address + segment.memory_size);
        }
        if (out->end <= out->start)
                return image_error("the program has nothing to load");
        if (out->end - out->start > IMAGE_MAX_PROGRAM)
                return image_error("the program spans %llu MiB, %llu are allowed",
                                   (unsigned long long)(out->end - out->start) >> 20,
                                   (unsigned long long)IMAGE_MAX_PROGRAM >> 20);
        return 0;
}

/* A kernel's entry is a virtual address, or already the physical one: its start code runs without paging. */
static int find_entry(const struct elf_file *elf, uint64_t *entry)
{
        struct elf_segment segment;
        unsigned int index = 0;

        while (elf_next_load(elf, &index, &segment)) {
                if (elf->entry - segment.virtual_address < segment.memory_size) {
                        *entry = elf->entry - segment.virtual_address + segment.physical_address;
                        return 0;
                }
                if (elf->entry - segment.physical_address < segment.memory_size) {
                        *entry = elf->entry;
                        return 0;
                }
        }
        return image_error("the entry 0x%llx lies in no segment", (unsigned long long)elf->entry);
}

/*
 * One block from the lowest segment to the end of the highest: it is zero where no segment has bytes, so the
 * bss and the gaps are there already. elf_open() has seen to it that the bytes are in the file.
 */
static int add_segments(struct image *image, const struct elf_file *elf, const char *path,
                        uint64_t base, const struct image_program *program)
{
        struct elf_segment segment;
        unsigned int index = 0;
        uint8_t *bytes;

        if (image_add(image, path, base + program->start, program->end - program->start,
                      IGVM_PAGE_NORMAL, &bytes))
                return 1;
        while (elf_next_load(elf, &index, &segment))
                memcpy(bytes + (segment.physical_address - program->start),
                       elf_segment_data(elf, &segment), segment.file_size);
        return 0;
}

/* The program is looked at by its own addresses; all three results move up by @base at the end. */
static int add_elf(struct image *image, const struct file *file, const char *path, uint64_t base,
                   struct image_program *out)
{
        struct elf_file elf;
        enum elf_error error = elf_open(&elf, file->data, file->size);

        if (error != ELF_OK)
                return image_error("%s: %s", path, elf_error_text(error));
        if (find_extent(&elf, out) || find_entry(&elf, &out->entry) ||
            add_segments(image, &elf, path, base, out))
                return image_error("%s: cannot be loaded", path);
        out->start += base;
        out->end += base;
        out->entry += base;
        return 0;
}

int image_add_program(struct image *image, const char *path, uint64_t base,
                      struct image_program *out)
{
        struct file file;
        int failed;

        if (image_read_file(path, &file))
                return 1;
        failed = add_elf(image, &file, path, base, out);
        file_free(&file);
        return failed;
}

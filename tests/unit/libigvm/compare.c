/*
 * tests/unit/libigvm/compare.c - two libraries with the interface of igvm.h are given the same files, and everything that they
 * return is compared.
 *
 * Usage: compare REFERENCE.so LIBRARY.so RUNS SEED FILE... - the files as they are, then RUNS of them with a few changes;
 * those of 256 KiB and more are left out. docs/libigvm.md lists the differences that are wanted; files with those are counted apart.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/igvm/seal.h"
#include "libigvm/include/igvm/igvm.h"

#define MOST_FILES   16
#define LARGEST_FILE 0x40000

struct interface {
        IgvmHandle (*new_from_binary)(const uint8_t *data, uint32_t len);
        void (*free)(IgvmHandle handle);
        int32_t (*header_count)(IgvmHandle handle, IgvmHeaderSection section);
        int32_t (*get_header_type)(IgvmHandle handle, IgvmHeaderSection section, uint32_t index);
        IgvmHandle (*get_header)(IgvmHandle handle, IgvmHeaderSection section, uint32_t index);
        IgvmHandle (*get_header_data)(IgvmHandle handle, IgvmHeaderSection section, uint32_t index);
        const uint8_t *(*get_buffer)(IgvmHandle file, IgvmHandle buffer);
        int32_t (*get_buffer_size)(IgvmHandle file, IgvmHandle buffer);
};

/* One library with the file that it has opened. */
struct side {
        struct interface calls;
        IgvmHandle file;
};

/* What became of the runs; shared with the processes that make them. */
struct counts {
        long runs, accepted, refused, other_number, known, aborted, unexplained;
};

static void *find(void *library, const char *name)
{
        void *symbol = dlsym(library, name);

        if (!symbol) {
                fprintf(stderr, "compare: %s\n", dlerror());
                exit(2);
        }
        return symbol;
}

static struct interface load(const char *path)
{
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

        if (!library) {
                fprintf(stderr, "compare: %s\n", dlerror());
                exit(2);
        }
        return (struct interface){
                .new_from_binary = find(library, "igvm_new_from_binary"),
                .free = find(library, "igvm_free"),
                .header_count = find(library, "igvm_header_count"),
                .get_header_type = find(library, "igvm_get_header_type"),
                .get_header = find(library, "igvm_get_header"),
                .get_header_data = find(library, "igvm_get_header_data"),
                .get_buffer = find(library, "igvm_get_buffer"),
                .get_buffer_size = find(library, "igvm_get_buffer_size"),
        };
}

/* The bytes of two buffers, or two errors. Registers of VSM isolation, which are no page, may differ in unused parts. */
static bool same_buffers(const struct side *a, const struct side *b, IgvmHandle in_a,
                         IgvmHandle in_b, bool is_context)
{
        int32_t size;

        if (in_a < 0 || in_b < 0)
                return in_a == in_b;
        size = a->calls.get_buffer_size(a->file, in_a);
        if (size != b->calls.get_buffer_size(b->file, in_b))
                return false;
        return (is_context && size != IGVM_PAGE_SIZE_4K) ||
               memcmp(a->calls.get_buffer(a->file, in_a), b->calls.get_buffer(b->file, in_b),
                      (size_t)size) == 0;
}

static bool same_header(const struct side *a, const struct side *b, IgvmHeaderSection section,
                        uint32_t index)
{
        int32_t type = a->calls.get_header_type(a->file, section, index);

        return type == b->calls.get_header_type(b->file, section, index) &&
               same_buffers(a, b, a->calls.get_header(a->file, section, index),
                            b->calls.get_header(b->file, section, index), false) &&
               same_buffers(a, b, a->calls.get_header_data(a->file, section, index),
                            b->calls.get_header_data(b->file, section, index),
                            type == IGVM_VHT_VP_CONTEXT);
}

/* One section more than there is, and of each one header more. */
static bool same_contents(const struct side *a, const struct side *b)
{
        for (IgvmHeaderSection section = 0; section <= IGVM_HEADER_SECTION_DIRECTIVE + 1;
             section++) {
                int32_t count = a->calls.header_count(a->file, section);

                if (count != b->calls.header_count(b->file, section))
                        return false;
                for (int32_t i = 0; i <= count; i++)
                        if (!same_header(a, b, section, (uint32_t)i))
                                return false;
        }
        return true;
}

/* The two kinds of header that are read otherwise on purpose: CoRIM, and pages of 2 MiB. */
static bool has_known_difference(const uint8_t *data, size_t size)
{
        struct igvm_fixed_header fixed;
        struct igvm_variable_header header;
        struct igvm_page_data page;
        size_t at, end;

        memcpy(&fixed, data, sizeof(fixed));
        at = fixed.variable_header_offset;
        end = at + fixed.variable_header_size;
        while (end <= size && at + sizeof(header) + sizeof(page) <= end) {
                memcpy(&header, data + at, sizeof(header));
                memcpy(&page, data + at + sizeof(header), sizeof(page));
                if (header.type == IGVM_CORIM_DOCUMENT || header.type == IGVM_CORIM_SIGNATURE ||
                    (header.type == IGVM_PAGE_DATA && (page.flags & IGVM_PAGE_IS_2MB)))
                        return true;
                at += sizeof(header) + ((size_t)header.length + 7) / 8 * 8;
        }
        return false;
}

/* The library of ours is first: if the reference aborts, it has said its word. */
static void compare(struct side *reference, struct side *ours, const uint8_t *data, size_t size,
                    struct counts *counts)
{
        ours->file = ours->calls.new_from_binary(data, (uint32_t)size);
        reference->file = reference->calls.new_from_binary(data, (uint32_t)size);
        if (reference->file < 0 && ours->file < 0) {
                counts->refused++;
                counts->other_number += reference->file != ours->file;
        } else if ((reference->file > 0) == (ours->file > 0) && same_contents(reference, ours)) {
                counts->accepted++;
        } else if (has_known_difference(data, size)) {
                counts->known++;
        } else {
                counts->unexplained++;
                printf("compare: run %ld: reference %d, ours %d\n", counts->runs, reference->file,
                       ours->file);
        }
        if (reference->file > 0)
                reference->calls.free(reference->file);
        if (ours->file > 0)
                ours->calls.free(ours->file);
}

struct bytes {
        uint8_t data[LARGEST_FILE];
        size_t size;
};

static struct bytes files[MOST_FILES];
static unsigned int file_count;

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
        random_state ^= random_state << 13;
        random_state ^= random_state >> 7;
        random_state ^= random_state << 17;
        return (uint32_t)(random_state >> 16) % limit;
}

/* An integer of 1, 2 or 4 bytes among the headers gets a value that means something somewhere, or one bit more or less. */
static void change(struct bytes *bytes)
{
        static const uint32_t values[] = {
                0,     1,          2,          3,      4,     5,        6,        7,
                8,     0x80000000, UINT32_MAX, 0x1000, 0x101, 0x106,    0x301,    0x302,
                0x303, 0x304,      0x305,      0x311,  0x313, 0x200000, 0x900000, 0x7fffffff
        };
        struct igvm_fixed_header fixed;
        uint32_t value, at, width = 1u << random_below(3);

        memcpy(&fixed, bytes->data, sizeof(fixed));
        at = random_below(16) == 0
                     ? random_below((uint32_t)bytes->size - width)
                     : random_below(fixed.variable_header_offset + fixed.variable_header_size);
        at -= at % width;
        memcpy(&value, bytes->data + at, sizeof(value));
        if (random_below(2) == 0)
                value = values[random_below(sizeof(values) / sizeof(values[0]))];
        else
                value ^= 1u << random_below(8 * width);
        memcpy(bytes->data + at, &value, width);
}

/* The run of a number is always the same. */
static void run(struct side *reference, struct side *ours, uint64_t seed, struct counts *counts)
{
        static struct bytes bytes;

        random_state =
                (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)counts->runs * 0x2545f491;
        for (int i = 0; i < 8; i++)
                (void)random_below(1);
        bytes = files[random_below(file_count)];
        for (uint32_t i = 0; i <= random_below(2); i++)
                change(&bytes);
        if (random_below(16) != 0)
                igvm_seal(bytes.data, bytes.size);
        compare(reference, ours, bytes.data, bytes.size, counts);
}

/* In a process of its own, since the reference ends the program when it asserts. What it prints is nobody's concern. */
static void run_until_aborted(struct side *reference, struct side *ours, long runs, uint64_t seed,
                              struct counts *counts)
{
        pid_t child = fork();
        int status, nowhere;

        if (child == 0) {
                nowhere = open("/dev/null", O_WRONLY);
                if (nowhere >= 0)
                        dup2(nowhere, STDERR_FILENO);
                for (; counts->runs < runs; counts->runs++)
                        run(reference, ours, seed, counts);
                fflush(stdout);
                _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) < 0)
                exit(2);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return;
        counts->aborted++;
        counts->runs++;
}

static void read_files(char **paths)
{
        for (; *paths && file_count < MOST_FILES; paths++) {
                struct bytes *bytes = &files[file_count];
                FILE *file = fopen(*paths, "rb");

                bytes->size = file ? fread(bytes->data, 1, sizeof(bytes->data), file) : 0;
                if (bytes->size < sizeof(struct igvm_fixed_header)) {
                        fprintf(stderr, "compare: %s cannot be read\n", *paths);
                        exit(2);
                }
                fclose(file);
                if (bytes->size < LARGEST_FILE)
                        file_count++;
        }
}

int main(int argc, char **argv)
{
        struct side reference, ours;
        struct counts *counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        long runs;

        if (argc < 6 || counts == MAP_FAILED)
                return 2;
        reference.calls = load(argv[1]);
        ours.calls = load(argv[2]);
        runs = atol(argv[3]);
        setvbuf(stdout, NULL, _IOLBF, 0);
        read_files(argv + 5);
        for (unsigned int i = 0; i < file_count; i++)
                compare(&reference, &ours, files[i].data, files[i].size, counts);
        while (counts->runs < runs)
                run_until_aborted(&reference, &ours, runs, (uint64_t)atol(argv[4]), counts);
        printf("%u files and %ld changed ones: %ld accepted by both and the same, %ld refused by both (%ld with "
               "another number), %ld with known differences, %ld aborted the reference, %ld unexplained\n",
               file_count, runs, counts->accepted, counts->refused, counts->other_number,
               counts->known, counts->aborted, counts->unexplained);
        return counts->unexplained != 0;
}

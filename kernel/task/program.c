/*
 * kernel/task/program.c - from an ELF file to a service that can be entered: pages, stack, first
 * registers.
 *
 * Read-only pages are mapped where they lie in the measured image; the rest is copied. A program
 * that wants anything else than code, data and heap at fixed low addresses, or at any, is refused
 * with the reason.
 *
 * Formats: lib/elf; the first stack is that of the System V ABI, AMD64 supplement, section "Initial Stack and Register State",
 * which C libraries take for granted.
 */
#include "kernel/arch/entropy.h"
#include "kernel/arch/own_memory.h"
#include "kernel/arch/user.h"
#include "kernel/base/log.h"
#include "kernel/base/terminate.h"
#include "kernel/task/state.h"
#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/elf/program.h"

#define PROGRAM_HEADER_SIZE 56

/* Auxiliary vector (System V ABI, AMD64 supplement, "Auxiliary Vector"). */
enum auxiliary {
        AT_NULL = 0,
        AT_PHDR = 3,
        AT_PHENT = 4,
        AT_PHNUM = 5,
        AT_PAGESZ = 6,
        AT_ENTRY = 9,
        AT_UID = 11,
        AT_EUID = 12,
        AT_GID = 13,
        AT_EGID = 14,
        AT_SECURE = 23,
        AT_RANDOM = 25,
};

/* Where a program may be: its addresses are from @first to @end, and count from @base. */
struct range {
        uint64_t base, first, end;
};

/* A segment on its way into memory. */
struct placement {
        struct service *service;
        const struct elf_file *file;
        const struct elf_segment *segment;
        unsigned int rights;
};

uint64_t service_random(const struct service *service)
{
        uint64_t random;

        if (!arch_entropy(&random))
                kernel_stop(TERMINATE_ENTROPY, "no random numbers for %s", service->line.name);
        return random;
}

/* A distance of less than @pages, a power of two. */
static uint64_t random_pages(const struct service *service, uint64_t pages)
{
        return (service_random(service) & (pages - 1)) * PAGE_SIZE;
}

static struct range program_range(const struct service *service, const struct elf_file *file)
{
        if (!file->movable)
                return (struct range){ 0, USER_START, BRK_END };
        return (struct range){ PROGRAM_AREA + random_pages(service, RANDOM_PAGES), 0, BRK_END };
}

static const char *check_segment(const struct elf_segment *segment, const struct range *range)
{
        uint64_t address = segment->virtual_address;

        if ((segment->flags & ELF_FLAG_WRITE) && (segment->flags & ELF_FLAG_EXECUTE))
                return "a segment is writable and executable";
        if (address < range->first || address >= range->end ||
            segment->memory_size > range->end - address)
                return "a segment lies outside the program's range";
        if (((address ^ segment->offset) & PAGE_MASK) != 0)
                return "a segment's address and file offset differ within a page";
        return NULL;
}

static unsigned int rights_of(const struct elf_segment *segment)
{
        return (segment->flags & ELF_FLAG_WRITE ? MAP_WRITE : 0) |
               (segment->flags & ELF_FLAG_EXECUTE ? MAP_EXECUTE : 0);
}

/*
 * Where in the file a whole page of memory begins, if all of it is there and the file itself is
 * page-aligned.
 */
static const uint8_t *page_in_file(const struct placement *at, uint64_t page)
{
        const struct elf_segment *segment = at->segment;
        uint64_t offset = page_down(segment->offset) + (page - page_down(segment->virtual_address));
        const uint8_t *data = at->file->data + offset;

        if (offset > at->file->size || at->file->size - offset < PAGE_SIZE)
                return NULL;
        return page_aligned(arch_own_physical(data)) ? data : NULL;
}

/*
 * True if a page of the image can be the service's page: never writable, all bytes of memory from
 * the file. What else of the file shows in the page's first and last part is measured and readable
 * by every service anyway.
 */
static bool can_share(const struct placement *at, uint64_t page)
{
        const struct elf_segment *segment = at->segment;
        uint64_t file_end = segment->virtual_address + segment->file_size;

        if (at->rights & MAP_WRITE)
                return false;
        if (segment->memory_size != segment->file_size && page + PAGE_SIZE > file_end)
                return false;
        return page_in_file(at, page) != NULL;
}

/*
 * The page is not entered yet, so its rights do not matter to the copy: it is mapped writable
 * first, and gets the segment's rights afterwards, for good.
 */
static enum map_result copy_page(const struct placement *at, uint64_t page)
{
        const struct elf_segment *segment = at->segment;
        struct address_space *memory = &at->service->memory;
        uint64_t start = page > segment->virtual_address ? page : segment->virtual_address;
        uint64_t file_end = segment->virtual_address + segment->file_size;
        uint64_t end = page + PAGE_SIZE < file_end ? page + PAGE_SIZE : file_end;
        enum map_result result = address_space_map_new(memory, page, MAP_WRITE);

        if (result != MAP_OK)
                return result;
        if (start < end &&
            !user_write(memory, start,
                        elf_segment_data(at->file, segment) + (start - segment->virtual_address),
                        end - start))
                return MAP_NOT_MAPPED;
        return at->rights & MAP_WRITE ? MAP_OK : address_space_seal(memory, page, at->rights);
}

static enum map_result place_page(const struct placement *at, uint64_t page)
{
        if (!can_share(at, page))
                return copy_page(at, page);
        return address_space_map_image(&at->service->memory, page,
                                       arch_own_physical(page_in_file(at, page)), at->rights);
}

static const char *map_error_text(enum map_result result)
{
        switch (result) {
        case MAP_IN_USE:
                return "two segments share a page";
        case MAP_NO_MEMORY:
                return "there is not enough memory";
        default:
                return "a segment cannot be mapped";
        }
}

static const char *load_segment(struct service *service, const struct elf_file *file,
                                const struct range *range, struct elf_segment *segment)
{
        struct placement at = { service, file, segment, rights_of(segment) };
        const char *error = check_segment(segment, range);
        uint64_t end;

        if (error)
                return error;
        segment->virtual_address += range->base;
        end = segment->virtual_address + segment->memory_size;
        for (uint64_t page = page_down(segment->virtual_address); page < end; page += PAGE_SIZE) {
                enum map_result result = place_page(&at, page);

                if (result != MAP_OK)
                        return map_error_text(result);
        }
        if (page_up(end) > service->brk_start)
                service->brk_start = page_up(end);
        return NULL;
}

static const char *load_segments(struct service *service, const struct elf_file *file,
                                 const struct range *range)
{
        struct elf_segment segment;
        unsigned int index = 0;
        const char *error = NULL;

        while (!error && elf_next_load(file, &index, &segment))
                error = load_segment(service, file, range, &segment);
        service->brk_start += random_pages(service, BRK_GAP);
        service->brk = service->brk_start;
        service->brk_end = range->base + range->end;
        return error;
}

static const char *map_stack(struct service *service)
{
        service->stack_top =
                STACK_AREA + STACK_PAGES * PAGE_SIZE + random_pages(service, RANDOM_PAGES);
        for (uint64_t i = 1; i <= STACK_PAGES; i++)
                if (address_space_map_new(&service->memory, service->stack_top - i * PAGE_SIZE,
                                          MAP_WRITE) != MAP_OK)
                        return "there is not enough memory";
        return NULL;
}

/* The stack while it is being filled, downwards. */
struct stack {
        struct service *service;
        uint64_t top; /* address of what was pushed last */
        bool failed;
};

static uint64_t push(struct stack *stack, const void *data, size_t size)
{
        stack->top -= size;
        if (!user_write(&stack->service->memory, stack->top, data, size))
                stack->failed = true;
        return stack->top;
}

static uint64_t push_text(struct stack *stack, const char *text)
{
        return push(stack, text, strlen(text) + 1);
}

/*
 * The arguments' texts; argv[0] is the program's path. Returns their number, their addresses in
 * @argv.
 */
static unsigned int push_arguments(struct stack *stack, uint64_t argv[SERVICE_ARGS_MAX + 1])
{
        const struct service_line *line = &stack->service->line;
        const char *text = line->args;
        unsigned int count = 0;

        argv[count++] = push_text(stack, line->exec);
        for (unsigned int i = 0; i < line->arg_count; i++) {
                argv[count++] = push_text(stack, text);
                text += strlen(text) + 1;
        }
        return count;
}

static uint64_t push_random(struct stack *stack)
{
        const uint64_t random[2] = { service_random(stack->service),
                                     service_random(stack->service) };

        return push(stack, random, sizeof(random));
}

/* Where the program shows its own headers; a movable one finds out by them where it is. */
static uint64_t headers_address(const struct elf_file *file, const struct range *range)
{
        uint64_t address = elf_program_headers_address(file);

        return address ? range->base + address : 0;
}

/* argc, argv, an empty environment and the auxiliary vector, 16-byte aligned at argc. */
static const char *make_stack(struct service *service, const struct elf_file *file,
                              const struct range *range)
{
        struct stack stack = { .service = service, .top = service->stack_top };
        uint64_t argv[SERVICE_ARGS_MAX + 1];
        uint64_t random = push_random(&stack);
        unsigned int argc = push_arguments(&stack, argv);
        const uint64_t auxiliary[] = {
                AT_PHDR,   headers_address(file, range),
                AT_PHENT,  PROGRAM_HEADER_SIZE,
                AT_PHNUM,  file->segment_count,
                AT_PAGESZ, PAGE_SIZE,
                AT_ENTRY,  range->base + file->entry,
                AT_UID,    0,
                AT_EUID,   0,
                AT_GID,    0,
                AT_EGID,   0,
                AT_SECURE, 0,
                AT_RANDOM, random,
                AT_NULL,   0,
        };
        const uint64_t zero[2] = { 0 };
        uint64_t count = argc;

        /* argc, argv and two zeros follow the auxiliary vector, whose size is a multiple of 16. */
        stack.top = (stack.top & ~UINT64_C(15)) - (argc % 2 == 0 ? 8 : 0);
        push(&stack, auxiliary, sizeof(auxiliary));
        push(&stack, zero, sizeof(zero));
        push(&stack, argv, argc * sizeof(argv[0]));
        push(&stack, &count, sizeof(count));
        service->context.rsp = stack.top;
        return stack.failed ? "its first stack cannot be written" : NULL;
}

/* FXSAVE image of a new program: all exceptions masked (APM vol. 2, section 11.4.4). */
static void reset_fpu(struct user_context *context)
{
        static const uint16_t control_word = 0x37f;
        static const uint32_t mxcsr = 0x1f80;

        memcpy(context->fpu, &control_word, sizeof(control_word));
        memcpy(context->fpu + 24, &mxcsr, sizeof(mxcsr));
}

static const char *load(struct service *service, const struct elf_file *file)
{
        const struct range range = program_range(service, file);
        const char *error;

        if (address_space_create(&service->memory) != MAP_OK)
                return "there is not enough memory";
        service->mmap_start = MMAP_AREA + random_pages(service, RANDOM_PAGES);
        error = load_segments(service, file, &range);
        if (!error)
                error = map_stack(service);
        if (!error)
                error = make_stack(service, file, &range);
        service->context.rip = range.base + file->entry;
        reset_fpu(&service->context);
        return error;
}

int program_load(struct service *service, const struct file *program)
{
        struct elf_file file;
        enum elf_error bad = elf_open_movable(&file, program->data, program->size);
        const char *error = bad == ELF_OK ? load(service, &file) : elf_error_text(bad);

        if (!error)
                return 0;
        log_line("%s: %s: %s", service->line.name, service->line.exec, error);
        address_space_destroy(&service->memory);
        return -1;
}

/*
 * tests/unit/libigvm/client.c - a program that uses igvm.h like QEMU's loader does, in the same order (qemu/qemu
 * backends/igvm.c), and compares all that it gets with the file, which it reads by itself.
 *
 * Usage: client FILE. It prints what a loader would have done. C and C++ both compile it.
 */
#include <igvm/igvm.h>
#include <igvm/igvm_defs.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define PAGE_SIZE 4096u

struct client {
        const uint8_t *bytes; /* the file */
        uint32_t size;
        IgvmHandle file;
        uint32_t compatibility_mask;
        IgvmPlatformType platform;
        uint64_t policy;
        unsigned index; /* of the directive at hand */

        /* Pages that lie one behind the other and are alike are loaded together. */
        IGVM_VHS_PAGE_DATA last_page;
        unsigned region_start;
        unsigned region_pages;

        unsigned regions, pages, zero_pages, contexts, areas, inserts, parameters, id_blocks;
        uint64_t required_bytes;
};

static void fail(const struct client *client, const char *what)
{
        fprintf(stderr, "client: directive %u: %s\n", client->index, what);
        exit(1);
}

static void check(const struct client *client, bool right, const char *what)
{
        if (!right)
                fail(client, what);
}

static uint32_t read_u32(const uint8_t *at)
{
        uint32_t value;

        memcpy(&value, at, sizeof(value));
        return value;
}

/* The header as it lies in the file: its type, length and body. */
static const uint8_t *raw_header(const struct client *client, IgvmHeaderSection section,
                                 unsigned index)
{
        static const uint32_t ends[] = { 0x100, 0x200, 0x400 };
        uint32_t at = read_u32(client->bytes + offsetof(IGVM_FIXED_HEADER, variable_header_offset));
        unsigned seen = 0;

        for (;;) {
                uint32_t type = read_u32(client->bytes + at);
                unsigned here = type <= ends[0] ? 0 : type <= ends[1] ? 1 : 2;

                if (here == section && seen++ == index)
                        return client->bytes + at;
                at += 8 + (read_u32(client->bytes + at + 4) + 7) / 8 * 8;
                check(client, at < client->size, "the file has fewer headers");
        }
}

/* Where file_offset is in the body of a type, or 0. */
static size_t offset_member(uint32_t type)
{
        if (type == IGVM_VHT_PAGE_DATA)
                return offsetof(IGVM_VHS_PAGE_DATA, file_offset);
        if (type == IGVM_VHT_VP_CONTEXT)
                return offsetof(IGVM_VHS_VP_CONTEXT, file_offset);
        return type == IGVM_VHT_PARAMETER_AREA ? offsetof(IGVM_VHS_PARAMETER_AREA, file_offset) : 0;
}

/* Compares a header with the file's, but for file_offset, which is 0. */
static void check_header(const struct client *client, IgvmHeaderSection section, unsigned index,
                         const uint8_t *header, int32_t size)
{
        const uint8_t *raw = raw_header(client, section, index);
        uint32_t type = read_u32(raw), length = read_u32(raw + 4);
        size_t skipped = offset_member(type) ? 8 + offset_member(type) : 0;

        check(client, size == (int32_t)(8 + (length + 7) / 8 * 8), "size of the header");
        for (size_t i = 0; i < 8 + (size_t)length; i++)
                check(client,
                      header[i] == (skipped && i >= skipped && i < skipped + 4 ? 0 : raw[i]),
                      "the header's bytes");
        for (size_t i = 8 + (size_t)length; i < (size_t)size; i++)
                check(client, header[i] == 0, "the header's padding");
}

/* The data of the current directive, or NULL; compared with the file's. */
static const uint8_t *header_data(const struct client *client, unsigned index, uint32_t size,
                                  IgvmHandle *handle)
{
        const uint8_t *raw = raw_header(client, IGVM_HEADER_SECTION_DIRECTIVE, index);
        uint32_t offset = read_u32(raw + 8 + offset_member(read_u32(raw)));
        const uint8_t *data;

        *handle = igvm_get_header_data(client->file, IGVM_HEADER_SECTION_DIRECTIVE, index);
        if (offset == 0) {
                check(client, *handle == IGVMAPI_NO_DATA, "data where there is none");
                return NULL;
        }
        check(client, *handle > 0, "no data");
        check(client, igvm_get_buffer_size(client->file, *handle) == (int32_t)size,
              "size of the data");
        data = igvm_get_buffer(client->file, *handle);
        check(client, data != NULL && memcmp(data, client->bytes + offset, size) == 0, "the data");
        return data;
}

static void load_region(struct client *client)
{
        if (client->region_pages == 0)
                return;
        for (unsigned i = 0; i < client->region_pages; i++) {
                IgvmHandle handle;

                if (header_data(client, client->region_start + i, PAGE_SIZE, &handle))
                        igvm_free_buffer(client->file, handle);
                else
                        client->zero_pages++;
                client->pages++;
        }
        client->regions++;
        client->region_pages = 0;
}

/* Like QEMU, this asks for the data of both pages to see whether they have some, and does not free it. */
static bool pages_alike(const struct client *client, const IGVM_VHS_PAGE_DATA *page)
{
        const IGVM_VHS_PAGE_DATA *last = &client->last_page;
        IgvmHandle before, now;

        before = igvm_get_header_data(client->file, IGVM_HEADER_SECTION_DIRECTIVE,
                                      client->index - 1);
        now = igvm_get_header_data(client->file, IGVM_HEADER_SECTION_DIRECTIVE, client->index);
        if ((before == IGVMAPI_NO_DATA || now == IGVMAPI_NO_DATA) && before != now)
                return false;
        return memcmp(&page->flags, &last->flags, sizeof(page->flags)) == 0 &&
               page->data_type == last->data_type &&
               page->compatibility_mask == last->compatibility_mask;
}

static void page_data(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_PAGE_DATA *page = (const IGVM_VHS_PAGE_DATA *)body;

        if (!(page->compatibility_mask & client->compatibility_mask))
                return;
        check(client, page->file_offset == 0, "file_offset is not 0");
        if (client->region_pages != 0 &&
            (client->region_start + client->region_pages != client->index ||
             client->last_page.gpa + PAGE_SIZE != page->gpa || !pages_alike(client, page)))
                load_region(client);
        if (client->region_pages == 0)
                client->region_start = client->index;
        client->last_page = *page;
        client->region_pages++;
}

static void vp_context(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_VP_CONTEXT *context = (const IGVM_VHS_VP_CONTEXT *)body;
        IgvmHandle handle;

        if (!(context->compatibility_mask & client->compatibility_mask))
                return;
        check(client, header_data(client, client->index, PAGE_SIZE, &handle) != NULL,
              "a context without data");
        igvm_free_buffer(client->file, handle);
        client->contexts++;
}

static void parameter_area(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_PARAMETER_AREA *area = (const IGVM_VHS_PARAMETER_AREA *)body;
        IgvmHandle handle;

        if (header_data(client, client->index, (uint32_t)area->number_of_bytes, &handle))
                igvm_free_buffer(client->file, handle);
        client->areas++;
}

static void parameter_insert(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_PARAMETER_INSERT *insert = (const IGVM_VHS_PARAMETER_INSERT *)body;

        if (insert->compatibility_mask & client->compatibility_mask)
                client->inserts++;
}

static void parameter(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_PARAMETER *usage = (const IGVM_VHS_PARAMETER *)body;

        check(client, usage->byte_offset < PAGE_SIZE, "a parameter outside its area");
        client->parameters++;
}

static void required_memory(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_REQUIRED_MEMORY *memory = (const IGVM_VHS_REQUIRED_MEMORY *)body;

        if (memory->compatibility_mask & client->compatibility_mask)
                client->required_bytes += memory->number_of_bytes;
}

static void snp_id_block(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_SNP_ID_BLOCK *block = (const IGVM_VHS_SNP_ID_BLOCK *)body;

        if (block->compatibility_mask & client->compatibility_mask)
                client->id_blocks++;
}

static void guest_policy(struct client *client, const uint8_t *body)
{
        const IGVM_VHS_GUEST_POLICY *policy = (const IGVM_VHS_GUEST_POLICY *)body;

        if (policy->compatibility_mask & client->compatibility_mask)
                client->policy = policy->policy;
}

static const struct {
        uint32_t type;
        void (*handle)(struct client *client, const uint8_t *body);
} handlers[] = {
        { IGVM_VHT_PAGE_DATA, page_data },
        { IGVM_VHT_VP_CONTEXT, vp_context },
        { IGVM_VHT_PARAMETER_AREA, parameter_area },
        { IGVM_VHT_PARAMETER_INSERT, parameter_insert },
        { IGVM_VHT_MEMORY_MAP, parameter },
        { IGVM_VHT_VP_COUNT_PARAMETER, parameter },
        { IGVM_VHT_MADT, parameter },
        { IGVM_VHT_ENVIRONMENT_INFO_PARAMETER, parameter },
        { IGVM_VHT_REQUIRED_MEMORY, required_memory },
        { IGVM_VHT_SNP_ID_BLOCK, snp_id_block },
        { IGVM_VHT_GUEST_POLICY, guest_policy },
};

static void handle_header(struct client *client, IgvmHeaderSection section, unsigned index)
{
        int32_t type = igvm_get_header_type(client->file, section, index);
        IgvmHandle handle;
        const uint8_t *header;

        check(client, type > 0, "type of a header");
        handle = igvm_get_header(client->file, section, index);
        check(client, handle > 0, "no header");
        header = igvm_get_buffer(client->file, handle);
        check(client, header != NULL && read_u32(header) == (uint32_t)type, "another type");
        check_header(client, section, index, header, igvm_get_buffer_size(client->file, handle));
        for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
                if (handlers[i].type == (uint32_t)type)
                        handlers[i].handle(client, header + sizeof(IGVM_VHS_VARIABLE_HEADER));
        igvm_free_buffer(client->file, handle);
        check(client, igvm_get_buffer(client->file, handle) == NULL, "a buffer after its end");
}

/* The strongest platform of the file: bigger is stronger. */
static unsigned strength(IgvmPlatformType platform)
{
        switch (platform) {
        case IGVM_PLATFORM_TYPE_SEV_SNP:
                return 4;
        case IGVM_PLATFORM_TYPE_SEV_ES:
                return 3;
        case IGVM_PLATFORM_TYPE_SEV:
                return 2;
        case IGVM_PLATFORM_TYPE_NATIVE:
                return 1;
        default:
                return 0;
        }
}

static void choose_platform(struct client *client)
{
        int32_t count = igvm_header_count(client->file, IGVM_HEADER_SECTION_PLATFORM);
        unsigned best = 0;

        for (unsigned i = 0; i < (unsigned)count; i++) {
                IgvmHandle handle = igvm_get_header(client->file, IGVM_HEADER_SECTION_PLATFORM, i);
                const IGVM_VHS_SUPPORTED_PLATFORM *platform =
                        (const IGVM_VHS_SUPPORTED_PLATFORM *)(igvm_get_buffer(client->file,
                                                                              handle) +
                                                              sizeof(IGVM_VHS_VARIABLE_HEADER));

                if (strength(platform->platform_type) > best) {
                        best = strength(platform->platform_type);
                        client->platform = platform->platform_type;
                        client->compatibility_mask = platform->compatibility_mask;
                }
                igvm_free_buffer(client->file, handle);
                handle_header(client, IGVM_HEADER_SECTION_PLATFORM, i);
        }
        check(client, best != 0, "no platform that QEMU knows");
}

static void load(struct client *client)
{
        int32_t count;

        choose_platform(client);
        count = igvm_header_count(client->file, IGVM_HEADER_SECTION_DIRECTIVE);
        check(client, count > 0, "no directives");
        for (client->index = 0; client->index < (unsigned)count; client->index++)
                handle_header(client, IGVM_HEADER_SECTION_DIRECTIVE, client->index);
        count = igvm_header_count(client->file, IGVM_HEADER_SECTION_INITIALIZATION);
        check(client, count >= 0, "number of initialization headers");
        for (unsigned i = 0; i < (unsigned)count; i++)
                handle_header(client, IGVM_HEADER_SECTION_INITIALIZATION, i);
        load_region(client);
}

static uint8_t *read_file(const char *path, uint32_t *size)
{
        FILE *file = fopen(path, "rb");
        uint8_t *bytes = NULL;
        long length;

        if (file && fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) > 0) {
                rewind(file);
                *size = (uint32_t)length;
                bytes = (uint8_t *)malloc(*size);
                if (bytes && fread(bytes, 1, *size, file) != *size) {
                        free(bytes);
                        bytes = NULL;
                }
        }
        if (file)
                fclose(file);
        return bytes;
}

/* The library has a copy of its own: the bytes that it was given are overwritten before they are freed. */
static IgvmHandle open_copy(const uint8_t *bytes, uint32_t size)
{
        uint8_t *copy = (uint8_t *)malloc(size);
        IgvmHandle handle;

        if (!copy)
                return IGVMAPI_INVALID_FILE;
        memcpy(copy, bytes, size);
        handle = igvm_new_from_binary(copy, size);
        memset(copy, 0xa5, size);
        free(copy);
        return handle;
}

int main(int argc, char **argv)
{
        struct client client;
        uint8_t *bytes;

        if (argc != 2)
                return 2;
        memset(&client, 0, sizeof(client));
        bytes = read_file(argv[1], &client.size);
        if (!bytes)
                return 2;
        client.bytes = bytes;
        client.file = open_copy(bytes, client.size);
        check(&client, client.file > 0, "the file is not accepted");
        load(&client);
        igvm_free(client.file);
        check(&client,
              igvm_header_count(client.file, IGVM_HEADER_SECTION_PLATFORM) ==
                      IGVMAPI_INVALID_HANDLE,
              "a file after its end");
        free(bytes);
        printf("platform %u mask 0x%x policy 0x%llx: %u pages (%u of zeros) in %u regions, %u contexts, %u areas, "
               "%u inserts, %u parameters, %u ID blocks, 0x%llx bytes required\n",
               client.platform, client.compatibility_mask, (unsigned long long)client.policy,
               client.pages, client.zero_pages, client.regions, client.contexts, client.areas,
               client.inserts, client.parameters, client.id_blocks,
               (unsigned long long)client.required_bytes);
        return 0;
}

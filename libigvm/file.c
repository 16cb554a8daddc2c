/* libigvm/file.c - see file.h. */
#include "libigvm/file.h"

#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "libigvm/handles.h"

/*
 * The ranges of types are the format's, IGVM_VHT_*: platform, initialization, directive, in this
 * order.
 */
static IgvmHeaderSection section_of(uint32_t type)
{
        if (type >= IGVM_FIRST_DIRECTIVE)
                return IGVM_HEADER_SECTION_DIRECTIVE;
        return type >= IGVM_FIRST_INITIALIZATION ? IGVM_HEADER_SECTION_INITIALIZATION
                                                 : IGVM_HEADER_SECTION_PLATFORM;
}

/*
 * Where each header is and where the sections part, so that any header is found at once. Headers for no platform are left
 * out as the reference does it (new_from_binary() in igvm/src/lib.rs, filter_mask).
 */
static IgvmResult index_headers(struct open_file *file)
{
        struct igvm_iterator iterator = igvm_iterate(&file->igvm);
        struct igvm_header header;
        uint32_t *counts = &file->first[1];

        file->headers = calloc(file->igvm.header_count, sizeof(file->headers[0]));
        if (!file->headers)
                return NO_MEMORY;
        while (igvm_next(&iterator, &header)) {
                if (igvm_mask(&header) == 0)
                        continue;
                file->headers[counts[IGVM_HEADER_SECTION_DIRECTIVE]] = header.offset;
                for (uint32_t i = section_of(header.type); i < SECTION_COUNT; i++)
                        counts[i]++;
        }
        return IGVMAPI_OK;
}

/*
 * The program's bytes may go when the call returns, so they are copied first. What was allocated
 * when it fails is close_file()'s to free.
 */
static IgvmResult read_file(struct open_file *file, const uint8_t *data, uint32_t size)
{
        struct igvm_error error;

        file->data = malloc(size);
        if (!file->data || igvm_workspace_allocate(&file->workspace, data, size))
                return NO_MEMORY;
        memcpy(file->data, data, size);
        if (igvm_open(&file->igvm, file->data, size, IGVM_AS_REFERENCE, &file->workspace, &error))
                return igvm_api_error(&error);
        return index_headers(file);
}

/*
 * The errors of the reference for the same bytes, as programs show them: an empty file lacks its
 * fixed header.
 */
IgvmResult open_file(const uint8_t *data, uint32_t size, struct open_file **out)
{
        struct open_file *file;
        IgvmResult result;

        if (size == 0)
                return IGVMAPI_INVALID_FIXED_HEADER;
        if (!data)
                return IGVMAPI_INVALID_PARAMETER;
        file = calloc(1, sizeof(*file));
        if (!file)
                return NO_MEMORY;
        result = read_file(file, data, size);
        if (result != IGVMAPI_OK) {
                close_file(file);
                return result;
        }
        *out = file;
        return IGVMAPI_OK;
}

/* Takes a file at any stage of its making. */
void close_file(struct open_file *file)
{
        remove_all(&file->buffers, free);
        igvm_workspace_free(&file->workspace);
        free(file->headers);
        free(file->data);
        free(file);
}

/* O(1) by the index that was made at the start: programs ask for header after header. */
bool find_header(const struct open_file *file, IgvmHeaderSection section, uint32_t index,
                 struct igvm_header *out)
{
        struct igvm_iterator iterator = { .file = &file->igvm };

        if (section >= SECTION_COUNT || index >= file->first[section + 1] - file->first[section])
                return false;
        iterator.offset = file->headers[file->first[section] + index];
        return igvm_next(&iterator, out);
}

/* The last one counts, as for the reader (lib/igvm/check_state.h). */
bool find_platform(const struct open_file *file, uint32_t mask, enum igvm_platform_type *out)
{
        struct igvm_supported_platform platform;
        struct igvm_header header;

        bool found = false;

        for (uint32_t i = 0; find_header(file, IGVM_HEADER_SECTION_PLATFORM, i, &header); i++) {
                igvm_body(&header, &platform, sizeof(platform));
                if (platform.compatibility_mask != mask)
                        continue;
                *out = platform.platform_type;
                found = true;
        }
        return found;
}

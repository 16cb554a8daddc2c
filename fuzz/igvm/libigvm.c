/*
 * fuzz/igvm/libigvm.c - the library of igvm.h, given any file and then called in any way: every handle, section and index.
 *
 * The input's last byte says how many bytes in front of it are calls; the rest is a file, tried as it stands and with size
 * and checksum made right.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/igvm/seal.h"
#include "libigvm/include/igvm/igvm.h"

#define CALL_SIZE 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
        if (!condition)
                abort();
}

/* Looks at every byte of a buffer, so that a sanitizer sees if one is not there. */
static void read_buffer(IgvmHandle file, IgvmHandle buffer)
{
        int32_t size = igvm_get_buffer_size(file, buffer);
        const uint8_t *bytes = igvm_get_buffer(file, buffer);
        volatile uint8_t sum = 0;

        require(size > 0 && bytes != NULL);
        for (int32_t i = 0; i < size; i++)
                sum = (uint8_t)(sum + bytes[i]);
}

/* Every second buffer is left for igvm_free() to free. */
static void read_header(IgvmHandle file, IgvmHeaderSection section, uint32_t index)
{
        IgvmHandle header = igvm_get_header(file, section, index);
        IgvmHandle data = igvm_get_header_data(file, section, index);

        require(header > 0 && igvm_get_header_type(file, section, index) > 0);
        read_buffer(file, header);
        if (index % 2 == 0)
                igvm_free_buffer(file, header);
        if (section == IGVM_HEADER_SECTION_PLATFORM)
                require(data == IGVMAPI_INVALID_PARAMETER);
        else if (data != IGVMAPI_NO_DATA)
                read_buffer(file, data);
}

static void read_file(IgvmHandle file)
{
        for (IgvmHeaderSection section = 0; section <= IGVM_HEADER_SECTION_DIRECTIVE; section++) {
                int32_t count = igvm_header_count(file, section);

                require(count >= 0);
                for (int32_t i = 0; i < count; i++)
                        read_header(file, section, (uint32_t)i);
        }
}

/* A handle near those that there are, or none at all. */
static IgvmHandle any_handle(IgvmHandle file, uint8_t byte)
{
        return byte == 255 ? INT32_MIN : byte == 254 ? INT32_MAX : file + byte - 32;
}

static void call(IgvmHandle file, const uint8_t *bytes)
{
        IgvmHeaderSection section = bytes[0] >> 4;
        IgvmHandle first = bytes[0] & 8 ? any_handle(file, bytes[1]) : file;
        IgvmHandle second = any_handle(file, bytes[2]);

        switch (bytes[0] & 7) {
        case 0:
                (void)igvm_header_count(first, section);
                break;
        case 1:
                (void)igvm_get_header_type(first, section, bytes[2]);
                break;
        case 2:
                (void)igvm_get_header(first, section, bytes[2]);
                break;
        case 3:
                (void)igvm_get_header_data(first, section, bytes[2]);
                break;
        case 4:
                igvm_free_buffer(first, second);
                break;
        case 5:
                igvm_free(second);
                break;
        default:
                if (igvm_get_buffer(first, second))
                        read_buffer(first, second);
        }
}

static void try_file(const uint8_t *data, size_t size, const uint8_t *calls, size_t calls_size)
{
        IgvmHandle file = igvm_new_from_binary(data, (uint32_t)size);

        require(file > 0 || (file < 0 && file >= IGVMAPI_MEASUREMENT_FAILED));
        if (file > 0)
                read_file(file);
        for (size_t i = 0; i + CALL_SIZE <= calls_size; i += CALL_SIZE)
                call(file, calls + i);
        igvm_free(file);
        require(igvm_header_count(file, IGVM_HEADER_SECTION_PLATFORM) == IGVMAPI_INVALID_HANDLE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        size_t calls;
        uint8_t *copy;

        if (size == 0)
                return 0;
        size--;
        calls = data[size] < size ? data[size] : size;
        size -= calls;
        copy = malloc(size);
        if (!copy)
                return 0;
        memcpy(copy, data, size);
        try_file(copy, size, data + size, calls);
        if (size >= sizeof(struct igvm_fixed_header)) {
                igvm_seal(copy, size);
                try_file(copy, size, data + size, calls);
        }
        free(copy);
        return 0;
}

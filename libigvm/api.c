/*
 * libigvm/api.c - the functions of igvm.h, and the lock that lets several threads call them.
 *
 * Files are parsed without the lock. A buffer's bytes never move, so that they can be looked at without it too.
 */
#include <pthread.h>
#include <stdlib.h>

#include "libigvm/buffer.h"
#include "libigvm/file.h"
#include "libigvm/handles.h"

#define EXPORTED __attribute__((visibility("default")))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *files; /* by handle, struct open_file; under the lock, like everything in it */

/* The handle is read under the lock: another thread may guess it and free the file at once. */
EXPORTED IgvmHandle igvm_new_from_binary(const uint8_t *data, uint32_t len)
{
        struct open_file *file;
        IgvmResult result = open_file(data, len, &file);
        bool added;

        if (result != IGVMAPI_OK)
                return result;
        pthread_mutex_lock(&lock);
        added = add_handle(&files, file);
        result = file->handle;
        pthread_mutex_unlock(&lock);
        if (added)
                return result;
        close_file(file);
        return NO_MEMORY;
}

/*
 * The file is out of the set before it is freed, so that no other thread finds it; what it looks at
 * already is its own fault.
 */
EXPORTED void igvm_free(IgvmHandle handle)
{
        struct open_file *file;

        pthread_mutex_lock(&lock);
        file = remove_handle(&files, handle);
        pthread_mutex_unlock(&lock);
        if (file)
                close_file(file);
}

/*
 * Negative results are errors, here as in all of the interface: no handle and no count is negative.
 */
static int32_t header_count(const struct open_file *file, IgvmHeaderSection section)
{
        if (section >= SECTION_COUNT)
                return IGVMAPI_INVALID_PARAMETER;
        return (int32_t)(file->first[section + 1] - file->first[section]);
}

/* Of the headers for any platform at all: index_headers() has left out the others. */
EXPORTED int32_t igvm_header_count(IgvmHandle handle, IgvmHeaderSection section)
{
        const struct open_file *file;
        int32_t result = IGVMAPI_INVALID_HANDLE;

        pthread_mutex_lock(&lock);
        file = find_handle(&files, handle);
        if (file)
                result = header_count(file, section);
        pthread_mutex_unlock(&lock);
        return result;
}

/* The type as the file has it, without its body. */
EXPORTED int32_t igvm_get_header_type(IgvmHandle handle, IgvmHeaderSection section, uint32_t index)
{
        struct igvm_header header;
        const struct open_file *file;
        int32_t result = IGVMAPI_INVALID_HANDLE;

        pthread_mutex_lock(&lock);
        file = find_handle(&files, handle);
        if (file)
                result = find_header(file, section, index, &header) ? (int32_t)header.type
                                                                    : IGVMAPI_INVALID_PARAMETER;
        pthread_mutex_unlock(&lock);
        return result;
}

/* How a buffer is made of a header: the header itself (buffer.c), or its file data. */
typedef IgvmResult (*make_buffer)(const struct open_file *file, const struct igvm_header *header,
                                  struct buffer **out);

/* A new buffer of @file's, made by @make of one of its headers: its handle, or an error. */
static IgvmHandle add_buffer(struct open_file *file, IgvmHeaderSection section, uint32_t index,
                             make_buffer make)
{
        struct igvm_header header;
        struct buffer *buffer;
        IgvmResult result;

        if (!find_header(file, section, index, &header))
                return IGVMAPI_INVALID_PARAMETER;
        result = make(file, &header, &buffer);
        if (result != IGVMAPI_OK)
                return result;
        if (add_handle(&file->buffers, buffer))
                return buffer->handle;
        free(buffer);
        return NO_MEMORY;
}

/*
 * The buffer is the file's: it goes with igvm_free() if nobody frees it before. Handles of buffers
 * count within their file only.
 */
static IgvmHandle new_buffer(IgvmHandle handle, IgvmHeaderSection section, uint32_t index,
                             make_buffer make)
{
        struct open_file *file;
        IgvmHandle result = IGVMAPI_INVALID_HANDLE;

        pthread_mutex_lock(&lock);
        file = find_handle(&files, handle);
        if (file)
                result = add_buffer(file, section, index, make);
        pthread_mutex_unlock(&lock);
        return result;
}

EXPORTED IgvmHandle igvm_get_header(IgvmHandle handle, IgvmHeaderSection section, uint32_t index)
{
        return new_buffer(handle, section, index, make_header_buffer);
}

EXPORTED IgvmHandle igvm_get_header_data(IgvmHandle handle, IgvmHeaderSection section,
                                         uint32_t index)
{
        return new_buffer(handle, section, index, make_data_buffer);
}

/* With the lock held; NULL if there is no such buffer. */
static const struct buffer *find_buffer(IgvmHandle igvm_handle, IgvmHandle buffer_handle)
{
        const struct open_file *file = find_handle(&files, igvm_handle);

        return file ? find_handle(&file->buffers, buffer_handle) : NULL;
}

/* The bytes stay until the buffer or its file is freed; they are not the program's to change. */
EXPORTED const uint8_t *igvm_get_buffer(IgvmHandle igvm_handle, IgvmHandle buffer_handle)
{
        const struct buffer *buffer;
        const uint8_t *data;

        pthread_mutex_lock(&lock);
        buffer = find_buffer(igvm_handle, buffer_handle);
        data = buffer ? buffer->data : NULL;
        pthread_mutex_unlock(&lock);
        return data;
}

EXPORTED int32_t igvm_get_buffer_size(IgvmHandle igvm_handle, IgvmHandle buffer_handle)
{
        const struct buffer *buffer;
        int32_t size;

        pthread_mutex_lock(&lock);
        buffer = find_buffer(igvm_handle, buffer_handle);
        size = buffer ? (int32_t)buffer->size : IGVMAPI_INVALID_HANDLE;
        pthread_mutex_unlock(&lock);
        return size;
}

/* An unknown handle is nothing to free, and no error can be told. */
EXPORTED void igvm_free_buffer(IgvmHandle igvm_handle, IgvmHandle buffer_handle)
{
        struct open_file *file;
        struct buffer *buffer = NULL;

        pthread_mutex_lock(&lock);
        file = find_handle(&files, igvm_handle);
        if (file)
                buffer = remove_handle(&file->buffers, buffer_handle);
        pthread_mutex_unlock(&lock);
        free(buffer);
}

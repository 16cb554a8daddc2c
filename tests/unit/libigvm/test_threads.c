/*
 * tests/unit/libigvm/test_threads.c - several threads use one file and files of their own at the same time. Built with
 * ThreadSanitizer, which ends the program with an error if they get in each other's way.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "libigvm/include/igvm/igvm.h"

#define THREADS 4
#define ROUNDS  50

static uint8_t bytes[0x10000];
static uint32_t size;
static IgvmHandle shared;

/* A header and its data: how many bytes they are together, or -1 if a buffer is not there. */
static int64_t read_one(IgvmHandle file, uint32_t index)
{
        IgvmHandle header = igvm_get_header(file, IGVM_HEADER_SECTION_DIRECTIVE, index);
        IgvmHandle data = igvm_get_header_data(file, IGVM_HEADER_SECTION_DIRECTIVE, index);
        int64_t total = igvm_get_buffer_size(file, header);

        if (header <= 0 || !igvm_get_buffer(file, header))
                return -1;
        if (data > 0) {
                const uint8_t *contents = igvm_get_buffer(file, data);
                int32_t length = igvm_get_buffer_size(file, data);
                uint8_t copy[0x4000];

                if (!contents || length <= 0 || (size_t)length > sizeof(copy))
                        return -1;
                memcpy(copy, contents, (size_t)length);
                total += length;
        }
        igvm_free_buffer(file, header);
        igvm_free_buffer(file, data);
        return total;
}

static int64_t read_all(IgvmHandle file)
{
        int32_t count = igvm_header_count(file, IGVM_HEADER_SECTION_DIRECTIVE);
        int64_t total = 0;

        for (int32_t i = 0; i < count; i++) {
                int64_t one = read_one(file, (uint32_t)i);

                if (one < 0)
                        return -1;
                total += one;
        }
        return total;
}

static void *work(void *expected)
{
        for (int i = 0; i < ROUNDS; i++) {
                IgvmHandle own = igvm_new_from_binary(bytes, size);

                if (own <= 0 || read_all(shared) != *(int64_t *)expected ||
                    read_all(own) != *(int64_t *)expected)
                        return expected;
                igvm_free(own);
        }
        return NULL;
}

int main(int argc, char **argv)
{
        FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
        pthread_t threads[THREADS];
        void *failed = NULL;
        int64_t expected;

        if (!file)
                return 2;
        size = (uint32_t)fread(bytes, 1, sizeof(bytes), file);
        fclose(file);
        shared = igvm_new_from_binary(bytes, size);
        expected = read_all(shared);
        if (expected <= 0)
                return 1;
        for (int i = 0; i < THREADS; i++)
                if (pthread_create(&threads[i], NULL, work, &expected))
                        return 2;
        for (int i = 0; i < THREADS; i++) {
                void *result;

                pthread_join(threads[i], &result);
                failed = result ? result : failed;
        }
        igvm_free(shared);
        return failed != NULL;
}

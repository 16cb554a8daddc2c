/*
 * fuzz/lib/cpio.c - any bytes as a newc archive: every entry's path and contents are read to their last
 * byte.
 */
#include "lib/base/memory.h"
#include "lib/cpio/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sink;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct cpio_reader reader = cpio_reader(data, size);
        enum cpio_result result;
        struct cpio_entry entry;
        struct cpio_entry found;

        while ((result = cpio_next(&reader, &entry)) == CPIO_ENTRY) {
                if (strlen(entry.path) >= CPIO_MAX_PATH)
                        __builtin_trap();
                for (uint32_t i = 0; i < entry.size; i++)
                        sink = entry.data[i];
                /* What was read can be found, or an entry of the same name that comes earlier. */
                if (cpio_is_file(&entry) && cpio_find(data, size, entry.path, &found) != CPIO_ENTRY)
                        __builtin_trap();
        }
        if (result != cpio_check(data, size))
                __builtin_trap();
        return 0;
}

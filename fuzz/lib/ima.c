/*
 * fuzz/lib/ima.c - any bytes as IMA's list, and any text as one: what an entry points to lies in the list; reading ends where the
 * list does, or says where it cannot go on. A text becomes a list of as many entries as it has lines.
 */
#include <stdlib.h>

#include "lib/eventlog/ima.h"
#include "lib/eventlog/ima_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sink;

static void touch(const struct ima_bytes *bytes, const uint8_t *data, size_t size)
{
        if (bytes->data && (bytes->data < data || bytes->data + bytes->size > data + size))
                __builtin_trap();
        for (size_t i = 0; bytes->data && i < bytes->size; i++)
                sink = bytes->data[i];
}

static void look_at(const struct ima_entry *entry, const uint8_t *data, size_t size)
{
        if (entry->pcr >= EVENT_PCRS || (entry->first && entry->path.size >= IMA_FIRST_NAME_SIZE))
                __builtin_trap();
        touch(&entry->template, data, size);
        touch(&entry->data, data, size);
        touch(&entry->kind, data, size);
        touch(&entry->algorithm, data, size);
        touch(&entry->file_digest, data, size);
        touch(&entry->path, data, size);
        touch(&entry->signature, data, size);
        touch(&entry->buffer, data, size);
        sink = ima_is_boot_aggregate(entry);
}

static size_t read_list(const uint8_t *data, size_t size, enum event_log_step *last)
{
        struct ima_list list;
        struct ima_entry entry;

        *last = EVENT_LOG_BAD;
        if (ima_list_open(&list, data, size)) {
                while ((*last = ima_list_next(&list, &entry)) == EVENT_LOG_EVENT)
                        look_at(&entry, data, size);
        }
        if ((*last == EVENT_LOG_BAD) != (list.problem.expected != NULL) ||
            list.problem.offset > size)
                __builtin_trap();
        return list.entries;
}

/* Lines of digests of different lengths are no list, which is found when it is read. */
static void read_text(const uint8_t *data, size_t size, bool big_endian)
{
        uint8_t *bytes = malloc(IMA_TEXT_BYTES(size));
        struct bytes_writer out = bytes_writer(bytes, IMA_TEXT_BYTES(size));
        struct event_log_problem problem;
        enum event_log_step last;

        if (!bytes)
                return;
        if (ima_text_read(data, size, big_endian, &out, &problem))
                sink = (uint8_t)read_list(bytes, out.size, &last);
        else if (!problem.expected || problem.offset > size || out.failed)
                __builtin_trap();
        free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        enum event_log_step last;

        if (ima_text_is(data, size) || (size && data[0] == ' ')) {
                read_text(data, size, false);
                read_text(data, size, true);
        }
        (void)read_list(data, size, &last);
        return 0;
}

/*
 * fuzz/tpm/state.c - any bytes as the file that keeps a TPM, alone or in its two places, digests made right: nothing of it is
 * taken but blobs with a name that lie inside of it.
 */
#include "services/runtime/service.h"
#include "services/vtpm/libtpms/state.h"
#include "services/vtpm/state_file.h"
#include "services/vtpm/state_slots.h"

#include <openssl/sha.h>

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void service_log(const char *format, ...)
{
        (void)format;
}

/* Half of it in each place, as it is and with a digest that is right for what the head says, if all of that is there. */
static void write_place(int file, unsigned int number, const uint8_t *data, size_t size)
{
        uint8_t *place = malloc(size + STATE_SLOT_DIGEST);
        struct state_slot slot;

        if (!place)
                abort();
        if (size)
                memcpy(place, data, size);
        if (size > STATE_SLOT_HEAD && state_slot_read(place, &slot) && slot.generation % 3 &&
            state_slot_digested(&slot) <= size) {
                size = state_slot_digested(&slot);
                SHA256(place, size, place + size);
                size += STATE_SLOT_DIGEST;
        }
        if (pwrite(file, place, size, (off_t)number * STATE_SLOT_ROOM) != (ssize_t)size)
                abort();
        free(place);
}

static void write_places(int file, const uint8_t *data, size_t size)
{
        if (size > 4096)
                size = 4096;
        if (ftruncate(file, 0) || ftruncate(file, STATE_SLOT_FILE))
                abort();
        for (unsigned int i = 0; i < STATE_SLOT_COUNT; i++)
                write_place(file, i, data + i * (size / 2), size / 2);
}

static void read_places(const uint8_t *data, size_t size)
{
        static struct state_frame frame;
        static int file = -1;
        struct state_slots slots;
        long got;

        if (file < 0)
                file = memfd_create("state", MFD_CLOEXEC);
        write_places(file, data, size);
        got = state_slots_read(file, &frame, &slots);
        if (got < 0 || got > STATE_SLOT_STATE_MAX || slots.next >= STATE_SLOT_COUNT)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct personality personality = { .name = "tcg-low" };
        uint8_t *file = malloc(size + SHA256_DIGEST_LENGTH);
        struct state_blob blob;

        if (!file)
                return 0;
        if (size)
                memcpy(file, data, size);
        SHA256(file, size, file + size);
        if (state_file_parse(&personality, file, size + SHA256_DIGEST_LENGTH) == 0 &&
            state_file_parse(&personality, file, size + SHA256_DIGEST_LENGTH - 1) == 0)
                abort(); /* a file that is cut short */
        free(file);
        read_places(data, size);
        while (state_blob(0, &blob)) {
                if (!*blob.name || blob.size == 0 || blob.size > size || state_drop(blob.name))
                        abort();
        }
        return 0;
}

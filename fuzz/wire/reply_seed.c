/*
 * fuzz/wire/reply_seed.c - a ready, a refusal, and a reply with two certificates and their chain.
 */
#include "fuzz/wire/seed.h"
#include "lib/wire/manufacture.h"

#define BLOB(text)                                        \
        {                                                 \
                (const uint8_t *)(text), sizeof(text) - 1 \
        }

static uint8_t frames[WIRE_FRAME_MAX];
static size_t frames_size;

static struct bytes_writer begin(enum wire_type type)
{
        struct bytes_writer out = bytes_writer(frames + frames_size, sizeof(frames) - frames_size);

        wire_begin(&out, type, 7);
        return out;
}

static void add_ready(void)
{
        struct wire_ready ready = { .name = BLOB("a CA") };
        struct bytes_writer out = begin(WIRE_READY);

        wire_write_ready(&out, &ready);
        frames_size += wire_end(&out);
}

static void add_reply(const struct wire_reply *reply)
{
        struct bytes_writer out = begin(WIRE_REPLY);

        wire_write_reply(&out, reply);
        frames_size += wire_end(&out);
}

int main(int argc, char **argv)
{
        struct wire_reply refusal = { .status = WIRE_STATUS_REFUSED, .text = BLOB("no") };
        struct wire_reply granted = {
                .certificate_count = 2,
                .certificates = { { 0x01c00002, BLOB("\x30\x00") },
                                  { 0x01c0000a, BLOB("\x30\x00") } },
                .chain_count = 1,
                .chain = { BLOB("\x30\x00") },
        };

        if (argc != 2)
                return 2;
        add_ready();
        add_reply(&refusal);
        add_reply(&granted);
        return wire_seed_write(argv[1], frames, frames_size);
}

/* services/vtpm/frame.c - see frame.h. */
#include "services/vtpm/frame.h"
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"

/* Words of the simulator's protocol. */
#define SEND_COMMAND 8
#define SESSION_END  20
#define WORD_SIZE    4

/* The header says how long the command is, which says it again. */
static struct frame read_framed(const uint8_t *data, size_t size, size_t most)
{
        struct frame frame = { .kind = FRAME_PART, .header = FRAME_HEADER };
        struct bytes_reader in = bytes_reader(data, size);
        size_t wanted;

        bytes_read_be32(&in);
        frame.locality = bytes_read_u8(&in);
        wanted = bytes_read_be32(&in);
        /* It must not become VTPM_CONTROL: that is for who started us. */
        if (frame.locality > VTPM_MAX_LOCALITY)
                frame.locality = FRAME_LOCALITY;
        if (!in.failed && (wanted <= bytes_left(&in) || wanted > most - FRAME_HEADER))
                frame.kind = FRAME_FRAMED;
        return frame;
}

static struct frame read_plain(const uint8_t *data, size_t size, size_t most)
{
        struct frame frame = { .kind = FRAME_PART };
        struct bytes_reader in = bytes_reader(data, size);
        size_t wanted;

        bytes_read_be16(&in);
        wanted = bytes_read_be32(&in);
        if (size >= VTPM_COMMAND_MIN && (wanted <= size || wanted > most))
                frame.kind = FRAME_PLAIN;
        return frame;
}

struct frame frame_read(const uint8_t *data, size_t size, size_t most)
{
        struct bytes_reader in = bytes_reader(data, size);
        uint32_t word;

        if (size == 0 || (data[0] == 0 && size < WORD_SIZE))
                return (struct frame){ .kind = FRAME_PART };
        word = data[0] == 0 ? bytes_read_be32(&in) : 0;
        if (word == SEND_COMMAND)
                return read_framed(data, size, most);
        if (word == SESSION_END)
                return (struct frame){ .kind = FRAME_END };
        return read_plain(data, size, most);
}

size_t frame_write(const uint8_t *response, size_t size, uint8_t *out, size_t capacity)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        bytes_write_be32(&writer, (uint32_t)size);
        bytes_write(&writer, response, size);
        bytes_write_be32(&writer, 0);
        return writer.failed ? 0 : writer.size;
}

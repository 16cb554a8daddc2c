/*
 * kernel/task/channel.c - the channel, with what has come in and nobody has asked for yet. poll()
 * must know whether there is something, and the UART can only say so by giving it away.
 */
#include "kernel/arch/console.h"
#include "kernel/task/state.h"
#include "lib/base/memory.h"

static struct {
        struct spinlock lock;
        uint8_t data[256];
        size_t start, end; /* of what is there */
} input;

/* Gets what the UART has, if nothing is left. */
static int fill(void)
{
        int count;

        if (input.start != input.end)
                return 0;
        count = arch_channel_read(input.data, sizeof(input.data));
        input.start = 0;
        input.end = count > 0 && (size_t)count <= sizeof(input.data) ? (size_t)count : 0;
        return count < 0 ? -1 : 0;
}

bool channel_readable(void)
{
        bool readable;

        spin_lock(&input.lock);
        readable = fill() == 0 && input.start != input.end;
        spin_unlock(&input.lock);
        return readable;
}

int channel_read(uint8_t *out, size_t size)
{
        size_t count;
        int result;

        spin_lock(&input.lock);
        result = fill();
        count = input.end - input.start;
        if (count > size)
                count = size;
        memcpy(out, input.data + input.start, count);
        input.start += count;
        spin_unlock(&input.lock);
        return result < 0 ? -1 : (int)count;
}

int channel_write(const uint8_t *data, size_t size)
{
        return arch_channel_write(data, size);
}

/* services/vtpm/state_keys.c - see state_keys.h. */
#include "services/vtpm/state_keys.h"
#include "lib/base/bytes.h"
#include "services/runtime/service.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX (3 * (1 + CIPHER_KEY_MAX))

static struct state_keys keys;

static void read_key(struct bytes_reader *in, struct cipher_key *out)
{
        out->size = bytes_read_u8(in);
        if (out->size != 0 && out->size != CIPHER_KEY_MAX / 2 && out->size != CIPHER_KEY_MAX)
                in->failed = true;
        bytes_read(in, out->bytes, in->failed ? 0 : out->size);
}

/* Returns how many bytes there are, at most @capacity, or -1. */
static long read_all(const char *path, uint8_t *data, size_t capacity)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        size_t size = 0;
        long got = fd < 0 ? -1 : 1;

        while (got > 0 && size < capacity) {
                got = read(fd, data + size, capacity - size);
                if (got > 0)
                        size += (size_t)got;
        }
        if (fd >= 0)
                close(fd);
        return got < 0 ? -1 : (long)size;
}

int state_keys_read(const char *path)
{
        uint8_t data[FILE_MAX + 1];
        long size = read_all(path, data, sizeof(data));
        struct bytes_reader in = bytes_reader(data, size < 0 ? 0 : (size_t)size);

        read_key(&in, &keys.state);
        read_key(&in, &keys.migration);
        read_key(&in, &keys.directory);
        in.failed |= bytes_left(&in) != 0;
        OPENSSL_cleanse(data, sizeof(data));
        if (!in.failed)
                return 0;
        state_keys_forget();
        service_log("vtpm: stopped: keys %s: %s", path,
                    size < 0 ? strerror(errno) : "expected three, of 0, 16 or 32 bytes");
        return -1;
}

const struct state_keys *state_keys(void)
{
        return &keys;
}

void state_keys_forget(void)
{
        OPENSSL_cleanse(&keys, sizeof(keys));
}

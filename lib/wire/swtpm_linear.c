/* lib/wire/swtpm_linear.c - see swtpm_linear.h. */
#include "lib/wire/swtpm_linear.h"
#include "lib/base/bytes.h"

#define MAGIC      UINT64_C(0x737774706d6c696e) /* "swtpmlin" */
#define VERSION    1
#define PLACES_AT  12
#define PLACE_SIZE 12
#define PLACES     15

bool swtpm_linear_is(const void *data, size_t size)
{
        struct bytes_reader in = bytes_reader(data, size);

        return bytes_read_le64(&in) == MAGIC;
}

bool swtpm_linear_find(const uint8_t header[SWTPM_LINEAR_HEADER], uint64_t file_size,
                       unsigned int number, uint32_t *offset, uint32_t *length)
{
        struct bytes_reader in = bytes_reader(header, SWTPM_LINEAR_HEADER);
        uint64_t magic = bytes_read_le64(&in);
        uint8_t version = bytes_read_u8(&in);

        bytes_read_u8(&in);
        if (magic != MAGIC || version > VERSION || number >= PLACES ||
            bytes_read_le16(&in) != SWTPM_LINEAR_HEADER)
                return false;
        bytes_seek(&in, PLACES_AT + (size_t)number * PLACE_SIZE);
        *offset = bytes_read_le32(&in);
        *length = bytes_read_le32(&in);
        if (in.failed)
                return false;
        if (*offset == 0)
                *length = 0;
        return *length == 0 || (*offset >= SWTPM_LINEAR_HEADER && *offset <= file_size &&
                                *length <= file_size - *offset);
}

/* tests/unit/eventlog/ima_builder.c - see ima_builder.h. */
#include "tests/unit/eventlog/ima_builder.h"

#include <openssl/evp.h>
#include <string.h>

#define DATA_MAX 1024

static void write_u32(struct bytes_writer *out, bool big_endian, size_t value)
{
        if (big_endian)
                bytes_write_be32(out, (uint32_t)value);
        else
                bytes_write_le32(out, (uint32_t)value);
}

static void write_head(struct bytes_writer *out, bool big_endian, const char *template,
                       const struct bytes_writer *data)
{
        uint8_t digest[20];

        EVP_Digest(data->data, data->size, digest, NULL, EVP_sha1(), NULL);
        write_u32(out, big_endian, 10);
        bytes_write(out, digest, sizeof(digest));
        write_u32(out, big_endian, strlen(template));
        bytes_write(out, template, strlen(template));
}

void ima_built_entry(struct bytes_writer *out, bool big_endian, const char *template,
                     const char *digest, const char *path, const char *more)
{
        uint8_t bytes[DATA_MAX];
        struct bytes_writer data = bytes_writer(bytes, sizeof(bytes));

        write_u32(&data, big_endian, strlen(digest) + 1 + 32);
        bytes_write(&data, digest, strlen(digest) + 1);
        bytes_write_zero(&data, 31);
        bytes_write_u8(&data, 1);
        write_u32(&data, big_endian, strlen(path) + 1);
        bytes_write(&data, path, strlen(path) + 1);
        if (more) {
                write_u32(&data, big_endian, strlen(more));
                bytes_write(&data, more, strlen(more));
        }
        write_head(out, big_endian, template, &data);
        write_u32(out, big_endian, data.size);
        bytes_write(out, data.data, data.size);
}

/* The template "ima": digest and path, and the path hashed with zeros. */
static void add_first(struct bytes_writer *out, bool big_endian)
{
        uint8_t bytes[20 + 256] = { [20] = '/', [21] = 'a' };
        const struct bytes_writer data = { .data = bytes, .size = sizeof(bytes) };

        write_head(out, big_endian, "ima", &data);
        bytes_write_zero(out, 20);
        write_u32(out, big_endian, 2);
        bytes_write(out, "/a", 2);
}

void ima_built_list(struct bytes_writer *out, bool big_endian)
{
        ima_built_entry(out, big_endian, "ima-ng", "sha256:", "boot_aggregate", NULL);
        ima_built_entry(out, big_endian, "ima-sig", "sha256:", "/bin/sh", "\3\2\4key 0123456789");
        ima_built_entry(out, big_endian, "ima-sig", "sha256:", "/bin/ls", "");
        ima_built_entry(out, big_endian, "ima-buf", "sha256:", "kexec-cmdline", "ro quiet");
        ima_built_entry(out, big_endian, "ima-sigv2", "verity:sha256:", "/v", "");
        ima_built_entry(out, big_endian, "d-ng|n-ng", "sha256:", "/custom", NULL);
        ima_built_entry(out, big_endian, "future", "sha256:", "/unknown", "more");
        add_first(out, big_endian);
}

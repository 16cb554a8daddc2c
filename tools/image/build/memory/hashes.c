/* tools/image/build/memory/hashes.c - see hashes.h. */
#include "tools/image/build/memory/hashes.h"

#include <openssl/sha.h>
#include <string.h>

#include "lib/base/bytes.h"

#define GUID_SIZE  16
#define ENTRY_SIZE (GUID_SIZE + 2 + SHA256_DIGEST_LENGTH)
_Static_assert(HASH_TABLE_SIZE == GUID_SIZE + 2 + 3 * ENTRY_SIZE, "hash table size");

/* 9438d606-4f22-4cc9-b479-a793d411fd21, 97d02dd8-..., 44baf731-..., 4de79437-... as they lie in memory. */
static const uint8_t table_guid[GUID_SIZE] = { 0x06, 0xd6, 0x38, 0x94, 0x22, 0x4f, 0xc9, 0x4c,
                                               0xb4, 0x79, 0xa7, 0x93, 0xd4, 0x11, 0xfd, 0x21 };
static const uint8_t cmdline_guid[GUID_SIZE] = { 0xd8, 0x2d, 0xd0, 0x97, 0x20, 0xbd, 0x94, 0x4c,
                                                 0xaa, 0x78, 0xe7, 0x71, 0x4d, 0x36, 0xab, 0x2a };
static const uint8_t initrd_guid[GUID_SIZE] = { 0x31, 0xf7, 0xba, 0x44, 0x2f, 0x3a, 0xd7, 0x4b,
                                                0x9a, 0xf1, 0x41, 0xe2, 0x91, 0x69, 0x78, 0x1d };
static const uint8_t kernel_guid[GUID_SIZE] = { 0x37, 0x94, 0xe7, 0x4d, 0xd2, 0xab, 0x7f, 0x42,
                                                0xb8, 0x35, 0xd5, 0xb1, 0x72, 0xd2, 0x04, 0x5b };

/* GUID, 16-bit length of the whole entry, SHA-256 (QEMU's SevHashTableEntry). */
static void write_entry(struct bytes_writer *writer, const uint8_t guid[GUID_SIZE],
                        const void *data, size_t size)
{
        uint8_t digest[SHA256_DIGEST_LENGTH];

        SHA256(data, size, digest);
        bytes_write(writer, guid, GUID_SIZE);
        bytes_write_le16(writer, ENTRY_SIZE);
        bytes_write(writer, digest, sizeof(digest));
}

/*
 * Head and entries in QEMU's order. An initrd that is not there has an entry too, with the hash of nothing.
 */
void hash_table_make(const struct file *kernel, const struct file *initrd, const char *cmdline,
                     uint8_t out[HASH_TABLE_SIZE])
{
        struct bytes_writer writer = bytes_writer(out, HASH_TABLE_SIZE);

        bytes_write(&writer, table_guid, GUID_SIZE);
        bytes_write_le16(&writer, HASH_TABLE_SIZE);
        write_entry(&writer, cmdline_guid, cmdline, strlen(cmdline) + 1);
        write_entry(&writer, initrd_guid, initrd->data ? (const void *)initrd->data : "",
                    initrd->size);
        write_entry(&writer, kernel_guid, kernel->data, kernel->size);
}

/* tests/unit/eventlog/builder.c - see builder.h. */
#include "tests/unit/eventlog/builder.h"

#include <openssl/evp.h>
#include <string.h>

#include "lib/eventlog/log.h"

#define COMMAND_LINE "/vmlinuz root=/dev/vda1 ro"

void built_begin(struct built *log, int agile)
{
        log->out = bytes_writer(log->data, sizeof(log->data));
        log->agile = agile;
        bytes_write_le32(&log->out, 0);
        bytes_write_le32(&log->out, EV_NO_ACTION);
        bytes_write_zero(&log->out, 20);
        bytes_write_le32(&log->out, agile ? 16 + 8 + 4 + 8 + 1 : 16 + 8 + 1);
        bytes_write(&log->out, agile ? "Spec ID Event03" : "Spec ID Event02", 16);
        bytes_write_le32(&log->out, 0);
        bytes_write_u8(&log->out, agile ? 0 : 2);
        bytes_write_u8(&log->out, agile ? 2 : 1);
        bytes_write_u8(&log->out, 0);
        bytes_write_u8(&log->out, 2);
        if (agile) {
                bytes_write_le32(&log->out, 2);
                bytes_write_le16(&log->out, 0x0004);
                bytes_write_le16(&log->out, 20);
                bytes_write_le16(&log->out, 0x000b);
                bytes_write_le16(&log->out, 32);
        }
        bytes_write_u8(&log->out, 0);
}

static void write_digest(struct built *log, const EVP_MD *hash, const void *data, size_t size)
{
        uint8_t digest[EVP_MAX_MD_SIZE];
        unsigned int length = 0;

        EVP_Digest(data, size, digest, &length, hash, NULL);
        bytes_write(&log->out, digest, length);
}

void built_event(struct built *log, uint32_t pcr, uint32_t type, const void *data, size_t size,
                 const void *measured, size_t measured_size)
{
        bytes_write_le32(&log->out, pcr);
        bytes_write_le32(&log->out, type);
        if (log->agile) {
                bytes_write_le32(&log->out, 2);
                bytes_write_le16(&log->out, 0x0004);
        }
        write_digest(log, EVP_sha1(), measured, measured_size);
        if (log->agile) {
                bytes_write_le16(&log->out, 0x000b);
                write_digest(log, EVP_sha256(), measured, measured_size);
        }
        bytes_write_le32(&log->out, (uint32_t)size);
        bytes_write(&log->out, data, size);
}

void built_plain(struct built *log, uint32_t pcr, uint32_t type, const void *data, size_t size)
{
        built_event(log, pcr, type, data, size, data, size);
}

static void write_utf16(struct bytes_writer *out, const char *text)
{
        for (; *text; text++)
                bytes_write_le16(out, (uint8_t)*text);
}

void built_variable(struct built *log, uint32_t pcr, uint32_t type, const char *name,
                    const void *data, size_t size)
{
        uint8_t bytes[1024];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));

        bytes_write_zero(&out, 16);
        bytes_write_le64(&out, strlen(name));
        bytes_write_le64(&out, size);
        write_utf16(&out, name);
        bytes_write(&out, data, size);
        built_plain(log, pcr, type, bytes, out.size);
}

/* A list of one digest, as dbx has them. */
static void add_list(struct built *log)
{
        static const uint8_t kind[16] = { 0x26, 0x16, 0xc4, 0xc1, 0x4c, 0x50, 0x92, 0x40,
                                          0xac, 0xa9, 0x41, 0xf9, 0x36, 0x93, 0x43, 0x28 };
        uint8_t bytes[28 + 48];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));

        bytes_write(&out, kind, sizeof(kind));
        bytes_write_le32(&out, sizeof(bytes));
        bytes_write_le32(&out, 0);
        bytes_write_le32(&out, 48);
        bytes_write_zero(&out, 48);
        built_variable(log, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, "dbx", bytes, out.size);
}

/* UEFI_IMAGE_LOAD_EVENT with the path \EFI\shim.efi. */
static void add_image(struct built *log)
{
        uint8_t bytes[128];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));
        static const char path[] = "\\EFI\\shim.efi";

        bytes_write_le64(&out, 0x1000);
        bytes_write_le64(&out, 4096);
        bytes_write_le64(&out, 0);
        bytes_write_le64(&out, 4 + 2 * sizeof(path) + 4);
        bytes_write_u8(&out, 4);
        bytes_write_u8(&out, 4);
        bytes_write_le16(&out, 4 + 2 * sizeof(path));
        write_utf16(&out, path);
        bytes_write_le16(&out, 0);
        bytes_write_le32(&out, 0x0004ff7f);
        built_event(log, 4, EV_EFI_BOOT_SERVICES_APPLICATION, bytes, out.size, "the image", 9);
}

/* UEFI_GPT_DATA of one partition. */
static void add_partitions(struct built *log)
{
        uint8_t bytes[92 + 8 + 128];
        struct bytes_writer out = bytes_writer(bytes, sizeof(bytes));

        bytes_write(&out, "EFI PART", 8);
        bytes_write_zero(&out, 84);
        bytes_write_le64(&out, 1);
        bytes_write_zero(&out, 56);
        write_utf16(&out, "root");
        bytes_write_zero(&out, 128 - 56 - 8);
        built_plain(log, 5, EV_EFI_GPT_EVENT, bytes, out.size);
}

void built_boot(struct built *log, int agile)
{
        static const uint8_t on = 1;
        static const uint8_t separator[4];
        static const uint8_t volume[16] = { 0, 0, 0x82, 0, 0, 0, 0, 0, 0, 0, 0x0e };
        static const char line[] = "kernel_cmdline: " COMMAND_LINE;

        built_begin(log, agile);
        built_event(log, 0, EV_NO_ACTION, "StartupLocality\0\3", 17, "", 0);
        built_plain(log, 0, EV_S_CRTM_VERSION, "v\0001\0\0\0", 6);
        built_event(log, 0, EV_EFI_PLATFORM_FIRMWARE_BLOB, volume, sizeof(volume), "volume", 6);
        built_variable(log, 7, EV_EFI_VARIABLE_DRIVER_CONFIG, "SecureBoot", &on, 1);
        add_list(log);
        built_plain(log, 7, EV_SEPARATOR, separator, sizeof(separator));
        built_variable(log, 1, EV_EFI_VARIABLE_BOOT, "BootOrder", "\1\0", 2);
        built_plain(log, 4, EV_EFI_ACTION, "Calling EFI Application from Boot Option", 40);
        built_plain(log, 4, EV_SEPARATOR, separator, sizeof(separator));
        add_partitions(log);
        add_image(log);
        built_event(log, 8, EV_IPL, line, sizeof(line), COMMAND_LINE, sizeof(COMMAND_LINE) - 1);
        built_event(log, 9, EV_EVENT_TAG, "\xec\x22\x3b\x8f\x0d\0\0\0Linux initrd", 21, "initrd",
                    6);
}

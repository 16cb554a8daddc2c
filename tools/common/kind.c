/* tools/common/kind.c - see kind.h. Numbers are those of file(1)'s magic, which each format's own document has too. */
#include "tools/common/kind.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LOOKED_AT 512 /* bytes that show whether it is text */

struct magic {
        const char *bytes;
        size_t size;
        size_t at;
        const char *name;
};

#define MAGIC(bytes, at, name)                     \
        {                                          \
                bytes, sizeof(bytes) - 1, at, name \
        }

static const struct magic magics[] = {
        MAGIC("\x1f\x8b", 0, "a gzip file"),
        MAGIC("\xfd"
              "7zXZ",
              0, "an xz file"),
        MAGIC("\x28\xb5\x2f\xfd", 0, "a zstd file"),
        MAGIC("BZh", 0, "a bzip2 file"),
        MAGIC("PK\x03\x04", 0, "a ZIP archive"),
        MAGIC("ustar", 257, "a tar archive"),
        MAGIC("070701", 0, "a cpio archive"),
        MAGIC("!<arch>\n", 0, "an ar archive or Debian package"),
        MAGIC("\x7f"
              "ELF",
              0, "an ELF file"),
        MAGIC("HdrS", 0x202, "a Linux kernel (bzImage)"),
        MAGIC("MZ", 0, "a PE file (EFI or Windows)"),
        MAGIC("_FVH", 40, "a UEFI firmware volume"),
        MAGIC("QFI\xfb", 0, "a qcow2 disk"),
        MAGIC("KDMV", 0, "a VMDK disk"),
        MAGIC("IGVM", 0, "an IGVM file"),
        MAGIC("CSWPRFIL", 0, "a compiled profile"),
        MAGIC("SQLite format 3", 0, "an SQLite database"),
        MAGIC("-----BEGIN ", 0, "PEM"),
        MAGIC("-----BEGIN OPENSSH", 0, "an OpenSSH key"),
        MAGIC("ssh-", 0, "an OpenSSH public key"),
        MAGIC("%PDF", 0, "a PDF file"),
        MAGIC("<!DOCTYPE", 0, "an HTML page"),
        MAGIC("<html", 0, "an HTML page"),
        MAGIC("<?xml", 0, "XML"),
        MAGIC("\x30\x82", 0, "DER, such as a certificate or a key"),
        MAGIC("{", 0, "JSON"),
        MAGIC("version https://git-lfs", 0, "a Git LFS pointer: the file itself was not fetched"),
};

/* Letters of @set and white space only. */
static bool is_text_of(const uint8_t *bytes, size_t size, const char *set)
{
        size_t letters = 0;

        for (size_t i = 0; i < size; i++) {
                if (isspace(bytes[i]))
                        continue;
                if (bytes[i] == 0 || !strchr(set, bytes[i]))
                        return false;
                letters++;
        }
        return letters > 0;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                if (bytes[i])
                        return false;
        }
        return true;
}

static bool is_printable(const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++) {
                if (!isprint(bytes[i]) && !isspace(bytes[i]))
                        return false;
        }
        return true;
}

const char *file_kind(const void *data, size_t size)
{
        static const char hex[] = "0123456789abcdefABCDEF";
        static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789+/=_-";
        const uint8_t *bytes = data;
        size_t looked = size < LOOKED_AT ? size : LOOKED_AT;

        if (size == 0)
                return "an empty file";
        for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
                const struct magic *magic = &magics[i];

                if (size >= magic->at + magic->size &&
                    memcmp(bytes + magic->at, magic->bytes, magic->size) == 0)
                        return magic->name;
        }
        if (is_zero(bytes, looked))
                return "zeros";
        if (is_text_of(bytes, looked, hex))
                return "hexadecimal digits";
        if (is_text_of(bytes, looked, base64))
                return "base64";
        return is_printable(bytes, looked) ? "text" : NULL;
}

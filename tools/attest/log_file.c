/* tools/attest/log_file.c - see log_file.h. A log has zeros in it and a text has none, so neither is taken for the other. */
#include "tools/attest/log_file.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "tools/evidence/text_form.h"

/* White space out. */
static void squeeze(struct file *file)
{
        size_t kept = 0;

        for (size_t i = 0; i < file->size; i++) {
                if (!strchr(" \t\r\n", file->data[i]))
                        file->data[kept++] = file->data[i];
        }
        file->size = kept;
        file->data[kept] = '\0';
}

/* Shorter than its digits, so it fits where they are; they are read before they are overwritten. */
static bool decode_hex(struct file *file)
{
        long size = 0;
        unsigned char *bytes = OPENSSL_hexstr2buf((const char *)file->data, &size);

        if (!bytes)
                return false;
        memcpy(file->data, bytes, (size_t)size);
        file->size = (size_t)size;
        OPENSSL_free(bytes);
        return true;
}

static bool decode_base64(struct file *file)
{
        unsigned char *bytes = OPENSSL_malloc(file->size);
        size_t padding = 0;
        int size;

        while (padding < 2 && padding < file->size && file->data[file->size - 1 - padding] == '=')
                padding++;
        size = bytes && file->size % 4 == 0 ? EVP_DecodeBlock(bytes, file->data, (int)file->size)
                                            : -1;
        if (size > 0) {
                file->size = (size_t)size - padding;
                memcpy(file->data, bytes, file->size);
        }
        OPENSSL_free(bytes);
        return size > 0;
}

static const char *decode(struct file *file)
{
        bool only_digits;

        squeeze(file);
        only_digits = strspn((const char *)file->data, "0123456789abcdefABCDEF") == file->size;
        if (only_digits ? decode_hex(file) : decode_base64(file))
                return NULL;
        return "found text, expected an event log, or hexadecimal digits or base64 of one";
}

const char *log_file_read(const char *path, struct file *out)
{
        int error = file_read(path, out);
        const char *problem = NULL;

        if (error)
                return strerror(-error);
        if (out->size > LOG_FILE_MAX)
                problem = "expected an event log, found more than 64 MiB";
        else if (text_form_is_text(out->data, out->size))
                problem = decode(out);
        if (problem)
                file_free(out);
        return problem;
}

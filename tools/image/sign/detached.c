/* tools/image/sign/detached.c - see detached.h. */
#include "tools/image/sign/detached.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/kind.h"
#include "tools/common/p384.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/id.h"

#define RAW_SIZE ((size_t)2 * SNP_P384_SIZE)

static void reverse(uint8_t *out, const uint8_t *in)
{
        for (size_t i = 0; i < SNP_P384_SIZE; i++)
                out[i] = in[SNP_P384_SIZE - 1 - i];
}

/* DER by its form: 96 bytes of another form are r and s, wherever their bits lie. */
static bool read_signature(const struct file *file, struct snp_signature *out)
{
        memset(out, 0, sizeof(*out));
        if (p384_signature_from_der(file->data, file->size, out))
                return true;
        if (file->size != RAW_SIZE)
                return false;
        reverse(out->r, file->data);
        reverse(out->s, file->data + SNP_P384_SIZE);
        return true;
}

int detached_read(const char *path, struct snp_signature *out)
{
        struct file file;
        const char *kind;
        bool good;

        if (image_read_file(path, &file))
                return 1;
        good = read_signature(&file, out);
        kind = good ? NULL : file_kind(file.data, file.size);
        if (!good)
                (void)image_error(
                        "%s: found %s%s%zu bytes that are no signature of ECDSA on P-384; "
                        "expected DER, or r and s of 48 bytes each",
                        path, kind ? kind : "", kind ? ", " : "", file.size);
        file_free(&file);
        return good ? 0 : 1;
}

static int write(const char *path, const void *data, size_t size, const char *what)
{
        int error = file_write(path, data, size);

        if (error)
                return image_error("%s: %s", path, strerror(-error));
        fprintf(stderr, "%s: %zu bytes for %s to sign: ECDSA on P-384 with SHA-384\n", path, size,
                what);
        return 0;
}

int detached_write_block(const char *path, struct igvm_snp_id_block *block, uint64_t policy)
{
        struct snp_id id;

        image_id_signed(block, policy, &id);
        return write(path, &id.block, sizeof(id.block), "the ID key");
}

int detached_write_key(const char *path, EVP_PKEY *id_key)
{
        struct snp_public_key public;

        if (!p384_public(id_key, &public))
                return image_error("the ID key has no public half that can be read");
        return write(path, &public, sizeof(public), "the author key");
}

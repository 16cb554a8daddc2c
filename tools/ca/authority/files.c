/* tools/ca/authority/files.c - see files.h. */
#include "tools/ca/authority/files.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/common/path.h"
#include "tools/x509/error.h"

static int fail(const char *path)
{
        return -command_error("ca", "%s: %s", path, strerror(errno));
}

/* By way of another name, so that a key that is replaced is there until the new one is. */
int files_write_private(const char *directory, const char *name, const void *data, size_t size)
{
        char path[PATH_IN_MAX];
        char temporary[PATH_IN_MAX];
        char temporary_name[64];
        int fd;
        bool written;

        snprintf(temporary_name, sizeof(temporary_name), "%s.new", name);
        path_in(path, "ca", directory, name);
        path_in(temporary, "ca", directory, temporary_name);
        unlink(temporary);
        fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
                return fail(temporary);
        written = write(fd, data, size) == (ssize_t)size && fsync(fd) == 0;
        if (close(fd) == 0 && written && rename(temporary, path) == 0)
                return 0;
        unlink(temporary);
        return fail(path);
}

int files_write_key(const char *directory, const char *name, EVP_PKEY *key)
{
        BIO *bio = BIO_new(BIO_s_mem());
        char *text = NULL;
        long size;
        int result;

        if (!bio || PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1) {
                BIO_free(bio);
                return x509_error("ca", name);
        }
        size = BIO_get_mem_data(bio, &text);
        result = files_write_private(directory, name, text, (size_t)size);
        BIO_free(bio);
        return result;
}

int files_write_uri(const char *directory, const char *uri)
{
        char line[PATH_IN_MAX];
        int size = snprintf(line, sizeof(line), "%s\n", uri);

        if (size >= (int)sizeof(line))
                return -command_error("ca", "a URI of %d bytes is too long", size);
        return files_write_private(directory, "issuer.uri", line, (size_t)size);
}

static int write_bio(const char *directory, const char *name, BIO *bio)
{
        char path[PATH_IN_MAX];
        char *data = NULL;
        long size = BIO_get_mem_data(bio, &data);
        int error = file_write(path_in(path, "ca", directory, name), data, (size_t)size);

        return error ? -command_error("ca", "%s: %s", path, strerror(-error)) : 0;
}

/* One certificate, or two one after the other. */
static int write_pem(const char *directory, const char *name, X509 *first, X509 *second)
{
        BIO *bio = BIO_new(BIO_s_mem());
        bool made = bio && PEM_write_bio_X509(bio, first) == 1 &&
                    (!second || PEM_write_bio_X509(bio, second) == 1);
        int result = made ? write_bio(directory, name, bio) : x509_error("ca", name);

        BIO_free(bio);
        return result;
}

/* What caIssuers leads to is DER (RFC 5280, section 4.2.2.1), in a file *.cer (RFC 2585, section 3). */
static int write_der(const char *directory, const char *name, X509 *certificate)
{
        BIO *bio = BIO_new(BIO_s_mem());
        bool made = bio && i2d_X509_bio(bio, certificate) == 1;
        int result = made ? write_bio(directory, name, bio) : x509_error("ca", name);

        BIO_free(bio);
        return result;
}

int files_write_certificates(const char *directory, X509 *issuer, X509 *root)
{
        if (write_pem(directory, "issuer.pem", issuer, NULL) ||
            write_der(directory, "issuer.cer", issuer) ||
            write_pem(directory, "chain.pem", issuer, root) ||
            write_der(directory, "root.cer", root))
                return -1;
        return write_pem(directory, "root.pem", root, NULL);
}

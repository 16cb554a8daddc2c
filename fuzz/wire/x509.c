/*
 * fuzz/wire/x509.c - what the host calls a certificate. What is found lies inside of it, in order, and reading it once more without what
 * lies behind gives the same.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/wire/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(struct wire_blob part, const uint8_t *start, const uint8_t *end)
{
        if (part.size < 2 || part.data < start || part.data > end ||
            part.size > (size_t)(end - part.data))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct x509 certificate;
        struct x509 again;
        char name[16];

        if (x509_read(data, size, &certificate))
                return 0;
        if (certificate.size > size || x509_read(data, certificate.size, &again) ||
            again.size != certificate.size || again.key.data != certificate.key.data)
                abort();
        check_inside(certificate.issuer, data, certificate.subject.data);
        check_inside(certificate.subject, data, certificate.key.data);
        check_inside(certificate.key, data, data + certificate.size);
        x509_common_name(certificate.issuer, name, sizeof(name));
        for (const char *c = name; *c; c++)
                if (*c < ' ' || *c > '~')
                        abort();
        if (strlen(name) >= sizeof(name))
                abort();
        if (x509_read(data, certificate.size - 1, &again) == 0)
                abort();
        return 0;
}

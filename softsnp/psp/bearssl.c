/*
 * softsnp/psp/bearssl.c - SHA-384 by BearSSL, and what Debian's build of that library expects of a C library.
 *
 * The archive is built with SSE and stack protection. The launch runs before any guest, when registers and FS base
 * are still ours; who calls it after an exit needs svm/fpu_guard.h.
 */
#include <bearssl.h>

#include "lib/base/memory.h"
#include "lib/base/sha384.h"
#include "softsnp/start/console.h"

void __stack_chk_fail(void);
void *__memcpy_chk(void *restrict to, const void *restrict from, size_t size, size_t room);
void *__memset_chk(void *to, int value, size_t size, size_t room);

void __stack_chk_fail(void)
{
        machine_stop("stack overrun in the crypto library");
}

void *__memcpy_chk(void *restrict to, const void *restrict from, size_t size, size_t room)
{
        if (size > room)
                machine_stop("copy of %lu bytes into %lu in the crypto library", size, room);
        return memcpy(to, from, size);
}

void *__memset_chk(void *to, int value, size_t size, size_t room)
{
        if (size > room)
                machine_stop("fill of %lu bytes into %lu in the crypto library", size, room);
        return memset(to, value, size);
}

void sha384(const void *data, size_t size, uint8_t out[SHA384_SIZE])
{
        br_sha384_context context;

        br_sha384_init(&context);
        br_sha384_update(&context, data, size);
        br_sha384_out(&context, out);
}

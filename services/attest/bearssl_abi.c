/*
 * What Debian's archive of BearSSL, compiled against glibc with _FORTIFY_SOURCE, asks of its C
 * library and musl does not have. A write that would run past its buffer ends the program.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room);
void *__memset_chk(void *to, int byte, size_t size, size_t room);

void *__memcpy_chk(void *to, const void *from, size_t size, size_t room)
{
        if (size > room)
                abort();
        return memcpy(to, from, size);
}

void *__memset_chk(void *to, int byte, size_t size, size_t room)
{
        if (size > room)
                abort();
        return memset(to, byte, size);
}

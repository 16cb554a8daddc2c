/*
 * What libtpms' objects, compiled against glibc with _FORTIFY_SOURCE, ask of their C library and
 * musl does not have. The arguments are as glibc's headers pass them (bits/stdio2.h,
 * bits/string_fortified.h, bits/setjmp2.h). A write that would run past its buffer ends the
 * program, as it does with glibc.
 */
#define _GNU_SOURCE
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__memcpy_chk(void *to, const void *from, size_t len, size_t room);
void *__memset_chk(void *to, int byte, size_t len, size_t room);
int __asprintf_chk(char **out, int flag, const char *format, ...);
int __vasprintf_chk(char **out, int flag, const char *format, va_list args);
int __dprintf_chk(int fd, int flag, const char *format, ...);
int __vdprintf_chk(int fd, int flag, const char *format, va_list args);
int __snprintf_chk(char *to, size_t len, int flag, size_t room, const char *format, ...);
int __vsnprintf_chk(char *to, size_t len, int flag, size_t room, const char *format, va_list args);
_Noreturn void __longjmp_chk(jmp_buf where, int value);
unsigned long __isoc23_strtoul(const char *text, char **end, int base);

/* glibc's regmatch_t. */
struct glibc_match {
        int start;
        int end;
};
int glibc_regexec(const regex_t *expression, const char *text, size_t count,
                  struct glibc_match *matches, int flags);

static void check_room(size_t len, size_t room)
{
        if (len > room)
                abort();
}

void *__memcpy_chk(void *to, const void *from, size_t len, size_t room)
{
        check_room(len, room);
        return memcpy(to, from, len);
}

void *__memset_chk(void *to, int byte, size_t len, size_t room)
{
        check_room(len, room);
        return memset(to, byte, len);
}

/* @flag asks for checks of %n, which libtpms does not use. */
int __vasprintf_chk(char **out, int flag, const char *format, va_list args)
{
        (void)flag;
        return vasprintf(out, format, args);
}

int __asprintf_chk(char **out, int flag, const char *format, ...)
{
        va_list args;
        int len;

        va_start(args, format);
        len = __vasprintf_chk(out, flag, format, args);
        va_end(args);
        return len;
}

int __vdprintf_chk(int fd, int flag, const char *format, va_list args)
{
        (void)flag;
        return vdprintf(fd, format, args);
}

int __dprintf_chk(int fd, int flag, const char *format, ...)
{
        va_list args;
        int len;

        va_start(args, format);
        len = __vdprintf_chk(fd, flag, format, args);
        va_end(args);
        return len;
}

int __vsnprintf_chk(char *to, size_t len, int flag, size_t room, const char *format, va_list args)
{
        (void)flag;
        check_room(len, room);
        return vsnprintf(to, len, format, args);
}

int __snprintf_chk(char *to, size_t len, int flag, size_t room, const char *format, ...)
{
        va_list args;
        int count;

        va_start(args, format);
        count = __vsnprintf_chk(to, len, flag, room, format, args);
        va_end(args);
        return count;
}

/*
 * The jump buffer was laid out by glibc's header and is filled and read by musl: it must be large
 * enough. glibc's has 200 bytes on x86-64.
 */
_Static_assert(sizeof(jmp_buf) <= 200, "libtpms reserves the size of glibc's jmp_buf");

_Noreturn void __longjmp_chk(jmp_buf where, int value)
{
        longjmp(where, value);
}

/* C23's strtoul() differs from C17's only in that it knows binary numbers ("0b101"). */
unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
        return strtoul(text, end, base);
}

/*
 * libtpms reads its profiles with regular expressions. A regex_t is laid out by glibc's header, which gives it
 * 64 bytes, and used by musl; a match has numbers of another size in each (regex.h), so regexec is this one for libtpms'
 * objects.
 */
_Static_assert(sizeof(regex_t) <= 64, "libtpms reserves the size of glibc's regex_t");

#define MATCHES_MAX 8 /* libtpms asks for 2 */

int glibc_regexec(const regex_t *expression, const char *text, size_t count,
                  struct glibc_match *matches, int flags)
{
        regmatch_t found[MATCHES_MAX];
        int result;

        if (count > MATCHES_MAX)
                abort();
        result = regexec(expression, text, count, found, flags);
        for (size_t i = 0; result == 0 && i < count; i++)
                matches[i] = (struct glibc_match){ (int)found[i].rm_so, (int)found[i].rm_eo };
        return result;
}

/*
 * lib/base/format.h - the printf of programs without a C library.
 *
 * Understands %c %s %d %u %x %p %%, the length l and ll, a width, `0` for padding with zeros and `-`
 * for left alignment. Anything else is copied as it stands.
 */
#ifndef LIB_BASE_FORMAT_H
#define LIB_BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/* Takes one character at a time; @context is the caller's. */
typedef void (*format_put)(void *context, char c);

/* Formats into @put, which gets every character of the text and no terminating zero. */
void format_to(format_put put, void *context, const char *format, va_list arguments);

/*
 * Formats into @out, always terminated if @size is not 0. Returns the length that the whole text has,
 * which is more than fits if it is @size or greater.
 */
__attribute__((format(printf, 3, 4))) size_t format_text(char *out, size_t size, const char *format,
                                                         ...);

#endif

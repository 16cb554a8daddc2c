/*
 * lib/base/memory.h - the functions that the compiler may call by itself, for code with and without a
 * C library. Freestanding programs link lib/base/memory.c; hosted ones take the C library's.
 */
#ifndef LIB_BASE_MEMORY_H
#define LIB_BASE_MEMORY_H

#include <stddef.h>

/* As in C17, section 7.24. Those of sizes are in bytes; @to and @from of memcpy() may not overlap. */
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);
size_t strlen(const char *text);
int strcmp(const char *left, const char *right);

/*
 * Where there is no C library, the compiler takes them for functions like any other. Told that they
 * are not, it makes a few moves of a small copy whose size it knows.
 */
#if !__STDC_HOSTED__
#define memcpy(to, from, size)    __builtin_memcpy(to, from, size)
#define memset(to, value, size)   __builtin_memset(to, value, size)
#define memcmp(left, right, size) __builtin_memcmp(left, right, size)
#endif

#endif

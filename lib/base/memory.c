/*
 * lib/base/memory.c - memory functions for freestanding programs.
 *
 * Eight bytes at a time: an emulated CPU executes `rep stosb` byte by byte, and zeroing pages is most of
 * what a start costs there.
 */
#include "lib/base/memory.h"

#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
        void *out = to;
        size_t words = size >> 3;
        size_t rest = size & 7;

        __asm__ volatile("rep movsq" : "+D"(out), "+S"(from), "+c"(words) : : "memory");
        __asm__ volatile("rep movsb" : "+D"(out), "+S"(from), "+c"(rest) : : "memory");
        return to;
}

static void copy_down(uint8_t *to, const uint8_t *from, size_t size)
{
        while (size--)
                ((volatile uint8_t *)to)[size] = from[size];
}

void *memmove(void *to, const void *from, size_t size)
{
        if ((uintptr_t)to - (uintptr_t)from >= size)
                return memcpy(to, from, size);
        copy_down(to, from, size);
        return to;
}

void *memset(void *to, int value, size_t size)
{
        uint64_t pattern = (uint8_t)value * UINT64_C(0x0101010101010101);
        void *out = to;
        size_t words = size >> 3;
        size_t rest = size & 7;

        __asm__ volatile("rep stosq" : "+D"(out), "+c"(words) : "a"(pattern) : "memory");
        __asm__ volatile("rep stosb" : "+D"(out), "+c"(rest) : "a"(pattern) : "memory");
        return to;
}

int memcmp(const void *left, const void *right, size_t size)
{
        const uint8_t *a = left;
        const uint8_t *b = right;

        for (size_t i = 0; i < size; i++)
                if (a[i] != b[i])
                        return a[i] < b[i] ? -1 : 1;
        return 0;
}

size_t strlen(const char *text)
{
        const volatile char *end = text;

        while (*end)
                end++;
        return (size_t)(end - text);
}

int strcmp(const char *left, const char *right)
{
        while (*left && *left == *right) {
                left++;
                right++;
        }
        return (uint8_t)*left - (uint8_t)*right;
}

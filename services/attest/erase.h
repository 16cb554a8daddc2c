/*
 * services/attest/erase.h - what must not stay in memory when it is not needed any more.
 */
#ifndef SERVICES_ATTEST_ERASE_H
#define SERVICES_ATTEST_ERASE_H

#include <stddef.h>
#include <string.h>

/* Zeros that the compiler cannot leave out. */
static inline void erase(void *data, size_t size)
{
        memset(data, 0, size);
        __asm__ volatile("" : : "r"(data) : "memory");
}

#endif

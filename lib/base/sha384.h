/*
 * lib/base/sha384.h - SHA-384 (FIPS 180-4), which lib/ uses and does not have.
 *
 * Implemented above: each program that links lib/igvm/digest.c or lib/snp/id_block.c brings one of its own, OpenSSL's or
 * BearSSL's.
 */
#ifndef LIB_BASE_SHA384_H
#define LIB_BASE_SHA384_H

#include <stddef.h>
#include <stdint.h>

#define SHA384_SIZE 48

/* Of @size bytes at @data. Cannot fail: a program that cannot hash stops. */
void sha384(const void *data, size_t size, uint8_t out[SHA384_SIZE]);

#endif

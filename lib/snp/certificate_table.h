/*
 * lib/snp/certificate_table.h - reads the host's certificate table (GHCB 2.0, section 4.1.8.1): entries of
 * GUID, offset and size, one of zeros behind the last, then DER certificates.
 *
 * The table is the host's word. What is in it proves nothing before somebody has verified the
 * certificates; here it is only made sure that it is a table.
 */
#ifndef LIB_SNP_CERTIFICATE_TABLE_H
#define LIB_SNP_CERTIFICATE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define SNP_GUID_SIZE             16
#define CERTIFICATE_TABLE_ENTRIES 16 /* at most; AMD's chain needs 3, and a CRL is a fourth */

/* A table that has been checked. Points into the caller's bytes. */
struct certificate_table {
        const uint8_t *data;
        size_t used;        /* bytes up to the end of the last certificate; 0 if there is none */
        unsigned int count; /* entries */
};

/* An entry of the table, with the bytes that it leads to. */
struct certificate {
        uint8_t guid[SNP_GUID_SIZE]; /* in printed order; SNP_GUID_VCEK and so on */
        const uint8_t *der;
        size_t size; /* bytes, never 0 */
};

enum certificate_table_error {
        CERTIFICATE_TABLE_OK = 0,
        CERTIFICATE_TABLE_NO_END = -1, /* the entry of zeros is missing */
        CERTIFICATE_TABLE_TOO_MANY = -2,
        CERTIFICATE_TABLE_OUTSIDE =
                -3, /* a certificate lies outside, or in the entries, or is empty */
        CERTIFICATE_TABLE_TWICE = -4, /* a GUID is there twice, or two certificates overlap */
};

/* Checks all of the table in @data, of which it may use a part. *@out is unchanged on failure. */
__attribute__((warn_unused_result)) enum certificate_table_error
certificate_table_open(struct certificate_table *out, const void *data, size_t size);

/* What is wrong, for people. */
const char *certificate_table_error_text(enum certificate_table_error error);

/* The entry @index, which is below count. */
struct certificate certificate_table_entry(const struct certificate_table *table,
                                           unsigned int index);

/* The certificate with that GUID. Returns 0, or -1 if there is none. */
__attribute__((warn_unused_result)) int
certificate_table_find(const struct certificate_table *table, const uint8_t guid[SNP_GUID_SIZE],
                       struct certificate *out);

#endif

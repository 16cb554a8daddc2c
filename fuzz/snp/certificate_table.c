/*
 * fuzz/snp/certificate_table.c - any bytes as the host's certificate table: what is understood lies inside,
 * behind the entries, and is found by its GUID.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/snp/certificate_table.h"
#include "lib/snp/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const struct certificate_table *table, unsigned int index,
                        const uint8_t *start, const uint8_t *end)
{
        struct certificate entry = certificate_table_entry(table, index);
        struct certificate found;

        if (entry.size == 0 || entry.der < start || entry.der >= end ||
            entry.size > (size_t)(end - entry.der))
                abort();
        if (certificate_table_find(table, entry.guid, &found) != 0 || found.der != entry.der)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct certificate_table table;
        const uint8_t *start;

        if (certificate_table_open(&table, data, size) != CERTIFICATE_TABLE_OK)
                return 0;
        if (table.used > size || table.count > CERTIFICATE_TABLE_ENTRIES ||
            (table.count == 0) != (table.used == 0))
                abort();
        start = data + (table.count + 1) * sizeof(struct snp_certificate_entry);
        for (unsigned int i = 0; i < table.count; i++)
                check_entry(&table, i, start, data + table.used);
        return 0;
}

/*
 * lib/snp/certificate_table.c - see certificate_table.h (GHCB 2.0, section 4.1.8.1; Linux' configfs-tsm hands the same bytes out
 * as auxblob).
 */
#include "lib/snp/certificate_table.h"

#include "lib/base/address.h"
#include "lib/base/bytes.h"
#include "lib/base/memory.h"
#include "lib/snp/report.h"

static struct snp_certificate_entry entry_at(const uint8_t *data, unsigned int index)
{
        struct snp_certificate_entry entry;

        memcpy(&entry, data + index * sizeof(entry), sizeof(entry));
        return entry;
}

/* Counts the entries before the one of zeros. */
static enum certificate_table_error count_entries(const void *data, size_t size,
                                                  unsigned int *count)
{
        static const struct snp_certificate_entry end;
        struct bytes_reader reader = bytes_reader(data, size);
        struct snp_certificate_entry entry;

        for (*count = 0;; ++*count) {
                bytes_read(&reader, &entry, sizeof(entry));
                if (reader.failed)
                        return CERTIFICATE_TABLE_NO_END;
                if (memcmp(&entry, &end, sizeof(entry)) == 0)
                        return CERTIFICATE_TABLE_OK;
                if (*count == CERTIFICATE_TABLE_ENTRIES)
                        return CERTIFICATE_TABLE_TOO_MANY;
        }
}

/* With an entry before it. Entries are few, so that comparing each with each costs nothing. */
static bool collides(const uint8_t *data, unsigned int index)
{
        struct snp_certificate_entry entry = entry_at(data, index);
        struct gpa_range range = { entry.offset, entry.size };

        for (unsigned int i = 0; i < index; i++) {
                struct snp_certificate_entry other = entry_at(data, i);

                if (memcmp(entry.guid, other.guid, sizeof(entry.guid)) == 0 ||
                    range_overlaps(&range, other.offset, other.size))
                        return true;
        }
        return false;
}

enum certificate_table_error certificate_table_open(struct certificate_table *out, const void *data,
                                                    size_t size)
{
        struct certificate_table table = { .data = data };
        enum certificate_table_error error = count_entries(data, size, &table.count);
        size_t start = (table.count + 1) * sizeof(struct snp_certificate_entry);

        if (error != CERTIFICATE_TABLE_OK)
                return error;
        for (unsigned int i = 0; i < table.count; i++) {
                struct snp_certificate_entry entry = entry_at(data, i);
                struct gpa_range room = { start, size - start };

                if (!range_holds(&room, entry.offset, entry.size))
                        return CERTIFICATE_TABLE_OUTSIDE;
                if (collides(data, i))
                        return CERTIFICATE_TABLE_TWICE;
                if (table.used < (size_t)entry.offset + entry.size)
                        table.used = (size_t)entry.offset + entry.size;
        }
        *out = table;
        return CERTIFICATE_TABLE_OK;
}

const char *certificate_table_error_text(enum certificate_table_error error)
{
        switch (error) {
        case CERTIFICATE_TABLE_OK:
                return "no error";
        case CERTIFICATE_TABLE_NO_END:
                return "the end of its entries is missing";
        case CERTIFICATE_TABLE_TOO_MANY:
                return "too many entries";
        case CERTIFICATE_TABLE_OUTSIDE:
                return "a certificate is empty or lies outside";
        case CERTIFICATE_TABLE_TWICE:
                return "two entries have the same GUID or bytes";
        }
        return "unknown error";
}

struct certificate certificate_table_entry(const struct certificate_table *table,
                                           unsigned int index)
{
        struct snp_certificate_entry entry = entry_at(table->data, index);
        struct certificate certificate = { .der = table->data + entry.offset, .size = entry.size };

        memcpy(certificate.guid, entry.guid, sizeof(certificate.guid));
        return certificate;
}

int certificate_table_find(const struct certificate_table *table, const uint8_t guid[SNP_GUID_SIZE],
                           struct certificate *out)
{
        for (unsigned int i = 0; i < table->count; i++) {
                struct certificate certificate = certificate_table_entry(table, i);

                if (memcmp(certificate.guid, guid, SNP_GUID_SIZE) != 0)
                        continue;
                *out = certificate;
                return 0;
        }
        return -1;
}

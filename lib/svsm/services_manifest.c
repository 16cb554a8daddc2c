/*
 * lib/svsm/services_manifest.c - see services_manifest.h.
 *
 * A header of GUID, total bytes and number of services; for each service GUID, offset and size; then the services' own manifests
 * (SVSM 1.00, section 7). A report has the SHA-512 of nonce and manifest, so that each of its bytes counts.
 */
#include "lib/svsm/services_manifest.h"

#include "lib/base/address.h"
#include "lib/base/memory.h"

#define HEADER SVSM_SERVICES_MANIFEST_HEADER
#define ENTRY  SVSM_SERVICES_MANIFEST_ENTRY

static const uint8_t own_guid[SVSM_GUID_SIZE] = SVSM_GUID_SERVICES_MANIFEST;

void services_manifest_write(struct bytes_writer *writer, const struct service_manifest *services,
                             unsigned int count)
{
        uint64_t offset = HEADER + (uint64_t)count * ENTRY;
        uint64_t total = offset;

        for (unsigned int i = 0; i < count; i++)
                total += services[i].size;
        if (count > SERVICES_MANIFEST_MAX || total > UINT32_MAX)
                writer->failed = true;
        bytes_write(writer, own_guid, sizeof(own_guid));
        bytes_write_le32(writer, (uint32_t)total);
        bytes_write_le32(writer, count);
        for (unsigned int i = 0; i < count; i++) {
                bytes_write(writer, services[i].guid, sizeof(services[i].guid));
                bytes_write_le32(writer, (uint32_t)offset);
                bytes_write_le32(writer, (uint32_t)services[i].size);
                offset += services[i].size;
        }
        for (unsigned int i = 0; i < count; i++)
                bytes_write(writer, services[i].data, services[i].size);
}

static const uint8_t *entry_at(const uint8_t *data, unsigned int index)
{
        return data + HEADER + (size_t)index * ENTRY;
}

struct service_manifest services_manifest_entry(const struct services_manifest *manifest,
                                                unsigned int index)
{
        struct bytes_reader reader = bytes_reader(entry_at(manifest->data, index), ENTRY);
        struct service_manifest service;

        bytes_read(&reader, service.guid, sizeof(service.guid));
        service.data = manifest->data + bytes_read_le32(&reader);
        service.size = bytes_read_le32(&reader);
        return service;
}

static enum services_manifest_error read_header(const void *data, size_t size, unsigned int *count)
{
        struct bytes_reader reader = bytes_reader(data, size);
        uint8_t guid[SVSM_GUID_SIZE];
        uint32_t total;

        bytes_read(&reader, guid, sizeof(guid));
        total = bytes_read_le32(&reader);
        *count = bytes_read_le32(&reader);
        if (reader.failed || memcmp(guid, own_guid, sizeof(guid)) != 0)
                return SERVICES_MANIFEST_NOT_ONE;
        if (total != size)
                return SERVICES_MANIFEST_SIZE;
        if (*count > SERVICES_MANIFEST_MAX)
                return SERVICES_MANIFEST_TOO_MANY;
        return (size_t)*count * ENTRY <= bytes_left(&reader) ? SERVICES_MANIFEST_OK
                                                             : SERVICES_MANIFEST_SIZE;
}

/* Offset and size of entry @index, before anything is known of them. */
static struct gpa_range range_of(const uint8_t *data, unsigned int index)
{
        struct bytes_reader reader = bytes_reader(entry_at(data, index), ENTRY);
        struct gpa_range range;

        bytes_seek(&reader, SVSM_GUID_SIZE);
        range.start = bytes_read_le32(&reader);
        range.size = bytes_read_le32(&reader);
        return range;
}

static bool collides(const uint8_t *data, unsigned int index)
{
        struct gpa_range range = range_of(data, index);
        const uint8_t *guid = entry_at(data, index);

        for (unsigned int i = 0; i < index; i++) {
                struct gpa_range other = range_of(data, i);

                if (memcmp(guid, entry_at(data, i), SVSM_GUID_SIZE) == 0 ||
                    range_overlaps(&range, other.start, other.size))
                        return true;
        }
        return false;
}

enum services_manifest_error services_manifest_open(struct services_manifest *out, const void *data,
                                                    size_t size)
{
        unsigned int count;
        enum services_manifest_error error = read_header(data, size, &count);
        uint64_t start = HEADER + (uint64_t)count * ENTRY;

        if (error != SERVICES_MANIFEST_OK)
                return error;
        for (unsigned int i = 0; i < count; i++) {
                struct gpa_range range = range_of(data, i);

                if (range.start < start || range.start + range.size > size)
                        return SERVICES_MANIFEST_OUTSIDE;
                if (collides(data, i))
                        return SERVICES_MANIFEST_TWICE;
        }
        *out = (struct services_manifest){ .data = data, .count = count };
        return SERVICES_MANIFEST_OK;
}

const char *services_manifest_error_text(enum services_manifest_error error)
{
        switch (error) {
        case SERVICES_MANIFEST_OK:
                return "no error";
        case SERVICES_MANIFEST_NOT_ONE:
                return "it is no services manifest";
        case SERVICES_MANIFEST_SIZE:
                return "its length is not the one that it says";
        case SERVICES_MANIFEST_TOO_MANY:
                return "too many services";
        case SERVICES_MANIFEST_OUTSIDE:
                return "a service's manifest lies outside";
        case SERVICES_MANIFEST_TWICE:
                return "two services have the same GUID or bytes";
        }
        return "unknown error";
}

int services_manifest_find(const struct services_manifest *manifest,
                           const uint8_t guid[SVSM_GUID_SIZE], struct service_manifest *out)
{
        for (unsigned int i = 0; i < manifest->count; i++) {
                struct service_manifest service = services_manifest_entry(manifest, i);

                if (memcmp(service.guid, guid, SVSM_GUID_SIZE) != 0)
                        continue;
                *out = service;
                return 0;
        }
        return -1;
}

/* services/attest/manifests.c - see manifests.h. */
#include "services/attest/manifests.h"

#include <stdbool.h>
#include <string.h>

struct entry {
        bool used;
        char sender[sizeof(((struct service_peer_header *)0)->name) + 1];
        uint8_t guid[SVSM_GUID_SIZE];
        uint32_t version;
        size_t size;
        uint8_t data[ATTEST_MANIFEST_MAX];
};

static struct {
        struct entry entries[ATTEST_MANIFESTS_MAX];
        struct entry arriving; /* used: its pieces come */
        size_t arrived;        /* bytes of it */
} manifests;

static bool same_guid(const struct entry *entry, const uint8_t guid[SVSM_GUID_SIZE])
{
        return entry->used && memcmp(entry->guid, guid, SVSM_GUID_SIZE) == 0;
}

static bool is_others(const char *sender, const uint8_t guid[SVSM_GUID_SIZE])
{
        for (unsigned int i = 0; i < ATTEST_MANIFESTS_MAX; i++)
                if (same_guid(&manifests.entries[i], guid) &&
                    strcmp(manifests.entries[i].sender, sender) != 0)
                        return true;
        return false;
}

static struct entry *exact(const uint8_t guid[SVSM_GUID_SIZE], uint32_t version)
{
        for (unsigned int i = 0; i < ATTEST_MANIFESTS_MAX; i++)
                if (same_guid(&manifests.entries[i], guid) &&
                    manifests.entries[i].version == version)
                        return &manifests.entries[i];
        return NULL;
}

static struct entry *free_entry(void)
{
        for (unsigned int i = 0; i < ATTEST_MANIFESTS_MAX; i++)
                if (!manifests.entries[i].used)
                        return &manifests.entries[i];
        return NULL;
}

static void begin(const char *sender, const struct attest_peer_register *head)
{
        struct entry *arriving = &manifests.arriving;

        memset(arriving, 0, sizeof(*arriving));
        arriving->used = true;
        strncpy(arriving->sender, sender, sizeof(arriving->sender) - 1);
        memcpy(arriving->guid, head->service, sizeof(arriving->guid));
        arriving->version = head->version;
        arriving->size = head->total;
        manifests.arrived = 0;
}

/* True if the piece is the next one of the manifest that is arriving. */
static bool continues(const char *sender, const struct attest_peer_register *head)
{
        const struct entry *arriving = &manifests.arriving;

        return same_guid(arriving, head->service) && strcmp(arriving->sender, sender) == 0 &&
               arriving->version == head->version && arriving->size == head->total &&
               manifests.arrived == head->offset;
}

static enum attest_peer_result finish(void)
{
        const struct entry *arriving = &manifests.arriving;
        struct entry *place = exact(arriving->guid, arriving->version);

        if (!place)
                place = free_entry();
        if (place)
                *place = *arriving;
        manifests.arriving.used = false;
        return place ? ATTEST_PEER_OK : ATTEST_PEER_FULL;
}

static enum attest_peer_result refuse(void)
{
        manifests.arriving.used = false;
        return ATTEST_PEER_BAD_REQUEST;
}

enum attest_peer_result manifests_register(const char *sender,
                                           const struct attest_peer_register *head,
                                           const void *piece, size_t size)
{
        if (head->total > ATTEST_MANIFEST_MAX || is_others(sender, head->service))
                return refuse();
        if (head->offset == 0)
                begin(sender, head);
        if (!continues(sender, head) || size > head->total - manifests.arrived ||
            (size == 0 && head->total != 0))
                return refuse();
        memcpy(manifests.arriving.data + manifests.arrived, piece, size);
        manifests.arrived += size;
        return manifests.arrived == head->total ? finish() : ATTEST_PEER_OK;
}

static struct service_manifest manifest_of(const struct entry *entry)
{
        struct service_manifest manifest = { .data = entry->data, .size = entry->size };

        memcpy(manifest.guid, entry->guid, sizeof(manifest.guid));
        return manifest;
}

enum manifest_lookup manifests_find(const uint8_t guid[SVSM_GUID_SIZE], uint32_t version,
                                    struct service_manifest *out)
{
        const struct entry *entry = exact(guid, version);

        if (entry) {
                *out = manifest_of(entry);
                return MANIFEST_FOUND;
        }
        for (unsigned int i = 0; i < ATTEST_MANIFESTS_MAX; i++)
                if (same_guid(&manifests.entries[i], guid))
                        return MANIFEST_NO_VERSION;
        return MANIFEST_NO_SERVICE;
}

static bool is_lowest(const struct entry *entry)
{
        for (unsigned int i = 0; i < ATTEST_MANIFESTS_MAX; i++)
                if (same_guid(&manifests.entries[i], entry->guid) &&
                    manifests.entries[i].version < entry->version)
                        return false;
        return true;
}

void manifests_write_all(struct bytes_writer *writer)
{
        struct service_manifest services[ATTEST_MANIFESTS_MAX];
        unsigned int count = 0;

        for (unsigned int i = 0; i < ATTEST_MANIFESTS_MAX; i++)
                if (manifests.entries[i].used && is_lowest(&manifests.entries[i]))
                        services[count++] = manifest_of(&manifests.entries[i]);
        services_manifest_write(writer, services, count);
}

void manifests_reset(void)
{
        memset(&manifests, 0, sizeof(manifests));
}

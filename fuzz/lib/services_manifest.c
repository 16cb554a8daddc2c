/*
 * fuzz/lib/services_manifest.c - any bytes as a services manifest: what is understood lies inside, and written
 * again it is understood the same.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/svsm/services_manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct service_manifest services[SERVICES_MANIFEST_MAX];

static void take(const struct services_manifest *manifest, const uint8_t *data, size_t size)
{
        for (unsigned int i = 0; i < manifest->count; i++) {
                services[i] = services_manifest_entry(manifest, i);
                if (services[i].data < data || services[i].data > data + size ||
                    services[i].size > (size_t)(data + size - services[i].data))
                        abort();
        }
}

static void write_again(unsigned int count)
{
        static uint8_t copy[1 << 17];
        struct bytes_writer writer = bytes_writer(copy, sizeof(copy));
        struct services_manifest again;

        services_manifest_write(&writer, services, count);
        if (writer.failed)
                return;
        if (services_manifest_open(&again, copy, writer.size) != SERVICES_MANIFEST_OK ||
            again.count != count)
                abort();
        for (unsigned int i = 0; i < count; i++) {
                struct service_manifest found;

                if (services_manifest_find(&again, services[i].guid, &found) != 0 ||
                    found.size != services[i].size ||
                    memcmp(found.data, services[i].data, found.size) != 0)
                        abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct services_manifest manifest;

        if (services_manifest_open(&manifest, data, size) != SERVICES_MANIFEST_OK)
                return 0;
        take(&manifest, data, size);
        write_again(manifest.count);
        return 0;
}

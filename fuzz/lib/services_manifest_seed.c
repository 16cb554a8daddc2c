/* fuzz/lib/services_manifest_seed.c - a manifest of two services. */
#include "fuzz/seed.h"
#include "lib/svsm/services_manifest.h"

int main(int argc, char **argv)
{
        static const struct service_manifest services[2] = {
                { .guid = SVSM_GUID_VTPM, .data = (const uint8_t *)"endorsement key", .size = 15 },
                { .guid = SVSM_GUID_CASHEW_PROFILE, .data = (const uint8_t *)"profile", .size = 7 },
        };
        uint8_t data[256];
        struct bytes_writer writer = bytes_writer(data, sizeof(data));

        services_manifest_write(&writer, services, 2);
        return argc == 2 ? write_seed(argv[1], "seed", data, writer.size) : 2;
}

/* lib/eventlog/types.c - see types.h. */
#include "lib/eventlog/types.h"

#include <stddef.h>

#include "lib/eventlog/log.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TYPE(name)          \
        {                   \
                name, #name \
        }

static const struct {
        uint32_t type;
        const char *name;
} types[] = {
        TYPE(EV_PREBOOT_CERT),
        TYPE(EV_POST_CODE),
        TYPE(EV_NO_ACTION),
        TYPE(EV_SEPARATOR),
        TYPE(EV_ACTION),
        TYPE(EV_EVENT_TAG),
        TYPE(EV_S_CRTM_CONTENTS),
        TYPE(EV_S_CRTM_VERSION),
        TYPE(EV_CPU_MICROCODE),
        TYPE(EV_PLATFORM_CONFIG_FLAGS),
        TYPE(EV_TABLE_OF_DEVICES),
        TYPE(EV_COMPACT_HASH),
        TYPE(EV_IPL),
        TYPE(EV_IPL_PARTITION_DATA),
        TYPE(EV_NONHOST_CODE),
        TYPE(EV_NONHOST_CONFIG),
        TYPE(EV_NONHOST_INFO),
        TYPE(EV_OMIT_BOOT_DEVICE_EVENTS),
        TYPE(EV_POST_CODE2),
        TYPE(EV_EFI_VARIABLE_DRIVER_CONFIG),
        TYPE(EV_EFI_VARIABLE_BOOT),
        TYPE(EV_EFI_BOOT_SERVICES_APPLICATION),
        TYPE(EV_EFI_BOOT_SERVICES_DRIVER),
        TYPE(EV_EFI_RUNTIME_SERVICES_DRIVER),
        TYPE(EV_EFI_GPT_EVENT),
        TYPE(EV_EFI_ACTION),
        TYPE(EV_EFI_PLATFORM_FIRMWARE_BLOB),
        TYPE(EV_EFI_HANDOFF_TABLES),
        TYPE(EV_EFI_PLATFORM_FIRMWARE_BLOB2),
        TYPE(EV_EFI_HANDOFF_TABLES2),
        TYPE(EV_EFI_VARIABLE_BOOT2),
        TYPE(EV_EFI_GPT_EVENT2),
        TYPE(EV_EFI_HCRTM_EVENT),
        TYPE(EV_EFI_VARIABLE_AUTHORITY),
        TYPE(EV_EFI_SPDM_FIRMWARE_BLOB),
        TYPE(EV_EFI_SPDM_FIRMWARE_CONFIG),
        TYPE(EV_EFI_SPDM_DEVICE_POLICY),
        TYPE(EV_EFI_SPDM_DEVICE_AUTHORITY),
};

const char *event_type_name(uint32_t type)
{
        for (size_t i = 0; i < COUNT(types); i++) {
                if (types[i].type == type)
                        return types[i].name;
        }
        return NULL;
}

/* TCG Algorithm Registry; the names are tpm2-tools'. */
const char *event_algorithm_name(uint16_t algorithm)
{
        switch (algorithm) {
        case 0x0004:
                return "sha1";
        case 0x000b:
                return "sha256";
        case 0x000c:
                return "sha384";
        case 0x000d:
                return "sha512";
        case 0x0012:
                return "sm3_256";
        case 0x0027:
                return "sha3_256";
        case 0x0028:
                return "sha3_384";
        case 0x0029:
                return "sha3_512";
        default:
                return NULL;
        }
}

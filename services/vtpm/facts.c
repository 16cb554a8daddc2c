/* services/vtpm/facts.c - see facts.h. */
#include "services/vtpm/facts.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/libtpms/tpm.h"

#define VENDOR_WORDS 4

/*
 * The vendor's text is four properties of four characters, filled up with zeros.
 */
static int read_vendor(uint8_t vendor[WIRE_VENDOR_MAX], size_t *size)
{
        *size = 0;
        for (uint32_t word = 0; word < VENDOR_WORDS; word++) {
                uint32_t text;

                if (tpm_property(TPM_PT_VENDOR_STRING_1 + word, &text))
                        return -1;
                for (int shift = 24; shift >= 0; shift -= 8) {
                        uint8_t c = (uint8_t)(text >> shift);

                        if (c >= 0x20 && c <= 0x7e)
                                vendor[(*size)++] = c;
                }
        }
        if (*size == 0)
                service_log("vtpm: stopped: the TPM has no vendor string");
        return *size ? 0 : -1;
}

int facts_read(struct wire_tpm_facts *facts, uint8_t vendor[WIRE_VENDOR_MAX])
{
        const struct {
                uint32_t property;
                uint32_t *value;
        } wanted[] = {
                { TPM_PT_FAMILY_INDICATOR, &facts->family },
                { TPM_PT_LEVEL, &facts->level },
                { TPM_PT_REVISION, &facts->revision },
                { TPM_PT_MANUFACTURER, &facts->manufacturer },
                { TPM_PT_FIRMWARE_VERSION_1, &facts->firmware_version[0] },
                { TPM_PT_FIRMWARE_VERSION_2, &facts->firmware_version[1] },
        };

        for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
                if (tpm_property(wanted[i].property, wanted[i].value))
                        return -1;
        }
        facts->vendor.data = vendor;
        return read_vendor(vendor, &facts->vendor.size);
}

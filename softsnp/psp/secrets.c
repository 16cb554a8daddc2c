/* softsnp/psp/secrets.c - see secrets.h. */
#include "softsnp/psp/secrets.h"

#include <stdbool.h>

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "softsnp/start/console.h"

#define SECRETS_VERSION   3
#define CPUID_1_RDRAND    (UINT32_C(1) << 30)
#define RDRAND_MOST_TRIES 10 /* as Linux does (arch/x86/include/asm/archrandom.h) */

static uint64_t random_number(void)
{
        uint64_t value;

        for (unsigned int i = 0; i < RDRAND_MOST_TRIES; i++)
                if (rdrand(&value))
                        return value;
        machine_refuse("secrets page: RDRAND gives no random numbers");
}

void psp_random(uint8_t *out, size_t size)
{
        uint64_t number;

        if (!(cpuid(1, 0).ecx & CPUID_1_RDRAND))
                machine_refuse("secrets page: the CPU has no RDRAND (with QEMU: -cpu max)");
        for (size_t i = 0; i < size; i += sizeof(number)) {
                number = random_number();
                memcpy(out + i, &number, sizeof(number));
        }
}

/* Made when they are first asked for: an image may have no secrets page, or two. */
void psp_message_keys(uint8_t out[4][VMPCK_SIZE])
{
        static uint8_t keys[4][VMPCK_SIZE];
        static bool made;

        if (!made)
                psp_random(&keys[0][0], sizeof(keys));
        made = true;
        memcpy(out, keys, sizeof(keys));
}

void psp_fill_secrets(struct secrets_page *page, uint32_t family_model_stepping)
{
        memset(page, 0, sizeof(*page));
        page->version = SECRETS_VERSION;
        page->family_model_stepping = family_model_stepping;
        psp_message_keys(page->vmpck);
}

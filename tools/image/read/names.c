/* tools/image/read/names.c - see names.h. */
#include "tools/image/read/names.h"

#include <string.h>

#include "lib/igvm/format.h"

struct words image_platform_words(void)
{
        static const struct word platforms[] = {
                { "native", IGVM_PLATFORM_NATIVE },   { "vsm", IGVM_PLATFORM_VSM_ISOLATION },
                { "sev-snp", IGVM_PLATFORM_SEV_SNP }, { "tdx", IGVM_PLATFORM_TDX },
                { "sev", IGVM_PLATFORM_SEV },         { "sev-es", IGVM_PLATFORM_SEV_ES },
                { "cca", IGVM_PLATFORM_CCA },
        };

        return WORDS(platforms);
}

bool image_platform_type(const char *name, uint32_t *type)
{
        const struct words words = image_platform_words();

        for (size_t i = 0; i < words.count; i++) {
                if (strcmp(name, words.list[i].text) == 0) {
                        *type = words.list[i].value;
                        return true;
                }
        }
        return false;
}

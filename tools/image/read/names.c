/* tools/image/read/names.c - see names.h. */
#include "tools/image/read/names.h"

#include "lib/igvm/format.h"
#include "lib/igvm/launch.h"
#include "lib/igvm/rules.h"

static const struct word platforms[] = {
        { "native", IGVM_PLATFORM_NATIVE },   { "vsm", IGVM_PLATFORM_VSM_ISOLATION },
        { "sev-snp", IGVM_PLATFORM_SEV_SNP }, { "tdx", IGVM_PLATFORM_TDX },
        { "sev", IGVM_PLATFORM_SEV },         { "sev-es", IGVM_PLATFORM_SEV_ES },
        { "cca", IGVM_PLATFORM_CCA },
};
const struct words image_platform_words = WORDS(platforms);

static const struct word levels[] = {
        { "strict", IGVM_STRICT },
        { "reference", IGVM_AS_REFERENCE },
        { "qemu", IGVM_AS_QEMU },
};
const struct words image_level_words = WORDS(levels);

static const struct word loaders[] = {
        { "format", IGVM_LOADER_FORMAT },
        { "qemu", IGVM_LOADER_QEMU },
};
const struct words image_loader_words = WORDS(loaders);

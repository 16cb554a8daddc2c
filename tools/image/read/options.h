/* tools/image/read/options.h - options that several commands of `cashew image` take, for members of these names in @type. */
#ifndef TOOLS_IMAGE_READ_OPTIONS_H
#define TOOLS_IMAGE_READ_OPTIONS_H

#include "tools/common/options.h"
#include "tools/image/read/names.h"

/* Who is how strict is lib/igvm/rules.h's; without the option a command's own default, mostly strict. */
#define IMAGE_OPTION_LEVEL(type)                                                   \
        "as", "LEVEL", OPTION_WORD(type, level), "whose rules the file must keep", \
                .words = &image_level_words
#define IMAGE_OPTION_LOADER(type)                                                               \
        "loader", NULL, OPTION_WORD(type, loader),                                              \
                "whose launch digest: the file order's, or that of QEMU 10.1 and newer on KVM", \
                .words = &image_loader_words
/*
 * Every command that makes a file wants to be told which: there is no default that could overwrite something.
 */
#define IMAGE_OPTION_OUTPUT(type, label, text) \
        "output", label, OPTION_FILE(type, output), text, .letter = 'o', .required = true
#define IMAGE_OPTION_ID_KEY(type, text)     "id-key", "KEY", OPTION_FILE(type, id_key), text
#define IMAGE_OPTION_AUTHOR_KEY(type, text) "author-key", "KEY", OPTION_FILE(type, author_key), text

#endif

/* tools/image/command.h - `cashew image`: its commands, and what all of them say, read and take. */
#ifndef TOOLS_IMAGE_COMMAND_H
#define TOOLS_IMAGE_COMMAND_H

#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/image/read/names.h"

/* One line on stderr, "cashew image: ..."; returns 1. */
__attribute__((format(printf, 1, 2))) int image_error(const char *format, ...);

/* One line on stderr about the command line of `cashew image COMMAND`; returns 2. */
#define image_wrong(command, ...) command_wrong("image " command, __VA_ARGS__)

/* Reads a file, saying why it cannot. 0, or 1 after one line on stderr. */
__attribute__((warn_unused_result)) int image_read_file(const char *path, struct file *out);

/* Options that several commands take, for members of these names in the options' type. */
#define IMAGE_OPTION_LEVEL(type)                                                   \
        "as", "LEVEL", OPTION_WORD(type, level), "whose rules the file must keep", \
                .words = &image_level_words
#define IMAGE_OPTION_LOADER(type)                                                               \
        "loader", NULL, OPTION_WORD(type, loader),                                              \
                "whose launch digest: the file order's, or that of QEMU 10.1 and newer on KVM", \
                .words = &image_loader_words
#define IMAGE_OPTION_OUTPUT(type, label, text) \
        "output", label, OPTION_FILE(type, output), text, .letter = 'o', .required = true

/* The commands. */
extern const struct command image_command_build;
extern const struct command image_command_convert;
extern const struct command image_command_dump;
extern const struct command image_command_map;
extern const struct command image_command_measure;
extern const struct command image_command_sign;
extern const struct command image_command_verify;

#endif

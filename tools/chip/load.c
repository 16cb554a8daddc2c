/* tools/chip/load.c - a chip's directory: names, and reading chip.bin. */
#include "tools/chip/chip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/common/file.h"

const char *chip_path(char out[CHIP_PATH_MAX], const char *directory, const char *name)
{
        int length = snprintf(out, CHIP_PATH_MAX, "%s/%s", directory, name);

        if (length < 0 || length >= CHIP_PATH_MAX)
                exit(command_error("chip", "the directory's name is too long"));
        return out;
}

int chip_load(const char *directory, struct snp_chip *out)
{
        char path[CHIP_PATH_MAX];
        struct file file;
        const char *reason;
        int error = file_read(chip_path(path, directory, "chip.bin"), &file);

        if (error) {
                (void)command_error("chip", "%s: %s", path, strerror(-error));
                return -1;
        }
        if (!snp_chip_read(file.data, file.size, out, &reason)) {
                (void)command_error("chip", "%s: %s", path, reason);
                error = -1;
        }
        OPENSSL_cleanse(file.data, file.size);
        file_free(&file);
        return error;
}

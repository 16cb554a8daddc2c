/*
 * tools/chip/load.c - reading chip.bin from a chip's directory. What was read has the VCEK's
 * private key in it, and is wiped from memory that is given back.
 */
#include "tools/chip/identity.h"

#include <string.h>

#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/common/path.h"

int chip_load(const char *directory, struct snp_chip *out)
{
        char path[PATH_IN_MAX];
        struct file file;
        const char *reason;
        int error = file_read(path_in(path, "chip", directory, "chip.bin"), &file);

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

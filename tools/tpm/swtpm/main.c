/*
 * tools/tpm/swtpm/main.c - cashew-swtpm: swtpm's command line in front of our TPM, for libvirt and scripts. Under a name that ends
 * in `_setup` it is swtpm_setup.
 */
#include "tools/tpm/swtpm/options.h"
#include "tools/tpm/swtpm/setup.h"
#include "tools/tpm/swtpm/socket.h"
#include "tools/tpm/swtpm/words.h"

#include <stdio.h>
#include <string.h>

static bool is_setup(const char *program)
{
        size_t length = strlen(program);

        return length >= 6 && strcmp(program + length - 6, "_setup") == 0;
}

static int refuse_interface(const char *name)
{
        if (strcmp(name, "chardev") == 0)
                return swtpm_error("chardev: character devices are not served; use `socket`");
        if (strcmp(name, "cuse") == 0)
                return swtpm_error("cuse: devices in user space are not made; use `socket`");
        return swtpm_error("%s is not known; expected: socket, setup, --help, --version", name);
}

int main(int argc, char **argv)
{
        if (is_setup(argv[0]))
                return swtpm_setup(argc, argv);
        if (argc < 2) {
                swtpm_error("expected: socket, setup, --help, --version");
                return 1;
        }
        if (strcmp(argv[1], "socket") == 0)
                return swtpm_socket(argc - 1, argv + 1);
        if (strcmp(argv[1], "setup") == 0)
                return swtpm_setup(argc - 1, argv + 1);
        if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-v") == 0) {
                puts("cashew-swtpm " CASHEW_VERSION);
                return 0;
        }
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
                swtpm_help();
                return 0;
        }
        return refuse_interface(argv[1]);
}

/* tools/tpm/swtpm/print.c - see print.h. */
#include "tools/tpm/swtpm/print.h"

#include "lib/wire/state_slot.h"
#include "tools/common/file.h"
#include "tools/tpm/serve/swtpm_control.h"
#include "tools/tpm/swtpm/state.h"
#include "tools/tpm/swtpm/states.h"
#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_SIZE_MAX STATE_SLOT_FILE /* a file with no places is shorter */

/* libvirt asks for features by these words (src/util/virtpm.c); what is not there is not named. */
void print_capabilities(void)
{
        puts("{ \"type\": \"swtpm\", \"features\": [ \"tpm-2.0\", \"tpm-send-command-header\", "
             "\"flags-opt-startup\", \"flags-opt-disable-auto-shutdown\", \"ctrl-opt-terminate\", \"cmdarg-seccomp\", "
             "\"cmdarg-key-fd\", \"cmdarg-pwd-fd\", \"tpmstate-opt-lock\", \"cmdarg-print-states\", \"cmdarg-print-info\", \"cmdarg-migration\", "
             "\"nvram-backend-dir\", \"nvram-backend-file\", \"rsa-keysize-2048\" ], \"version\": \"" CASHEW_VERSION
             "\" }");
}

void print_setup_capabilities(void)
{
        puts("{ \"type\": \"swtpm_setup\", \"features\": [ \"tpm-2.0\", "
             "\"cmdarg-keyfile-fd\", \"cmdarg-pwdfile-fd\", \"cmdarg-reconfigure-pcr-banks\", \"tpm2-rsa-keysize-2048\" ], \"version\": "
             "\"" CASHEW_VERSION "\" }");
}

/* The TPM is one of swtpm's, which was not taken over yet. */
static int print_swtpms(const char *directory)
{
        char path[PATH_MAX];
        struct stat status;

        snprintf(path, sizeof(path), "%s/tpm2-00.permall", directory);
        if (stat(path, &status))
                return swtpm_error("%s: %s", path, strerror(errno));
        printf("{ \"type\": \"swtpm\", \"states\": [ {\"name\": \"permall\", \"size\": %lld} ] }\n",
               (long long)status.st_size);
        return 0;
}

int print_states(const struct vtpmd_options *vtpmd)
{
        static uint8_t data[STATE_SIZE_MAX];
        char path[PATH_MAX];
        size_t size = 0;
        FILE *file;

        if (vtpmd->takes_over)
                return print_swtpms(vtpmd->takes_over);
        state_path(vtpmd, path);
        file = fopen(path, "rbe");
        if (file) {
                size = fread(data, 1, sizeof(data), file);
                fclose(file);
        } else if (errno != ENOENT) {
                return swtpm_error("%s: %s", path, strerror(errno));
        }
        if (states_print(data, size, stdout))
                return swtpm_error("%s: not a TPM's state", path);
        return 0;
}

/* What vtpmd says to GET_INFO. */
static int ask_info(uint64_t flags, struct vtpmd *vtpmd)
{
        const struct swtpm_request request = { .command = SWTPM_GET_INFO, .info = flags };
        uint8_t message[16];
        uint8_t reply[VTPMD_MESSAGE_MAX];
        size_t size = swtpm_control_message(&request, message, sizeof(message));
        long got = -1;

        if (vtpmd_send(vtpmd, message, size) == 0)
                got = vtpmd_receive(vtpmd, reply, sizeof(reply));
        if (got < 4 || memcmp(reply, "\0\0\0\0", 4) != 0)
                return swtpm_error("--print-info: the TPM does not say");
        printf("%.*s\n", (int)(got - 4), (const char *)reply + 4);
        return 0;
}

static void remove_state(const char *directory)
{
        char path[PATH_MAX];

        snprintf(path, sizeof(path), "%s/tpm.state", directory);
        unlink(path);
        rmdir(directory);
}

int print_info(const char *flags, const struct vtpmd_options *vtpmd)
{
        char directory[] = "/tmp/cashew-swtpm-XXXXXX";
        struct vtpmd_options options = *vtpmd;
        struct vtpmd started;
        char *end;
        unsigned long long value;
        int result;

        errno = 0;
        value = strtoull(flags, &end, 0);
        if (errno || end == flags || *end || *flags == '-')
                return swtpm_error("--print-info %s: not a number", flags);
        if (!mkdtemp(directory))
                return swtpm_error("%s: %s", directory, strerror(errno));
        options.state = directory;
        options.state_file = NULL;
        if (vtpmd_start(&options, &started)) {
                remove_state(directory);
                return 1;
        }
        result = ask_info(value, &started);
        if (vtpmd_end(&started) && result == 0)
                result = swtpm_error("--print-info: the TPM does not end well");
        remove_state(directory);
        return result;
}

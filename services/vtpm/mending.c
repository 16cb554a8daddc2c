/* services/vtpm/mending.c - see mending.h. */
#include "services/vtpm/mending.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/run.h"

#include <openssl/crypto.h>

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_SIZE 160
#define AUTH_MAX      64 /* no authorization value is longer than the longest digest */

struct auth {
        uint8_t data[AUTH_MAX];
        size_t size;
};

static enum mending current;
static uint32_t differences;
static struct {
        bool may_remove;
        struct auth owner;
        struct auth endorsement;
} consent;

void mending_begin(enum mending mode)
{
        current = mode;
        differences = 0;
}

enum mending mending_mode(void)
{
        return current;
}

int mending_problem(const char *format, ...)
{
        char line[LINE_MAX_SIZE];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        service_log("vtpm: %s: %s", current == MENDING_NEW ? "stopped" : "differs", line);
        differences++;
        return -1;
}

uint32_t mending_differences(void)
{
        return differences;
}

static void read_auth(struct bytes_reader *in, struct auth *out)
{
        out->size = bytes_read_be16(in);
        if (out->size > sizeof(out->data)) {
                out->size = 0;
                in->failed = true;
        }
        bytes_read(in, out->data, out->size);
}

int mending_read_consent(const char *path)
{
        uint8_t data[1 + 2 * (2 + AUTH_MAX) + 1];
        int descriptor = open(path, O_RDONLY | O_CLOEXEC);
        long size = descriptor < 0 ? -1 : read(descriptor, data, sizeof(data));
        struct bytes_reader in = bytes_reader(data, size < 0 ? 0 : (size_t)size);

        if (descriptor >= 0)
                close(descriptor);
        consent.may_remove = bytes_read_u8(&in) == 1;
        read_auth(&in, &consent.owner);
        read_auth(&in, &consent.endorsement);
        OPENSSL_cleanse(data, sizeof(data));
        tpm_know_hierarchy(TPM_RH_OWNER, consent.owner.data, consent.owner.size);
        tpm_know_hierarchy(TPM_RH_ENDORSEMENT, consent.endorsement.data, consent.endorsement.size);
        if (!in.failed && bytes_left(&in) == 0)
                return 0;
        service_log("vtpm: stopped: what the owner consents to cannot be read");
        return -1;
}

bool mending_may_remove(void)
{
        return current == MENDING_ALL && consent.may_remove;
}

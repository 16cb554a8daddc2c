/*
 * fuzz/tpm/conform.c - a TPM that answers anything, in front of `cashew tpm conform`: a list comes
 * out, as long as the profile wants it, whatever it said.
 */
#include "tests/unit/profile/sample.h"
#include "tools/common/command.h"
#include "tools/tpm/conform/checks.h"
#include "tools/tpm/device/open.h"

#include <stdlib.h>
#include <string.h>
#include <tss2/tss2_tctildr.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the TPM still has to say: u16 size and a response, again and again. */
static const uint8_t *next;
static size_t left;

int command_error(const char *name, const char *format, ...)
{
        (void)name;
        (void)format;
        return 1;
}

static TSS2_RC transmit(TSS2_TCTI_CONTEXT *tcti, size_t size, const uint8_t *command)
{
        (void)tcti;
        (void)command;
        return size < 10 ? TSS2_TCTI_RC_BAD_VALUE : TSS2_RC_SUCCESS;
}

/* The header's size is made right, so that more than headers is tried; tag and code are as they come. */
static TSS2_RC receive(TSS2_TCTI_CONTEXT *tcti, size_t *size, uint8_t *response, int32_t timeout)
{
        size_t wanted;

        (void)tcti;
        (void)timeout;
        if (left < 2)
                return TSS2_TCTI_RC_IO_ERROR;
        wanted = (size_t)(next[0] << 8 | next[1]) % 4096;
        wanted = wanted < left - 2 ? wanted : left - 2;
        if (wanted > *size)
                return TSS2_TCTI_RC_INSUFFICIENT_BUFFER;
        memcpy(response, next + 2, wanted);
        if (wanted >= 6) {
                memset(response + 2, 0, 2);
                response[4] = (uint8_t)(wanted >> 8);
                response[5] = (uint8_t)wanted;
        }
        next += 2 + wanted;
        left -= 2 + wanted;
        *size = wanted;
        return TSS2_RC_SUCCESS;
}

TSS2_RC Tss2_TctiLdr_Initialize(const char *name, TSS2_TCTI_CONTEXT **context)
{
        static TSS2_TCTI_CONTEXT_COMMON_V1 tcti;

        (void)name;
        tcti.version = 1;
        tcti.transmit = transmit;
        tcti.receive = receive;
        *context = (TSS2_TCTI_CONTEXT *)&tcti;
        return TSS2_RC_SUCCESS;
}

void Tss2_TctiLdr_Finalize(TSS2_TCTI_CONTEXT **context)
{
        *context = NULL;
}

static void conform(struct device *device, const struct profile *profile)
{
        static FILE *nowhere;
        struct report report = { .json = true };
        struct observed *observed = observe(device, profile);

        if (!nowhere)
                nowhere = fopen("/dev/null", "w");
        if (!observed || !nowhere)
                abort();
        report.out = nowhere;
        report_begin(&report, "sample");
        conform_requirements(&report, device, profile);
        conform_banks(&report, device, profile);
        conform_keys(&report, observed);
        conform_nv(&report, observed);
        conform_certificates(&report, observed);
        if (report.passed + report.failed <
            profile->requirement_count + profile->key_count + profile->nv_count)
                abort();
        if ((report_end(&report) == 0) != (report.failed == 0))
                abort();
        free(observed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct device_options options = { .tcti = "any" };
        struct profile profile = sample_profile();
        struct device *device;

        next = data;
        left = size;
        device = device_open(&options);
        if (!device)
                return 0;
        conform(device, &profile);
        device_close(device);
        return 0;
}

/* tools/tpm/device/open.c - see open.h. */
#include "tools/tpm/device/open.h"

#include <stdbool.h>
#include <stdlib.h>
#include <tss2/tss2_tctildr.h>
#include <tss2/tss2_tpm2_types.h>

#include "tools/common/command.h"
#include "tools/tpm/device/problem.h"
#include "tools/tpm/device/queries.h"
#include "tools/tpm/device/run.h"

/* The TPM answers, and somebody has started it. */
static bool started(struct device *device)
{
        struct device_capability family;
        size_t count;
        uint32_t code = device_list(device, DEVICE_PROPERTIES, TPM2_PT_FAMILY_INDICATOR, &family, 1,
                                    &count);

        if (code != TPM2_RC_SUCCESS)
                command_error("tpm", "the TPM does not answer: %s", device_problem(code));
        return code == TPM2_RC_SUCCESS;
}

struct device *device_open(const struct device_options *options)
{
        struct device *device = calloc(1, sizeof(*device));
        const char *name = options->tcti ? options->tcti : getenv("TPM2TOOLS_TCTI");
        TSS2_RC error;

        if (!device)
                return NULL;
        device->owner_auth = options->owner_auth;
        device->endorsement_auth = options->endorsement_auth;
        error = Tss2_TctiLdr_Initialize(name, &device->tcti);
        if (error) {
                command_error("tpm", "no TPM at %s (tpm2-tss says 0x%x)",
                              name ? name : "the usual places", error);
                free(device);
                return NULL;
        }
        if (started(device))
                return device;
        device_close(device);
        return NULL;
}

void device_close(struct device *device)
{
        Tss2_TctiLdr_Finalize(&device->tcti);
        free(device);
}

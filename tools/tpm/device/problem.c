/*
 * tools/tpm/device/problem.c - see problem.h. Only codes that a user can do something about have
 * words; any other is shown as a number (TPM 2.0 Part 2, "TPM_RC").
 */
#include "tools/tpm/device/problem.h"

#include <stdio.h>
#include <tss2/tss2_tpm2_types.h>

/* Codes of format 1 say in bits 6 and 8 to 11 which handle, session or parameter they mean. */
static const char *format_1_problem(uint32_t code)
{
        switch (code & 0xbf) {
        case TPM2_RC_HANDLE:
                return "there is no such thing";
        case TPM2_RC_BAD_AUTH:
        case TPM2_RC_AUTH_FAIL:
                return "the authorization value is wrong";
        case TPM2_RC_VALUE:
                return "a value is not supported";
        case TPM2_RC_CURVE:
                return "the curve is not supported";
        case TPM2_RC_KEY_SIZE:
                return "the key size is not supported";
        case TPM2_RC_ATTRIBUTES:
                return "the attributes are not possible";
        default:
                return NULL;
        }
}

const char *device_problem(uint32_t code)
{
        static char text[64];
        const char *known = code & TPM2_RC_FMT1 ? format_1_problem(code) : NULL;

        if (code == DEVICE_BROKEN)
                return "no well-formed response";
        if (code == TPM2_RC_INITIALIZE)
                known = "it waits for TPM2_Startup";
        else if (code == TPM2_RC_NV_UNINITIALIZED)
                known = "never written";
        else if (code == TPM2_RC_NV_LOCKED)
                known = "locked";
        else if (code == TPM2_RC_NV_AUTHORIZATION)
                known = "not allowed";
        else if (code == TPM2_RC_FAILURE)
                known = "it is in failure mode, or has no power";
        snprintf(text, sizeof(text), "%s%sTPM_RC 0x%03x%s", known ? known : "", known ? " (" : "",
                 code, known ? ")" : "");
        return text;
}

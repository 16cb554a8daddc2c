/* tools/tpm/serve/start_up.h - TPM commands that are given before clients come, and after. */
#ifndef TOOLS_TPM_SERVE_START_UP_H
#define TOOLS_TPM_SERVE_START_UP_H

#include "tools/tpm/serve/vtpmd.h"

/* TPM2_Startup's and TPM2_Shutdown's types. */
enum start_up {
        START_UP_CLEAR = 0,
        START_UP_STATE = 1,
};

/*
 * Gives vtpmd a TPM command from locality 0. Returns the response code; 0xffffffff if there is no response.
 */
uint32_t tpm_command(const struct vtpmd *vtpmd, const uint8_t *command, size_t size,
                     uint8_t *response, size_t *response_size);

/* TPM2_Startup, and TPM2_Shutdown. Both return 0, or -1 after a line. */
__attribute__((warn_unused_result)) int tpm_start_up(const struct vtpmd *vtpmd, enum start_up type);
__attribute__((warn_unused_result)) int tpm_shut_down(const struct vtpmd *vtpmd);

#endif

/*
 * tools/tpm/serve/platform.h - the platform channel of the TCG's simulator (TPM 2.0 part 4, "TcpServer.c"): words that switch what
 * a computer's board has. IBM's TSS, wolfTPM and tpm2-tss' mssim speak so.
 */
#ifndef TOOLS_TPM_SERVE_PLATFORM_H
#define TOOLS_TPM_SERVE_PLATFORM_H

#include "tools/tpm/serve/control.h"

/* A platform connection: what of a word has come. */
struct platform {
        uint8_t word[4];
        size_t size;
};

/*
 * Does what @size bytes from the connection @fd ask for, and answers there with a u32 0 for each word. Returns 0, or -1 if the
 * connection is to be closed: the session has ended, or a word is not known.
 */
__attribute__((warn_unused_result)) int platform_take(struct twin *twin, struct platform *platform,
                                                      int fd, const uint8_t *data, size_t size);

#endif

/*
 * tools/tpm/swtpm/local_ca.h - a CA of this computer's, for who names none: made when it is needed, and served as long as a TPM
 * is made. swtpm_setup has swtpm-localca for that.
 */
#ifndef TOOLS_TPM_SWTPM_LOCAL_CA_H
#define TOOLS_TPM_SWTPM_LOCAL_CA_H

#include <sys/types.h>

struct local_ca {
        pid_t pid;
        int lock;
        char room[32];   /* a directory of ours for the socket */
        char socket[48]; /* where it is served */
};

/*
 * Serves the CA in @directory for TPMs of @profile. One at a time: another caller waits. Returns 0, or -1 after a line.
 */
__attribute__((warn_unused_result)) int local_ca_begin(const char *directory, const char *profile,
                                                       struct local_ca *out);
void local_ca_end(struct local_ca *ca);

#endif

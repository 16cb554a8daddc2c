/*
 * tools/tpm/serve/vtpmd.h - the service that is the TPM inside the SVSM, as a child process on plain
 * Linux.
 */
#ifndef TOOLS_TPM_SERVE_VTPMD_H
#define TOOLS_TPM_SERVE_VTPMD_H

#include "tools/tpm/key/key.h"
#include "tools/tpm/serve/confine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VTPMD_MESSAGE_MAX 4096 /* SERVICE_MESSAGE_MAX */

struct vtpmd_options {
        const char
                *program; /* vtpmd's path; NULL: $CASHEW_VTPMD, or the one that was built with us */
        const char *profile;     /* as tools/profile/load/open.h takes it */
        const char *state;       /* a directory, made if it is missing; or */
        const char *state_file;  /* a file, in a directory that is there */
        bool abrupt;             /* the power goes without TPM2_Shutdown */
        unsigned int state_mode; /* of the state's file; 0: 0600 */
        const char *ca;          /* the CA's UNIX socket, or NULL: there is none */
        struct tpm_keys
                *keys; /* what states are encrypted with, or NULL; wiped once vtpmd serves */
        const struct confinement *confinement; /* of vtpmd; or NULL */
        const char *
                takes_over; /* a directory of swtpm's: the TPM in it is ours when we start, or NULL */
        bool clear;         /* what vtpmd_move() exports is not encrypted */
};

struct vtpmd {
        pid_t pid;
        int requests; /* our end of its descriptor 3 */
        int lock;     /* its state's directory, locked */
};

/*
 * Loads the profile, starts vtpmd with the state and waits until its TPM is complete. Its log goes
 * to stderr. Returns 0, or -1 after a line that says why; then nothing runs.
 */
__attribute__((warn_unused_result)) int vtpmd_start(const struct vtpmd_options *options,
                                                    struct vtpmd *out);

/*
 * Lets vtpmd make the TPM what the profile says, with the owner's consent (services/vtpm/mending.h).
 * Returns its exit status, VTPMD_DIFFERS if something is still another way; -1 after a line if it could not run.
 */
__attribute__((warn_unused_result)) int vtpmd_repair(const struct vtpmd_options *options,
                                                     const void *consent, size_t size);
#define VTPMD_DIFFERS 3

/*
 * Lets vtpmd take a TPM from @directory of swtpm's, or put its own there. Returns its exit status, or -1 after a line if it
 * could not run.
 */
__attribute__((warn_unused_result)) int vtpmd_move(const struct vtpmd_options *options, bool import,
                                                   const char *directory);

/* Gives vtpmd a message. Returns 0, or -1 if it has ended. */
__attribute__((warn_unused_result)) int vtpmd_send(const struct vtpmd *vtpmd, const void *message,
                                                   size_t size);

/* The same with a descriptor that goes with it. It stays open here. */
__attribute__((warn_unused_result)) int
vtpmd_send_descriptor(const struct vtpmd *vtpmd, const void *message, size_t size, int descriptor);

/*
 * Waits for the reply to the message that was sent last. Returns its size, or -1 if vtpmd has ended.
 */
__attribute__((warn_unused_result)) long vtpmd_receive(const struct vtpmd *vtpmd, void *reply,
                                                       size_t capacity);

/* The lock of its state, which others may then have; to get it back with so many tries more, a hundredth of a second each. */
void vtpmd_unlock(const struct vtpmd *vtpmd);
__attribute__((warn_unused_result)) bool vtpmd_lock(const struct vtpmd *vtpmd, uint32_t retries);

/* Lets vtpmd end and waits for it. Returns its exit status; 128 and more if it was killed. */
int vtpmd_end(struct vtpmd *vtpmd);

#endif

/*
 * tests/unit/vtpm/harness.h - vtpmd without its main(), with a real TPM, a CA on the channel and an
 * attestation service as its peer, in processes of their own: there is one TPM in a process.
 */
#ifndef TESTS_UNIT_VTPM_HARNESS_H
#define TESTS_UNIT_VTPM_HARNESS_H

#include "lib/profile/compiled.h"
#include "lib/wire/manufacture.h"
#include "services/vtpm/options.h"
#include "tests/unit/profile/sample.h"

#include <stdbool.h>

/* How a process ended. */
enum harness_end {
        HARNESS_DONE = 10,    /* manufactured, and the TPM is whole */
        HARNESS_STOPPED = 11, /* vtpmd would have ended with a log line */
        HARNESS_HALF = 12,    /* it says that it is whole, and it is not */
        HARNESS_NONE = 13,    /* there is no TPM in the state */
        HARNESS_KILLED = 14,
        HARNESS_WRONG = 15, /* the test itself failed */
};

/* One run of vtpmd. */
struct harness {
        struct profile profile;
        struct vtpm_options options;
        bool peer;                           /* there is an attestation service */
        bool silent;                         /* nobody is on the channel */
        void (*change)(struct wire_reply *); /* of the CA's reply, or NULL */
        uint32_t kill_at;                    /* at this TPM command, from 1; 0: never */
        uint32_t kill_store; /* at this step of keeping the state, from 1; 0: never */
        void (*after)(void); /* what the guest does then, or NULL */
};

/* A profile that Debian's libtpms can do, with something of everything. */
struct profile harness_profile(void);

/* Makes a TPM, checks it, and lets the guest work with it. */
enum harness_end harness_run(const struct harness *harness);

/* Looks at the TPM in options.state without making anything. */
enum harness_end harness_inspect(const struct harness *harness);

/* The last line of the log of the last run; of all lines whether one is there. */
const char *harness_last_line(void);
bool harness_logged(const char *text);

/* TPM commands and steps of keeping the state that the last run came to. */
uint32_t harness_commands(void);
uint32_t harness_stores(void);

/* The manifest that was registered, from the last run. */
const uint8_t *harness_manifest(const uint8_t *service, uint32_t version, size_t *size);

#endif

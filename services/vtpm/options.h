/* services/vtpm/options.h - vtpmd's arguments: NAME=VALUE words, as /etc/services gives them. */
#ifndef SERVICES_VTPM_OPTIONS_H
#define SERVICES_VTPM_OPTIONS_H

#include <stdbool.h>

struct vtpm_options {
        const char *profile;    /* profile=PATH: the compiled profile */
        const char *state;      /* state=DIR: where the TPM's state is kept; NULL: in memory only */
        const char *state_file; /* state-file=PATH: the same, a file that is named */
        unsigned int mode;      /* mode=OCTAL: of the state's file; 0600 if it is not named */
        bool control;           /* control: control messages are taken (lib/svsm/vtpm_message.h) */
        const char *
                repair; /* repair=PATH: what the owner consents to (mending.h); nothing is served */
        const char
                *import; /* import=DIR: the TPM comes from swtpm's directory; nothing is served */
        const char *export; /* export=DIR: and goes to one */
        bool clear;         /* clear: which is not encrypted, even if there is a key */
        const char *keys;   /* keys=PATH: what states are encrypted with (state_keys.h) */
        const char
                *filter; /* filter=PATH: the only calls that may be made from then on (filter.h) */
        bool abrupt;     /* abrupt: TPM2_Shutdown is not sent when the power goes */
        bool no_authority; /* ca=no: nobody is asked for certificates */
};

/* Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int options_parse(int argc, char **argv,
                                                      struct vtpm_options *out);

#endif

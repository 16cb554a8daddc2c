/*
 * tools/ca/serve/session.h - one virtual machine at the other end of a byte stream.
 */
#ifndef TOOLS_CA_SERVE_SESSION_H
#define TOOLS_CA_SERVE_SESSION_H

#include "lib/wire/frame.h"
#include "tools/ca/serve/shared.h"

#include <stdbool.h>

struct session {
        struct wire_stream stream;
        bool greeted; /* a hello has come; the next two are its */
        uint64_t number;
        uint64_t understood; /* messages that made sense */
        uint8_t challenge[WIRE_CHALLENGE_SIZE];
};

/*
 * Answers the frames that are whole in the session's stream; @fd takes the answers, at once: nobody
 * waits for a client that does not read. Returns 0, or -1 if it does not take them.
 */
__attribute__((warn_unused_result)) int session_run(const struct session_ca *ca,
                                                    struct session *session, int fd);

#endif

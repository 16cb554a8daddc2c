/* tools/ca/serve/shared.h - what all sessions of a CA share. */
#ifndef TOOLS_CA_SERVE_SHARED_H
#define TOOLS_CA_SERVE_SHARED_H

#include <sqlite3.h>
#include <stdbool.h>

#include "tools/ca/authority/issuer.h"
#include "tools/policy/file.h"

/* All of it outlives the sessions; @policy is set anew before they are run, for its file may have changed. */
struct session_ca {
        const struct issuer *issuer;
        sqlite3 *records;
        const struct ca_policy *policy; /* NULL: it cannot be read, and everything is refused */
        const char *
                certificates; /* a directory of chips' certificates (tools/evidence/directory.h), or NULL */
        bool quiet;           /* no line for what was issued, only for what was refused */
};

#endif

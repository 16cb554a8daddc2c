/* tools/ca/policy/watch.h - a policy that is read again when its file has changed. */
#ifndef TOOLS_CA_POLICY_WATCH_H
#define TOOLS_CA_POLICY_WATCH_H

#include <sys/stat.h>

#include "tools/policy/file.h"

struct policy_watch {
        const char *path;
        struct stat seen;         /* of the file that was read */
        struct ca_policy *policy; /* NULL: it could not be read */
};

/* Reads the policy for the first time. 0, or -1 with lines on stderr. */
__attribute__((warn_unused_result)) int policy_watch_open(struct policy_watch *watch,
                                                          const char *path);

/* The policy as the file is now, with lines on stderr if that is new; NULL if it cannot be read. */
const struct ca_policy *policy_watch_get(struct policy_watch *watch);

void policy_watch_close(struct policy_watch *watch);

#endif

/*
 * tools/attest/events/ima_paths.h - a file of files that are expected, as sha256sum and its like write them: a line each, digest
 * and path. In front of the digest its hash may be named ("sha256:", "verity:sha256:"); instead of it "any" allows what is at the
 * path, which may end with '*'.
 */
#ifndef TOOLS_ATTEST_EVENTS_IMA_PATHS_H
#define TOOLS_ATTEST_EVENTS_IMA_PATHS_H

#include "lib/eventlog/ima.h"

struct ima_path {
        char *path; /* with '_' for spaces, as IMA has it; malloc()ed */
        bool any;
        bool prefix; /* of paths; with @any only */
        bool verity;
        char algorithm[16]; /* empty: not said */
        size_t size;
        uint8_t digest[EVENT_DIGEST_MAX];
};

struct ima_paths {
        struct ima_path *list; /* malloc()ed, sorted by path */
        size_t count;
        size_t capacity;
        size_t prefixes; /* how many are */
};

/* Returns NULL, or what is wrong; *@line is where. ima_paths_free() is due in any case. */
__attribute__((warn_unused_result)) const char *ima_paths_read(const uint8_t *data, size_t size,
                                                               struct ima_paths *out, size_t *line);
void ima_paths_free(struct ima_paths *paths);

enum ima_listed {
        IMA_UNLISTED,
        IMA_LISTED,  /* with this digest */
        IMA_CHANGED, /* with others only */
};

enum ima_listed ima_paths_find(const struct ima_paths *paths, const struct ima_entry *entry);

#endif

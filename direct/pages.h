/* direct/pages.h - pages from the host, and those that are shared with it. */
#ifndef DIRECT_PAGES_H
#define DIRECT_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/snp/ghcb_client.h"

/* Gives a page of DIRECT_BASE's 2 MiB to the host too, as zeros; returns where it is, or NULL: the host does not take it. */
__attribute__((warn_unused_result)) void *pages_share(uint64_t gpa);

/* Shares the page DIRECT_GHCB and makes it the GHCB. False: the host does not take it. */
__attribute__((warn_unused_result)) bool pages_share_ghcb(struct ghcb_client *out);

/*
 * Makes [start, start + size) private and validates it. False: the host refuses, or a page was validated before, which is how an
 * exchanged one shows.
 */
__attribute__((warn_unused_result)) bool
pages_accept(const struct ghcb_client *ghcb, uint64_t c_bit, uint64_t start, uint64_t size);

#endif

/* direct/pages.h - pages from the host, and the one that is shared with it. */
#ifndef DIRECT_PAGES_H
#define DIRECT_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/snp/ghcb_client.h"

/* Shares the page DIRECT_GHCB and makes it the GHCB. False: the host does not take it. */
__attribute__((warn_unused_result)) bool pages_share_ghcb(struct ghcb_client *out);

/*
 * Makes [start, start + size) private and validates it. False: the host refuses, or a page was validated before, which is how an
 * exchanged one shows.
 */
__attribute__((warn_unused_result)) bool
pages_accept(const struct ghcb_client *ghcb, uint64_t c_bit, uint64_t start, uint64_t size);

#endif

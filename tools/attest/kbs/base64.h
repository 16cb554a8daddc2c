/*
 * tools/attest/kbs/base64.h - base64 as JOSE has it, in the URL's alphabet and without = (RFC 4648, section 5; RFC 7515, appendix
 * C), and the ordinary one (section 4).
 */
#ifndef TOOLS_ATTEST_KBS_BASE64_H
#define TOOLS_ATTEST_KBS_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/common/file.h"

/* malloc()ed text; NULL: there is no memory. */
char *base64_url(const void *data, size_t size);
char *base64_plain(const void *data, size_t size);

/*
 * Decodes @text of the URL's alphabet, which must be what base64_url() would write: no =, no white space, no bits behind the last
 * byte. No text is no bytes. False: it is not, or there is no memory; then @out is empty.
 */
__attribute__((warn_unused_result)) bool base64_url_decode(const char *text, struct file *out);

#endif

/* tools/evidence/text_form.h - bytes that were written down as text: hexadecimal digits or base64. */
#ifndef TOOLS_EVIDENCE_TEXT_FORM_H
#define TOOLS_EVIDENCE_TEXT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_FORM_MAX 0x8000 /* bytes that a text may stand for */

/* True if there is something, and all of it is printable ASCII and white space. */
bool text_form_is_text(const void *data, size_t size);

/*
 * Decodes hexadecimal digits (0x in front if one likes) or base64, of the URL's alphabet too (RFC 4648, sections 4, 5 and 8);
 * white space is skipped. Returns NULL, or what was found instead as the end of a sentence.
 */
__attribute__((warn_unused_result)) const char *
text_form_decode(const void *data, size_t size, uint8_t out[TEXT_FORM_MAX], size_t *out_size);

#endif

/* lib/eventlog/text.h - texts about foreign bytes: printable ASCII only, in a buffer that is never overrun. */
#ifndef LIB_EVENTLOG_TEXT_H
#define LIB_EVENTLOG_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What does not fit is left out, and the text ends with "..." then. */
struct event_text {
        char *out; /* always terminated */
        size_t capacity;
        size_t size;
        bool cut;
};

/* @capacity is at least 4. */
void event_text_begin(struct event_text *text, char *out, size_t capacity);

/* As lib/base/format.h understands it. */
__attribute__((format(printf, 2, 3))) void event_text_add(struct event_text *text,
                                                          const char *format, ...);

/* ASCII of @size bytes up to its NUL; what is not printable becomes '?'. */
void event_text_add_ascii(struct event_text *text, const uint8_t *data, size_t size);

/* UTF-16, little-endian, likewise. */
void event_text_add_utf16(struct event_text *text, const uint8_t *data, size_t size);

/* At most @most bytes as hexadecimal digits. */
void event_text_add_hex(struct event_text *text, const uint8_t *data, size_t size, size_t most);

/* EFI_GUID of 16 bytes, as people write it. */
void event_text_add_guid(struct event_text *text, const uint8_t guid[16]);

/* What people may read in it: ASCII or UTF-16 if it is that, digits otherwise. */
void event_text_add_any(struct event_text *text, const uint8_t *data, size_t size);

/* True if all of @size bytes are printable ASCII, with or without a NUL at the end; false if there are none. */
bool event_text_is_ascii(const uint8_t *data, size_t size);

#endif

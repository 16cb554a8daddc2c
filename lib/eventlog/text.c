/* lib/eventlog/text.c - see text.h. */
#include "lib/eventlog/text.h"

#include "lib/base/format.h"

#define HEX_SHOWN 32

void event_text_begin(struct event_text *text, char *out, size_t capacity)
{
        *text = (struct event_text){ .out = out, .capacity = capacity };
        out[0] = '\0';
}

static void put(void *context, char c)
{
        struct event_text *text = context;

        if (text->cut)
                return;
        if (text->size + 1 == text->capacity) {
                text->cut = true;
                text->out[text->size - 1] = '.';
                text->out[text->size - 2] = '.';
                text->out[text->size - 3] = '.';
                return;
        }
        text->out[text->size++] = c >= 0x20 && c <= 0x7e ? c : '?';
        text->out[text->size] = '\0';
}

void event_text_add(struct event_text *text, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        format_to(put, text, format, arguments);
        va_end(arguments);
}

void event_text_add_ascii(struct event_text *text, const uint8_t *data, size_t size)
{
        for (size_t i = 0; i < size && data[i] && !text->cut; i++)
                put(text, (char)data[i]);
}

void event_text_add_utf16(struct event_text *text, const uint8_t *data, size_t size)
{
        for (size_t i = 0; i + 1 < size && (data[i] || data[i + 1]) && !text->cut; i += 2)
                put(text, data[i + 1] ? '?' : (char)data[i]);
}

void event_text_add_hex(struct event_text *text, const uint8_t *data, size_t size, size_t most)
{
        for (size_t i = 0; i < size && i < most; i++)
                event_text_add(text, "%02x", data[i]);
        if (size > most)
                event_text_add(text, "...");
}

void event_text_add_guid(struct event_text *text, const uint8_t guid[16])
{
        static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };

        for (size_t i = 0; i < sizeof(order); i++)
                event_text_add(text, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x",
                               guid[order[i]]);
}

static bool printable(uint8_t c)
{
        return (c >= 0x20 && c <= 0x7e) || c == '\n' || c == '\t' || c == '\r';
}

bool event_text_is_ascii(const uint8_t *data, size_t size)
{
        if (size && data[size - 1] == 0)
                size--;
        for (size_t i = 0; i < size; i++) {
                if (!printable(data[i]))
                        return false;
        }
        return size != 0;
}

/* Of letters that ASCII has too: what else there is says little to anybody. */
static bool is_utf16(const uint8_t *data, size_t size)
{
        if (size < 4 || size % 2)
                return false;
        if (data[size - 1] == 0 && data[size - 2] == 0)
                size -= 2;
        for (size_t i = 0; i < size; i += 2) {
                if (data[i + 1] || !printable(data[i]))
                        return false;
        }
        return size != 0;
}

void event_text_add_any(struct event_text *text, const uint8_t *data, size_t size)
{
        if (event_text_is_ascii(data, size))
                event_text_add_ascii(text, data, size);
        else if (is_utf16(data, size))
                event_text_add_utf16(text, data, size);
        else
                event_text_add_hex(text, data, size, HEX_SHOWN);
}

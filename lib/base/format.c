/* lib/base/format.c - see format.h. */
#include "lib/base/format.h"

#include <stdbool.h>
#include <stdint.h>

/* One conversion as it stands in the format: flags, width and length. */
struct conversion {
        unsigned int width;
        char pad;
        bool left;
        bool is_long;
};

struct sink {
        format_put put;
        void *context;
};

static void put_text(const struct sink *sink, const char *text, size_t length,
                     const struct conversion *conversion)
{
        size_t fill = conversion->width > length ? conversion->width - length : 0;

        for (size_t i = 0; !conversion->left && i < fill; i++)
                sink->put(sink->context, conversion->pad);
        for (size_t i = 0; i < length; i++)
                sink->put(sink->context, text[i]);
        for (size_t i = 0; conversion->left && i < fill; i++)
                sink->put(sink->context, ' ');
}

static void put_number(const struct sink *sink, uint64_t value, bool negative, unsigned int base,
                       const struct conversion *conversion)
{
        char digits[24];
        size_t at = sizeof(digits);

        do {
                digits[--at] = "0123456789abcdef"[value % base];
                value /= base;
        } while (value != 0);
        if (negative)
                digits[--at] = '-';
        put_text(sink, digits + at, sizeof(digits) - at, conversion);
}

static void put_signed(const struct sink *sink, int64_t value, const struct conversion *conversion)
{
        uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

        put_number(sink, size, value < 0, 10, conversion);
}

static void put_string(const struct sink *sink, const char *text,
                       const struct conversion *conversion)
{
        size_t length = 0;

        if (!text)
                text = "(null)";
        while (text[length] != '\0')
                length++;
        put_text(sink, text, length, conversion);
}

static const char *read_conversion(const char *format, struct conversion *out)
{
        *out = (struct conversion){ .pad = ' ' };
        for (; *format == '0' || *format == '-'; format++) {
                if (*format == '0')
                        out->pad = '0';
                else
                        out->left = true;
        }
        for (; *format >= '0' && *format <= '9'; format++)
                out->width = out->width * 10 + (unsigned int)(*format - '0');
        for (; *format == 'l' || *format == 'z'; format++)
                out->is_long = true;
        return format;
}

/* va_list is passed by pointer, since a callee that reads from a copy would not advance ours. */
struct arguments {
        va_list list;
};

static void put_conversion(const struct sink *sink, char kind, const struct conversion *conversion,
                           struct arguments *arguments)
{
        struct conversion plain = { .pad = ' ',
                                    .width = conversion->width,
                                    .left = conversion->left };
        char c;

        switch (kind) {
        case 'd':
                put_signed(sink,
                           conversion->is_long ? va_arg(arguments->list, long)
                                               : va_arg(arguments->list, int),
                           conversion);
                break;
        case 'u':
        case 'x':
                put_number(sink,
                           conversion->is_long ? va_arg(arguments->list, unsigned long)
                                               : va_arg(arguments->list, unsigned int),
                           false, kind == 'x' ? 16 : 10, conversion);
                break;
        case 'p':
                put_number(sink, (uintptr_t)va_arg(arguments->list, void *), false, 16, conversion);
                break;
        case 's':
                put_string(sink, va_arg(arguments->list, const char *), &plain);
                break;
        case 'c':
                c = (char)va_arg(arguments->list, int);
                put_text(sink, &c, 1, &plain);
                break;
        default:
                sink->put(sink->context, kind);
                break;
        }
}

void format_to(format_put put, void *context, const char *format, va_list list)
{
        struct sink sink = { put, context };
        struct arguments arguments;
        struct conversion conversion;

        va_copy(arguments.list, list);
        for (; *format != '\0'; format++) {
                if (*format != '%') {
                        put(context, *format);
                        continue;
                }
                format = read_conversion(format + 1, &conversion);
                if (*format == '\0')
                        break;
                put_conversion(&sink, *format, &conversion, &arguments);
        }
        va_end(arguments.list);
}

struct text_buffer {
        char *out;
        size_t size;
        size_t length;
};

static void put_in_buffer(void *context, char c)
{
        struct text_buffer *buffer = context;

        if (buffer->length + 1 < buffer->size)
                buffer->out[buffer->length] = c;
        buffer->length++;
}

size_t format_text(char *out, size_t size, const char *format, ...)
{
        struct text_buffer buffer = { .out = out, .size = size };
        va_list arguments;

        va_start(arguments, format);
        format_to(put_in_buffer, &buffer, format, arguments);
        va_end(arguments);
        if (size != 0)
                out[buffer.length < size ? buffer.length : size - 1] = '\0';
        return buffer.length;
}

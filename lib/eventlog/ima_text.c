/* lib/eventlog/ima_text.c - see ima_text.h. What cannot be a field of the template is refused: half an entry is none. */
#include "lib/eventlog/ima_text.h"

#include "lib/base/memory.h"
#include "lib/eventlog/ima_template.h"

/* One line, word by word. */
struct reading {
        const uint8_t *text;
        size_t at;
        size_t end; /* of the line */
        size_t line;
        bool big_endian;
        struct bytes_writer *out;
        struct event_log_problem *problem;
};

/* A word: up to a space, or to the line's end. */
struct word {
        const uint8_t *text;
        size_t size;
};

static bool bad(struct reading *in, size_t at, const char *what, const char *expected)
{
        *in->problem = (struct event_log_problem){
                .offset = at,
                .event = in->line,
                .what = what,
                .found = in->end - at,
                .expected = expected,
        };
        return false;
}

static void write_u32(struct reading *in, uint64_t value)
{
        if (in->big_endian)
                bytes_write_be32(in->out, (uint32_t)value);
        else
                bytes_write_le32(in->out, (uint32_t)value);
}

static struct word next_word(struct reading *in)
{
        struct word word = { in->text + in->at, 0 };

        while (in->at < in->end && in->text[in->at] != ' ') {
                in->at++;
                word.size++;
        }
        return word;
}

#define NO_DIGIT 16u

static unsigned int digit(uint8_t c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10u;
        return NO_DIGIT;
}

static bool is_hex(const struct word *word)
{
        for (size_t i = 0; i < word->size; i++) {
                if (digit(word->text[i]) == NO_DIGIT)
                        return false;
        }
        return word->size % 2 == 0;
}

static void write_hex(struct reading *in, const struct word *word)
{
        for (size_t i = 0; i + 1 < word->size; i += 2)
                bytes_write_u8(in->out,
                               (uint8_t)(digit(word->text[i]) << 4 | digit(word->text[i + 1])));
}

/* A decimal number. False if it is none, or above @most. */
static bool read_number(const struct word *word, uint64_t most, uint64_t *out)
{
        *out = 0;
        for (size_t i = 0; i < word->size; i++) {
                if (word->text[i] < '0' || word->text[i] > '9')
                        return false;
                *out = 10 * *out + (uint64_t)(word->text[i] - '0');
                if (*out > most)
                        return false;
        }
        return word->size != 0;
}

/* "sha256:", digits; without a name in front the kernel leaves the colon out. */
static bool write_named(struct reading *in, const struct word *word)
{
        size_t name = word->size;
        struct word hex;

        while (name > 0 && word->text[name - 1] != ':')
                name--;
        hex = (struct word){ word->text + name, word->size - name };
        if (!is_hex(&hex))
                return false;
        if (word->size == 0) {
                write_u32(in, 0);
                return true;
        }
        write_u32(in, (name ? name : 1) + 1 + hex.size / 2);
        if (name)
                bytes_write(in->out, word->text, name);
        else
                bytes_write_u8(in->out, ':');
        bytes_write_u8(in->out, 0);
        write_hex(in, &hex);
        return true;
}

/* Numbers may be missing, as of what is no file. */
static bool write_number(struct reading *in, const struct word *word, size_t size)
{
        uint64_t value;

        write_u32(in, word->size ? size : 0);
        if (word->size == 0)
                return true;
        if (!read_number(word, size == 2 ? UINT16_MAX : UINT32_MAX, &value))
                return false;
        if (size == 4)
                write_u32(in, value);
        else if (in->big_endian)
                bytes_write_be16(in->out, (uint16_t)value);
        else
                bytes_write_le16(in->out, (uint16_t)value);
        return true;
}

static bool write_field(struct reading *in, const struct ima_field *field, const struct word *word)
{
        switch (field->form) {
        case IMA_FORM_DIGEST:
        case IMA_FORM_HEX:
                if (!is_hex(word))
                        return false;
                write_u32(in, word->size / 2);
                write_hex(in, word);
                return true;
        case IMA_FORM_NAMED:
                return write_named(in, word);
        case IMA_FORM_STRING:
                write_u32(in, word->size + 1);
                bytes_write(in->out, word->text, word->size);
                bytes_write_u8(in->out, 0);
                return true;
        case IMA_FORM_U16:
                return write_number(in, word, 2);
        case IMA_FORM_U32:
                return write_number(in, word, 4);
        }
        return false;
}

static bool skip_space(struct reading *in)
{
        if (in->at == in->end)
                return bad(in, in->at, "bytes left in the line",
                           "a space and another of the template's fields");
        in->at++;
        return true;
}

/* The spaces before fields without bytes, as of a file without a signature, are lost where people copy lines. */
static bool skip_space_before(struct reading *in, const struct ima_field *field)
{
        if (in->at == in->end && field->form == IMA_FORM_HEX)
                return true;
        return skip_space(in);
}

/* The template "ima", as it was before spaces were replaced: the path is the line's rest. */
static bool write_first(struct reading *in)
{
        struct word word;
        size_t at;

        if (!skip_space(in))
                return false;
        at = in->at;
        word = next_word(in);
        if (word.size != 40 || !is_hex(&word))
                return bad(in, at, "bytes left in the line", "40 hexadecimal digits");
        write_hex(in, &word);
        if (!skip_space(in))
                return false;
        write_u32(in, in->end - in->at);
        bytes_write(in->out, in->text + in->at, in->end - in->at);
        in->at = in->end;
        return true;
}

/* The data's size is written when they are. */
static bool write_fields(struct reading *in, const struct ima_template *template)
{
        struct bytes_writer *out = in->out;
        size_t size_at = out->size;
        struct bytes_writer whole;

        write_u32(in, 0);
        for (size_t i = 0; i < template->count; i++) {
                struct word word;
                size_t at;

                if (!skip_space_before(in, template->fields[i]))
                        return false;
                at = in->at;
                word = next_word(in);
                if (!write_field(in, template->fields[i], &word))
                        return bad(in, at, "bytes left in the line",
                                   "a field as the template has it");
        }
        whole = *out;
        out->size = size_at;
        write_u32(in, whole.size - size_at - 4);
        out->size = whole.size;
        return true;
}

/* PCR and template digest. */
static bool write_head(struct reading *in)
{
        struct word word;
        uint64_t pcr;
        size_t at;

        while (in->at < in->end && in->text[in->at] == ' ')
                in->at++;
        at = in->at;
        word = next_word(in);
        if (!read_number(&word, EVENT_PCRS - 1, &pcr))
                return bad(in, at, "bytes left in the line", "the number of a PCR, 0 to 23");
        write_u32(in, pcr);
        if (!skip_space(in))
                return false;
        at = in->at;
        word = next_word(in);
        if ((word.size != 40 && word.size != 64 && word.size != 96 && word.size != 128) ||
            !is_hex(&word))
                return bad(in, at, "bytes left in the line",
                           "a template digest of 40, 64, 96 or 128 hexadecimal digits");
        write_hex(in, &word);
        return skip_space(in);
}

static bool write_line(struct reading *in)
{
        struct ima_template template;
        struct word name;
        size_t at;

        if (!write_head(in))
                return false;
        at = in->at;
        name = next_word(in);
        if (!ima_template_find(name.text, name.size, &template))
                return bad(in, at, "bytes left in the line", "a template that is known");
        write_u32(in, name.size);
        bytes_write(in->out, name.text, name.size);
        if (!(template.first ? write_first(in) : write_fields(in, &template)))
                return false;
        if (in->at != in->end)
                return bad(in, in->at, "bytes left in the line", "none");
        return true;
}

bool ima_text_read(const void *text, size_t size, bool big_endian, struct bytes_writer *out,
                   struct event_log_problem *problem)
{
        struct reading in = {
                .text = text, .big_endian = big_endian, .out = out, .problem = problem
        };
        size_t next;

        *problem = (struct event_log_problem){ 0 };
        while (in.at < size) {
                in.end = in.at;
                while (in.end < size && in.text[in.end] != '\n')
                        in.end++;
                next = in.end + 1;
                if (in.end > in.at && in.text[in.end - 1] == '\r')
                        in.end--; /* it came by way of another system */
                if (!write_line(&in))
                        return false;
                in.at = next;
                in.line++;
        }
        if (out->failed)
                return bad(&in, size, "bytes", "fewer");
        return true;
}

bool ima_text_is(const void *text, size_t size)
{
        const uint8_t *bytes = text;
        uint8_t scratch[4 + 64];
        struct bytes_writer out = bytes_writer(scratch, sizeof(scratch));
        struct event_log_problem problem;
        struct reading in = { .text = text, .out = &out, .problem = &problem };

        while (in.end < size && bytes[in.end] != '\n')
                in.end++;
        return write_head(&in);
}

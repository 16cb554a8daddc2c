/* tools/common/source_value.c - see source.h: mappings, lists and scalars. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/source.h"

#define LIST_MAX 1024

/* "a, b, c". */
static const char *list_fields(const struct field *fields, size_t count, char text[LIST_MAX])
{
        size_t length = 0;

        text[0] = '\0';
        for (size_t i = 0; i < count && length < LIST_MAX - 1; i++)
                length += (size_t)snprintf(text + length, LIST_MAX - length, "%s%s", i ? ", " : "",
                                           fields[i].name);
        return text;
}

static const char *list_words(struct words words, char text[LIST_MAX])
{
        size_t length = 0;

        text[0] = '\0';
        for (size_t i = 0; i < words.count && length < LIST_MAX - 1; i++)
                length += (size_t)snprintf(text + length, LIST_MAX - length, "%s%s", i ? ", " : "",
                                           words.list[i].text);
        return text;
}

static bool take_pair(struct source *source, const yaml_node_pair_t *pair, const char *what,
                      const struct field *fields, size_t count)
{
        yaml_node_t *key = yaml_document_get_node(&source->document, pair->key);
        yaml_node_t *value = yaml_document_get_node(&source->document, pair->value);
        char text[LIST_MAX];

        for (size_t i = 0; i < count; i++) {
                if (!source_is(key, fields[i].name))
                        continue;
                if (*fields[i].value)
                        return source_fault(source, key, "%s: found \"%s\" twice; expected it once",
                                            what, fields[i].name);
                *fields[i].value = value;
                return true;
        }
        return source_unexpected(source, key, what, "one of %s", list_fields(fields, count, text));
}

bool source_fields(struct source *source, yaml_node_t *node, const char *what,
                   const struct field *fields, size_t count)
{
        char text[LIST_MAX];
        bool good = true;

        for (size_t i = 0; i < count; i++)
                *fields[i].value = NULL;
        if (node->type != YAML_MAPPING_NODE)
                return source_unexpected(source, node, what, "a mapping of %s",
                                         list_fields(fields, count, text));
        for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
             pair < node->data.mapping.pairs.top; pair++)
                good &= take_pair(source, pair, what, fields, count);
        for (size_t i = 0; i < count; i++) {
                if (fields[i].required && !*fields[i].value)
                        good = source_fault(source, node, "%s: found no \"%s\"; expected one", what,
                                            fields[i].name);
        }
        return good;
}

size_t source_list(struct source *source, yaml_node_t *node, const char *field, size_t most)
{
        size_t count;

        if (node->type != YAML_SEQUENCE_NODE) {
                source_unexpected(source, node, field, "a list");
                return 0;
        }
        count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
        if (count != 0 && count <= most)
                return count;
        source_fault(source, node, "%s: found %zu of them; expected 1 to %zu", field, count, most);
        return 0;
}

yaml_node_t *source_element(struct source *source, yaml_node_t *list, size_t number)
{
        return yaml_document_get_node(&source->document, list->data.sequence.items.start[number]);
}

/* Decimal, or hexadecimal behind 0x; nothing around it. */
static bool parse_number(const char *text, uint64_t *out)
{
        bool hex = strncmp(text, "0x", 2) == 0;
        const char *digits = hex ? text + 2 : text;
        size_t length = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");

        if (length == 0 || digits[length] != '\0' || (!hex && digits[0] == '0' && length > 1))
                return false;
        errno = 0;
        *out = strtoull(digits, NULL, hex ? 16 : 10);
        return errno == 0;
}

bool source_number(struct source *source, const yaml_node_t *node, const char *field,
                   uint32_t least, uint32_t most, uint32_t *out)
{
        const char *text = source_text(node);
        uint64_t value;

        if (text && parse_number(text, &value) && value >= least && value <= most) {
                *out = (uint32_t)value;
                return true;
        }
        if (least > 0xffff)
                return source_unexpected(source, node, field, "a number from 0x%08x to 0x%08x",
                                         least, most);
        return source_unexpected(source, node, field, "a number from %u to %u", least, most);
}

bool source_number64(struct source *source, const yaml_node_t *node, const char *field,
                     uint64_t most, uint64_t *out)
{
        const char *text = source_text(node);
        uint64_t value;

        if (text && parse_number(text, &value) && value <= most) {
                *out = value;
                return true;
        }
        return source_unexpected(source, node, field, "a number from 0 to 0x%" PRIx64, most);
}

bool source_flag(struct source *source, const yaml_node_t *node, const char *field, bool *out)
{
        *out = source_is(node, "true");
        if (*out || source_is(node, "false"))
                return true;
        return source_unexpected(source, node, field, "true or false");
}

bool source_word(struct source *source, const yaml_node_t *node, const char *field,
                 struct words words, uint32_t *out)
{
        const char *text = source_text(node);
        char list[LIST_MAX];

        if (text && word_find(words, text, out))
                return true;
        return source_unexpected(source, node, field, "one of %s", list_words(words, list));
}

bool source_flags(struct source *source, yaml_node_t *node, const char *field, struct words words,
                  uint32_t *out)
{
        size_t count;
        bool good = true;

        *out = 0;
        if (node->type == YAML_SCALAR_NODE)
                return source_number(source, node, field, 0, UINT32_MAX, out);
        count = source_list(source, node, field, 32);
        for (size_t i = 0; i < count; i++) {
                uint32_t flag = 0;

                good &= source_word(source, source_element(source, node, i), field, words, &flag);
                *out |= flag;
        }
        return good && count != 0;
}

/* A digit's value, or -1. */
static int digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_space(char c)
{
        return c == ' ' || c == '\n' || c == '\t';
}

/* Pairs of digits, which spaces do not divide. */
static bool parse_hex(const char *text, uint8_t *bytes, size_t *size)
{
        *size = 0;
        while (*text) {
                int high = digit(text[0]);
                int low = high < 0 ? -1 : digit(text[1]);

                if (is_space(*text)) {
                        text++;
                        continue;
                }
                if (high < 0 || low < 0)
                        return false;
                bytes[(*size)++] = (uint8_t)((unsigned int)high << 4 | (unsigned int)low);
                text += 2;
        }
        return true;
}

/* Digits without quotes would be a number to other readers of YAML, and another string when written. */
static bool looks_like_number(const yaml_node_t *node, const char *text)
{
        return node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
               text[strspn(text, "0123456789eE")] == '\0';
}

bool source_hex(struct source *source, const yaml_node_t *node, const char *field,
                struct profile_bytes *out)
{
        const char *text = source_text(node);
        uint8_t *bytes;

        if (!text || looks_like_number(node, text))
                return source_unexpected(source, node, field, "hex digits in quotes");
        bytes = source_try_memory(source, strlen(text) / 2 + 1);
        if (!bytes)
                return source_fault(source, node, "%s: there is no memory for it", field);
        out->data = bytes;
        if (parse_hex(text, bytes, &out->size))
                return true;
        return source_unexpected(source, node, field, "pairs of hex digits");
}

bool source_string(struct source *source, const yaml_node_t *node, const char *field, size_t most,
                   struct profile_bytes *out)
{
        const char *text = source_text(node);
        size_t length = text ? strlen(text) : 0;
        uint8_t *bytes;

        for (size_t i = 0; i < length; i++) {
                if (text[i] < 0x20 || text[i] > 0x7e)
                        length = 0;
        }
        if (length == 0 || length > most)
                return source_unexpected(source, node, field,
                                         "1 to %zu characters of printable ASCII", most);
        bytes = source_try_memory(source, length + 1);
        if (!bytes)
                return source_fault(source, node, "%s: there is no memory for it", field);
        memcpy(bytes, text, length + 1);
        *out = (struct profile_bytes){ bytes, length };
        return true;
}

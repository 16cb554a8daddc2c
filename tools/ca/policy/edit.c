/* tools/ca/policy/edit.c - see edit.h. libyaml says where the list's last element ends. */
#include "tools/ca/policy/edit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* Where something goes, and what stands around it there. */
struct place {
        size_t offset;
        const char *before;
        size_t indent; /* spaces before it */
        const char *after;
};

static yaml_node_t *find(yaml_document_t *document, const char *name)
{
        yaml_node_t *root = yaml_document_get_root_node(document);

        if (!root || root->type != YAML_MAPPING_NODE)
                return NULL;
        for (yaml_node_pair_t *pair = root->data.mapping.pairs.start;
             pair < root->data.mapping.pairs.top; pair++) {
                yaml_node_t *key = yaml_document_get_node(document, pair->key);

                if (key->type == YAML_SCALAR_NODE &&
                    strcmp((const char *)key->data.scalar.value, name) == 0)
                        return yaml_document_get_node(document, pair->value);
        }
        return NULL;
}

/* libyaml counts characters, of UTF-8 behind a byte order mark or without one. */
static size_t byte_offset(const char *text, size_t size, size_t characters)
{
        size_t offset = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

        for (; offset < size; offset++) {
                bool first = ((unsigned char)text[offset] & 0xc0) != 0x80;

                if (first && characters-- == 0)
                        break;
        }
        return offset;
}

/*
 * Where the characters of @node end. For a block libyaml says where the next thing starts, so it is asked of
 * the last thing in it.
 */
static size_t end_of(yaml_document_t *document, const yaml_node_t *node)
{
        const yaml_node_t *last = node;

        for (;;) {
                if (last->type == YAML_SEQUENCE_NODE &&
                    last->data.sequence.style != YAML_FLOW_SEQUENCE_STYLE &&
                    last->data.sequence.items.top > last->data.sequence.items.start)
                        last = yaml_document_get_node(document, last->data.sequence.items.top[-1]);
                else if (last->type == YAML_MAPPING_NODE &&
                         last->data.mapping.style != YAML_FLOW_MAPPING_STYLE &&
                         last->data.mapping.pairs.top > last->data.mapping.pairs.start)
                        last = yaml_document_get_node(document,
                                                      last->data.mapping.pairs.top[-1].value);
                else
                        return last->end_mark.index;
        }
}

/* The line behind the one that holds @offset; comments that end it stay with it. */
static size_t next_line(const char *text, size_t size, size_t offset)
{
        while (offset < size && text[offset] != '\n')
                offset++;
        return offset;
}

/* Behind the last element of a list that is there. */
static struct place place_in(yaml_document_t *document, const yaml_node_t *list, const char *text,
                             size_t size)
{
        if (list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE) {
                bool empty = list->data.sequence.items.top == list->data.sequence.items.start;

                return (struct place){
                        .offset = byte_offset(text, size, list->end_mark.index - 1),
                        .before = empty ? "" : ", ",
                        .after = "",
                };
        }
        return (struct place){
                .offset = next_line(text, size, byte_offset(text, size, end_of(document, list))),
                .before = "\n",
                .indent = list->start_mark.column,
                .after = "- ",
        };
}

static char *insert(const char *text, size_t size, struct place place, const char *item)
{
        size_t room =
                size + strlen(place.before) + place.indent + strlen(place.after) + strlen(item) + 1;
        char *out = malloc(room);

        if (out)
                snprintf(out, room, "%.*s%s%*s%s%s%s", (int)place.offset, text, place.before,
                         (int)place.indent, "", place.after, item, text + place.offset);
        return out;
}

/* A list of its own at the end. */
static char *append(const char *text, size_t size, const char *list, const char *item)
{
        size_t room = size + strlen(list) + strlen(item) + 16;
        char *out = malloc(room);

        if (out)
                snprintf(out, room, "%.*s%s%s:\n  - %s\n", (int)size, text,
                         size && text[size - 1] != '\n' ? "\n" : "", list, item);
        return out;
}

static char *add(yaml_document_t *document, const char *text, size_t size, const char *list,
                 const char *item)
{
        const yaml_node_t *node = find(document, list);

        if (!node)
                return append(text, size, list, item);
        if (node->type != YAML_SEQUENCE_NODE)
                return NULL;
        return insert(text, size, place_in(document, node, text, size), item);
}

char *policy_edit_add(const char *text, size_t size, const char *list, const char *item)
{
        yaml_document_t document;
        yaml_parser_t parser;
        char *out = NULL;

        if (memchr(text, '\0', size) || !yaml_parser_initialize(&parser))
                return NULL;
        yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
        if (yaml_parser_load(&parser, &document)) {
                out = add(&document, text, size, list, item);
                yaml_document_delete(&document);
        }
        yaml_parser_delete(&parser);
        return out;
}

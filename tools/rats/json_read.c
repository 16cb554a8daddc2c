/* tools/rats/json_read.c - see json_read.h. */
#include "tools/rats/json_read.h"

#include <string.h>

bool json_open(const void *text, size_t size, yaml_document_t *out)
{
        yaml_document_t second;
        yaml_parser_t parser;
        bool good = false;

        if (yaml_parser_initialize(&parser) != 1)
                return false;
        yaml_parser_set_input_string(&parser, text, size);
        if (yaml_parser_load(&parser, out) == 1) {
                good = yaml_parser_load(&parser, &second) == 1;
                if (good) {
                        good = yaml_document_get_root_node(&second) == NULL;
                        yaml_document_delete(&second);
                }
                good = good && yaml_document_get_root_node(out);
                if (!good)
                        yaml_document_delete(out);
        }
        yaml_parser_delete(&parser);
        return good;
}

const char *json_text(const yaml_node_t *node)
{
        if (!node || node->type != YAML_SCALAR_NODE ||
            strlen((const char *)node->data.scalar.value) != node->data.scalar.length)
                return NULL;
        return (const char *)node->data.scalar.value;
}

yaml_node_t *json_find(yaml_document_t *document, const yaml_node_t *mapping, const char *name)
{
        yaml_node_t *found = NULL;

        if (!mapping || mapping->type != YAML_MAPPING_NODE)
                return NULL;
        for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
             pair < mapping->data.mapping.pairs.top; pair++) {
                const char *key = json_text(yaml_document_get_node(document, pair->key));

                if (!key || strcmp(key, name) != 0)
                        continue;
                if (found)
                        return NULL;
                found = yaml_document_get_node(document, pair->value);
        }
        return found;
}

const char *json_text_in(yaml_document_t *document, const yaml_node_t *mapping, const char *name)
{
        return json_text(json_find(document, mapping, name));
}

size_t json_count(const yaml_node_t *list)
{
        if (!list || list->type != YAML_SEQUENCE_NODE)
                return 0;
        return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

yaml_node_t *json_element(yaml_document_t *document, const yaml_node_t *list, size_t number)
{
        return yaml_document_get_node(document, list->data.sequence.items.start[number]);
}

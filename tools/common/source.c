/* tools/common/source.c - see source.h: the document, its memory, and complaints. */
#include "tools/common/source.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct source_block {
        struct source_block *next;
        max_align_t bytes[];
};

/* How much of a scalar a complaint repeats. */
#define SHOWN_MAX 40

static bool parser_fault(struct source *source, const yaml_parser_t *parser)
{
        const yaml_mark_t *mark = &parser->problem_mark;

        fprintf(source->errors, "%s:%zu:%zu: not YAML: %s%s%s\n", source->file, mark->line + 1,
                mark->column + 1, parser->problem ? parser->problem : "out of memory",
                parser->context ? " " : "", parser->context ? parser->context : "");
        source->faults++;
        return false;
}

bool source_open(struct source *out, const char *file, const void *text, size_t size, FILE *errors)
{
        yaml_parser_t parser;
        bool loaded;

        *out = (struct source){ .file = file, .errors = errors };
        if (!yaml_parser_initialize(&parser))
                return false;
        yaml_parser_set_input_string(&parser, text, size);
        loaded = yaml_parser_load(&parser, &out->document) == 1;
        if (!loaded)
                parser_fault(out, &parser);
        yaml_parser_delete(&parser);
        if (loaded && !source_root(out)) {
                fprintf(errors, "%s:1:1: found nothing; expected a mapping\n", file);
                source_close(out);
                return false;
        }
        return loaded;
}

void source_close(struct source *source)
{
        while (source->blocks) {
                struct source_block *next = source->blocks->next;

                free(source->blocks);
                source->blocks = next;
        }
        yaml_document_delete(&source->document);
}

yaml_node_t *source_root(struct source *source)
{
        return yaml_document_get_root_node(&source->document);
}

void *source_try_memory(struct source *source, size_t size)
{
        struct source_block *block = calloc(1, sizeof(*block) + size);

        if (!block)
                return NULL;
        block->next = source->blocks;
        source->blocks = block;
        return block->bytes;
}

static void print_place(const struct source *source, const yaml_node_t *node)
{
        fprintf(source->errors, "%s:%zu:%zu: ", source->file, node->start_mark.line + 1,
                node->start_mark.column + 1);
}

bool source_fault(struct source *source, const yaml_node_t *node, const char *format, ...)
{
        va_list arguments;

        print_place(source, node);
        va_start(arguments, format);
        vfprintf(source->errors, format, arguments);
        va_end(arguments);
        fputc('\n', source->errors);
        source->faults++;
        return false;
}

/* What a file says goes to a terminal: nothing but printable ASCII. */
static void print_found(const struct source *source, const yaml_node_t *node)
{
        const unsigned char *text = node->data.scalar.value;
        size_t length;

        if (node->type != YAML_SCALAR_NODE) {
                fputs(node->type == YAML_SEQUENCE_NODE ? "a list" : "a mapping", source->errors);
                return;
        }
        length = node->data.scalar.length;
        fputc('"', source->errors);
        for (size_t i = 0; i < length && i < SHOWN_MAX; i++)
                fputc(text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?', source->errors);
        fputs(length > SHOWN_MAX ? "...\"" : "\"", source->errors);
}

bool source_unexpected(struct source *source, const yaml_node_t *node, const char *field,
                       const char *format, ...)
{
        va_list arguments;

        print_place(source, node);
        fprintf(source->errors, "%s: found ", field);
        print_found(source, node);
        fputs("; expected ", source->errors);
        va_start(arguments, format);
        vfprintf(source->errors, format, arguments);
        va_end(arguments);
        fputc('\n', source->errors);
        source->faults++;
        return false;
}

const char *source_text(const yaml_node_t *node)
{
        if (node->type != YAML_SCALAR_NODE ||
            strlen((const char *)node->data.scalar.value) != node->data.scalar.length)
                return NULL;
        return (const char *)node->data.scalar.value;
}

bool source_is(const yaml_node_t *node, const char *text)
{
        const char *found = source_text(node);

        return found && strcmp(found, text) == 0;
}

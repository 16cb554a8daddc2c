/* tools/profile/print/output.c - see output.h: one profile. */
#include "tools/profile/print/output.h"

#include <string.h>

#include "tools/common/json.h"

/* Columns of a terminal. */
#define LINE_WIDTH  100
#define FIELD_WIDTH 30

/* Where a line of @width of @text ends: behind a word if there is one. */
static size_t line_length(const char *text, size_t width)
{
        size_t length = strlen(text);

        if (length <= width)
                return length;
        for (length = width; length > 0 && text[length] != ' '; length--)
                ;
        return length ? length : width;
}

/* Lines behind the first are indented to where the value began. */
static void print_wrapped(FILE *out, const char *text)
{
        size_t width = LINE_WIDTH - FIELD_WIDTH;

        for (;;) {
                size_t length = line_length(text, width);

                fprintf(out, "%.*s\n", (int)length, text);
                text += length;
                text += strspn(text, " ");
                if (*text == '\0')
                        return;
                fprintf(out, "%*s", FIELD_WIDTH, "");
        }
}

/* Facts of a subject stand together (facts.h), so a look at the one before is enough. */
static bool new_subject(const struct facts *facts, size_t i)
{
        return i == 0 || strcmp(facts->list[i].subject, facts->list[i - 1].subject) != 0;
}

/* A subject a paragraph, its fields indented by two. */
void output_show(FILE *out, const struct facts *facts)
{
        for (size_t i = 0; i < facts->count; i++) {
                if (new_subject(facts, i))
                        fprintf(out, "%s%s\n", i ? "\n" : "", facts->list[i].subject);
                fprintf(out, "  %-*s", FIELD_WIDTH - 2, facts->list[i].field);
                print_wrapped(out, facts->list[i].value);
        }
}

/*
 * Subjects that follow one another are one object, so facts have to come in order; the objects are
 * closed when the next subject begins.
 */
void output_show_json(FILE *out, const struct profile_file *file, const struct facts *facts)
{
        fprintf(out, "{\n  \"profile\": \"%.*s\",\n  \"revision\": %u,\n  \"bytes\": %zu,\n",
                (int)file->profile.name.size, (const char *)file->profile.name.data,
                file->profile.revision, file->size);
        fputs("  \"digest\": \"", out);
        for (size_t i = 0; i < PROFILE_DIGEST_SIZE; i++)
                fprintf(out, "%02x", file->digest[i]);
        fputs("\",\n  \"subjects\": {", out);
        for (size_t i = 0; i < facts->count; i++) {
                if (new_subject(facts, i)) {
                        fprintf(out, "%s\n    ", i ? "\n    }," : "");
                        json_string(out, facts->list[i].subject);
                        fputs(": {", out);
                } else {
                        fputc(',', out);
                }
                fputs("\n      ", out);
                json_string(out, facts->list[i].field);
                fputs(": ", out);
                json_string(out, facts->list[i].value);
        }
        fputs(facts->count ? "\n    }\n  }\n}\n" : "}\n}\n", out);
}

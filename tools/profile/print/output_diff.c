/* tools/profile/print/output_diff.c - see output.h: two profiles side by side. */
#include "tools/profile/print/output.h"

#include <stdlib.h>
#include <string.h>

#include "tools/common/json.h"

/* Columns of a terminal: field, left, right, with two between them. */
#define FIELD_WIDTH  28
#define COLUMN_WIDTH 40

/* A line of the comparison: what both sides say, NULL who does not have it. */
struct line {
        const char *subject;
        const char *field;
        const char *left;
        const char *right;
};

/* The texts are the facts': they have to stay until it is printed. */
struct lines {
        struct line *list;
        size_t count;
};

/* What only one side has is a difference, even from nothing said. */
static bool same(const struct line *line)
{
        return line->left && line->right && strcmp(line->left, line->right) == 0;
}

/* A key that only one side has is a subject of its own there. */
static bool has_subject(const struct facts *facts, const char *subject)
{
        for (size_t i = 0; i < facts->count; i++) {
                if (strcmp(facts->list[i].subject, subject) == 0)
                        return true;
        }
        return false;
}

/* Either side may have nothing to say of it: NULL, which prints as a dash. */
static void add(struct lines *lines, const struct fact *fact, const struct side *left,
                const struct side *right)
{
        lines->list[lines->count++] = (struct line){
                .subject = fact->subject,
                .field = fact->field,
                .left = facts_find(&left->facts, fact->subject, fact->field),
                .right = facts_find(&right->facts, fact->subject, fact->field),
        };
}

/* Behind what the left side says of @subject: what only the right one does. */
static void add_right_only(struct lines *lines, const char *subject, const struct side *left,
                           const struct side *right)
{
        for (size_t i = 0; i < right->facts.count; i++) {
                const struct fact *fact = &right->facts.list[i];

                if (strcmp(fact->subject, subject) == 0 &&
                    !facts_find(&left->facts, subject, fact->field))
                        add(lines, fact, left, right);
        }
}

/*
 * In the order of the left side, and then what only the right has. Never more lines than both have
 * facts, so the list is made once.
 */
static struct lines compare(const struct side *left, const struct side *right)
{
        const struct facts *facts = &left->facts;
        struct lines lines = { .list = calloc(facts->count + right->facts.count + 1,
                                              sizeof(struct line)) };

        if (!lines.list)
                abort(); /* a few kilobytes, on a host */
        for (size_t i = 0; i < facts->count; i++) {
                const char *subject = facts->list[i].subject;

                add(&lines, &facts->list[i], left, right);
                if (i + 1 == facts->count || strcmp(facts->list[i + 1].subject, subject) != 0)
                        add_right_only(&lines, subject, left, right);
        }
        for (size_t i = 0; i < right->facts.count; i++) {
                if (!has_subject(facts, right->facts.list[i].subject))
                        add(&lines, &right->facts.list[i], left, right);
        }
        return lines;
}

/* How much of @text fits a column; behind a word if there is one. */
static size_t column_length(const char *text)
{
        size_t length = strlen(text);

        if (length <= COLUMN_WIDTH)
                return length;
        for (length = COLUMN_WIDTH; length > 0 && text[length] != ' '; length--)
                ;
        return length ? length : COLUMN_WIDTH;
}

/* Moves @text on by what was printed and by the space behind it. */
static void print_column(FILE *out, const char **text, bool last)
{
        size_t length = column_length(*text);

        if (last)
                fprintf(out, "%.*s", (int)length, *text);
        else
                fprintf(out, "%-*.*s  ", COLUMN_WIDTH, (int)length, *text);
        *text += length;
        *text += strspn(*text, " ");
}

/* As many lines as the longer side needs; the field stands in the first only. */
static void print_row(FILE *out, const char *field, const char *left, const char *right)
{
        do {
                fprintf(out, "  %-*s  ", FIELD_WIDTH, field);
                print_column(out, &left, false);
                print_column(out, &right, true);
                fputc('\n', out);
                field = "";
        } while (*left || *right);
}

/* Differences are counted whether they are shown or not. */
size_t output_diff(FILE *out, const struct side *left, const struct side *right, bool all)
{
        struct lines lines = compare(left, right);
        const char *subject = "";
        size_t differences = 0;

        print_row(out, "", left->title, right->title);
        for (size_t i = 0; i < lines.count; i++) {
                const struct line *line = &lines.list[i];

                differences += !same(line);
                if (same(line) && !all)
                        continue;
                if (strcmp(subject, line->subject) != 0)
                        fprintf(out, "\n%s\n", line->subject);
                subject = line->subject;
                print_row(out, line->field, line->left ? line->left : "-",
                          line->right ? line->right : "-");
        }
        fprintf(out, "\n%zu differences\n", differences);
        free(lines.list);
        return differences;
}

static void print_string_or_null(FILE *out, const char *text)
{
        if (text)
                json_string(out, text);
        else
                fputs("null", out);
}

/* null is what a side does not have: an empty text would be a value. */
static void print_json_line(FILE *out, const struct line *line, bool first)
{
        fprintf(out, "%s\n    {\"subject\": ", first ? "" : ",");
        json_string(out, line->subject);
        fputs(", \"field\": ", out);
        json_string(out, line->field);
        fputs(", \"left\": ", out);
        print_string_or_null(out, line->left);
        fputs(", \"right\": ", out);
        print_string_or_null(out, line->right);
        fprintf(out, ", \"same\": %s}", same(line) ? "true" : "false");
}

/* As output_diff(), for programs; the number of differences is that of all fields, shown or not. */
size_t output_diff_json(FILE *out, const struct side *left, const struct side *right, bool all)
{
        struct lines lines = compare(left, right);
        size_t differences = 0;
        bool first = true;

        fputs("{\n  \"left\": ", out);
        json_string(out, left->title);
        fputs(",\n  \"right\": ", out);
        json_string(out, right->title);
        fputs(",\n  \"fields\": [", out);
        for (size_t i = 0; i < lines.count; i++) {
                differences += !same(&lines.list[i]);
                if (same(&lines.list[i]) && !all)
                        continue;
                print_json_line(out, &lines.list[i], first);
                first = false;
        }
        fprintf(out, "\n  ],\n  \"differences\": %zu\n}\n", differences);
        free(lines.list);
        return differences;
}

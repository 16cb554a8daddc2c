/* tools/profile/print/facts.c - see facts.h. */
#include "tools/profile/print/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/profile/words/names.h"

/*
 * The list doubles, so that adding stays cheap; what it gives stands only until the next one is
 * added.
 */
static struct fact *new_fact(struct facts *facts)
{
        size_t room = facts->room ? 2 * facts->room : 64;
        struct fact *list;

        if (facts->count < facts->room)
                return &facts->list[facts->count++];
        list = realloc(facts->list, room * sizeof(*list));
        if (!list)
                abort(); /* a few kilobytes, on a host */
        facts->list = list;
        facts->room = room;
        return &facts->list[facts->count++];
}

void facts_add(struct facts *facts, const char *subject, const char *field, const char *format, ...)
{
        struct fact *fact = new_fact(facts);
        va_list arguments;

        fact->field = field;
        snprintf(fact->subject, sizeof(fact->subject), "%s", subject);
        va_start(arguments, format);
        if (vasprintf(&fact->value, format, arguments) < 0)
                abort();
        va_end(arguments);
}

/* NULL if nothing is said of it; of two the first. */
const char *facts_find(const struct facts *facts, const char *subject, const char *field)
{
        for (size_t i = 0; i < facts->count; i++) {
                if (strcmp(facts->list[i].field, field) == 0 &&
                    strcmp(facts->list[i].subject, subject) == 0)
                        return facts->list[i].value;
        }
        return NULL;
}

/* The fields are the caller's, most of them literals; only values are ours. */
void facts_free(struct facts *facts)
{
        for (size_t i = 0; i < facts->count; i++)
                free(facts->list[i].value);
        free(facts->list);
        *facts = (struct facts){ 0 };
}

/* What does not fit is cut without a word: the texts are for people. */
void text_add(struct text *text, const char *format, ...)
{
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vsnprintf(text->data + text->length, sizeof(text->data) - text->length, format,
                           arguments);
        va_end(arguments);
        text->length += (size_t)length;
        if (text->length >= sizeof(text->data))
                text->length = sizeof(text->data) - 1;
}

/* Digits without anything in between, as digests are written. */
void text_add_hex(struct text *text, struct profile_bytes bytes)
{
        for (size_t i = 0; i < bytes.size; i++)
                text_add(text, "%02x", bytes.data[i]);
}

/* The number comes first: bits that have no name here are in it. */
void text_add_flags(struct text *text, uint32_t flags, struct words words)
{
        text_add(text, "0x%08x", flags);
        for (size_t i = 0; i < words.count; i++) {
                if (flags & words.list[i].value)
                        text_add(text, " %s", words.list[i].text);
        }
}

/* By name if it is a published one, else by its bytes. */
void text_add_policy(struct text *text, struct profile_bytes policy)
{
        const char *name = policy_name(policy);

        if (policy.size == 0)
                text_add(text, "none");
        else if (name)
                text_add(text, "%s", name);
        else
                text_add_hex(text, policy);
}

/* The number's text is static, so of two calls in one expression the later one wins. */
const char *word_or_number(struct words words, uint32_t value)
{
        static char number[16];
        const char *text = word_text(words, value);

        snprintf(number, sizeof(number), "0x%x", value);
        return text ? text : number;
}

/* softsnp/attack/kind.c - see kind.h. */
#include "softsnp/attack/kind.h"

#include <stdarg.h>

#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "lib/base/number.h"
#include "softsnp/start/console.h"

#define LOG_LIMIT 4

struct line {
        char text[160];
        size_t length;
};

static void put(void *context, char c)
{
        struct line *line = context;

        if (line->length + 1 < sizeof(line->text))
                line->text[line->length++] = c;
}

void attack_log(struct attack *attack, const char *format, ...)
{
        struct line line = { .length = 0 };
        va_list arguments;

        if (attack->logged++ >= LOG_LIMIT)
                return;
        va_start(arguments, format);
        format_to(put, &line, format, arguments);
        va_end(arguments);
        log_line("attack: %s: %s", attack->text, line.text);
}

uint64_t attack_number(const struct attack *attack, unsigned int n, uint64_t otherwise)
{
        return n < attack->argument_count ? attack->arguments[n].number : otherwise;
}

bool attack_is(const struct attack *attack, unsigned int n, const char *text)
{
        return n < attack->argument_count && strcmp(attack->arguments[n].text, text) == 0;
}

bool attack_is_pair(const struct attack *attack, unsigned int n, const char *name, uint64_t *value)
{
        size_t length = strlen(name);
        const char *text;

        if (n >= attack->argument_count)
                return false;
        text = attack->arguments[n].text;
        return strlen(text) > length && memcmp(text, name, length) == 0 && text[length] == '=' &&
               number_from_text(text + length + 1, value);
}

void attack_step(struct vcpu *vcpu, bool on)
{
        vcpu->stepped = on;
}

/* softsnp/start/personality.c - see personality.h. */
#include "softsnp/start/personality.h"

#include "softsnp/start/console.h"

extern const char built_in_personality[];
extern const char built_in_personality_end[];

struct personality personality;

void personality_set(const char *text, size_t size)
{
        struct personality_error error;

        if (!text) {
                text = built_in_personality;
                size = (size_t)(built_in_personality_end - built_in_personality);
        }
        if (!personality_read(&personality, text, size, &error))
                machine_refuse("personality, line %u: %s", error.line, error.text);
        log_line("host: %s", personality.name);
}

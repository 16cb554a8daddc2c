/* tools/run/screen.c - see screen.h. */
#include "tools/run/screen.h"

#include <string.h>

static const char *const subjects[] = { "softsnp: ", "svsm: ", "vtpm: ", "probe: ", "abuse" };

#define SUBJECTS (sizeof(subjects) / sizeof(subjects[0]))

bool run_is_our_line(const char *line)
{
        for (size_t i = 0; i < SUBJECTS; i++)
                if (strncmp(line, subjects[i], strlen(subjects[i])) == 0)
                        return true;
        return false;
}

/* One of the subjects begins with what is there. */
static bool may_become_ours(const struct run_screen *screen)
{
        for (size_t i = 0; i < SUBJECTS; i++)
                if (strncmp(screen->start, subjects[i], screen->length) == 0)
                        return true;
        return false;
}

static bool is_ours(const struct run_screen *screen)
{
        for (size_t i = 0; i < SUBJECTS; i++)
                if (screen->length == strlen(subjects[i]) &&
                    strncmp(screen->start, subjects[i], screen->length) == 0)
                        return true;
        return false;
}

/* A subject fits, since each is shorter than `start`. */
static size_t at_start(struct run_screen *screen, char byte, char *out)
{
        size_t length;

        if (byte == '\r' && screen->length == 0) {
                *out = byte;
                return 1;
        }
        screen->start[screen->length++] = byte;
        if (is_ours(screen)) {
                screen->line = RUN_SCREEN_OURS;
                screen->length = 0;
                return 0;
        }
        if (may_become_ours(screen))
                return 0;
        length = screen->length;
        memcpy(out, screen->start, length);
        screen->length = 0;
        screen->line = byte == '\n' ? RUN_SCREEN_START : RUN_SCREEN_GUESTS;
        return length;
}

size_t run_screen_byte(struct run_screen *screen, char byte, char *out)
{
        enum run_screen_line line = screen->line;

        if (line == RUN_SCREEN_START)
                return at_start(screen, byte, out);
        if (byte == '\n')
                screen->line = RUN_SCREEN_START;
        if (line == RUN_SCREEN_OURS)
                return 0;
        *out = byte;
        return 1;
}

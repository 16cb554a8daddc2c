/*
 * services/vtpm/options.c - see options.h. In a virtual machine the arguments stand in the file of
 * services, which is part of the measured image: a wrong one stops the boot.
 */
#include "services/vtpm/options.h"
#include "services/runtime/service.h"

#include <stddef.h>
#include <string.h>

#define MODE_DIGITS 4

/* What follows @name and `=`, or NULL if @argument is something else. */
static const char *value_of(const char *argument, const char *name)
{
        size_t length = strlen(name);

        if (strncmp(argument, name, length) != 0 || argument[length] != '=')
                return NULL;
        return argument + length + 1;
}

static bool parse_mode(const char *text, unsigned int *out)
{
        unsigned int mode = 0;
        size_t length = strspn(text, "01234567");

        for (size_t i = 0; i < length && i < MODE_DIGITS; i++)
                mode = mode * 8 + (unsigned int)(text[i] - '0');
        *out = mode;
        return length > 0 && length <= MODE_DIGITS && !text[length];
}

/* What says where the state is, and for whom. */
static bool parse_state(const char *argument, struct vtpm_options *out)
{
        const char *value = value_of(argument, "state");

        if (value) {
                out->state = value;
                return true;
        }
        value = value_of(argument, "state-file");
        if (value) {
                out->state_file = value;
                return true;
        }
        value = value_of(argument, "mode");
        return value && parse_mode(value, &out->mode);
}

static bool parse_switch(const char *argument, struct vtpm_options *out)
{
        bool control = strcmp(argument, "control") == 0;
        bool abrupt = strcmp(argument, "abrupt") == 0;
        bool clear = strcmp(argument, "clear") == 0;

        out->control |= control;
        out->abrupt |= abrupt;
        out->clear |= clear;
        return control || abrupt || clear;
}

static bool parse_one(const char *argument, struct vtpm_options *out)
{
        const struct {
                const char *name;
                const char **place;
        } texts[] = { { "profile", &out->profile }, { "repair", &out->repair },
                      { "import", &out->import },   { "export", &out->export },
                      { "keys", &out->keys },       { "filter", &out->filter } };
        const char *value;

        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                value = value_of(argument, texts[i].name);
                if (value) {
                        *texts[i].place = value;
                        return true;
                }
        }
        if (parse_state(argument, out))
                return true;
        value = value_of(argument, "ca");
        out->no_authority |= value && strcmp(value, "no") == 0;
        return (value && strcmp(value, "no") == 0) || parse_switch(argument, out);
}

int options_parse(int argc, char **argv, struct vtpm_options *out)
{
        *out = (struct vtpm_options){ .mode = 0600 };
        for (int i = 1; i < argc; i++) {
                if (!parse_one(argv[i], out)) {
                        service_log(
                                "vtpm: stopped: argument %s: expected profile=PATH, state=DIR, "
                                "state-file=PATH, mode=OCTAL, repair=PATH, import=DIR, export=DIR, "
                                "keys=PATH, filter=PATH, ca=no, abrupt, clear or control",
                                argv[i]);
                        return -1;
                }
        }
        if (out->profile)
                return 0;
        service_log("vtpm: stopped: no profile: the argument profile=PATH is missing");
        return -1;
}

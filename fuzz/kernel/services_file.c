/*
 * fuzz/kernel/services_file.c - any text as /etc/services: what is understood keeps to the limits of
 * struct service_line.
 */
#include "kernel/fs/services_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct service_line *line)
{
        const char *argument = line->args;

        if (strnlen(line->name, sizeof(line->name)) == sizeof(line->name) || line->name[0] == 0 ||
            strnlen(line->exec, sizeof(line->exec)) == sizeof(line->exec) || line->exec[0] != '/' ||
            strnlen(line->peer, sizeof(line->peer)) == sizeof(line->peer) ||
            line->devices & ~(SERVICE_DEVICE_CHANNEL | SERVICE_DEVICE_GUEST_REQUEST))
                __builtin_trap();
        for (unsigned int i = 0; i < line->arg_count; i++) {
                size_t left = sizeof(line->args) - (size_t)(argument - line->args);

                if (strnlen(argument, left) == left)
                        __builtin_trap();
                argument += strlen(argument) + 1;
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct services_reader reader = services_reader((const char *)data, size);
        struct service_line line;
        const char *error = NULL;
        int result;

        do {
                result = services_next(&reader, &line, &error);
                if (result == 1)
                        check(&line);
                if (result == -1 && !error)
                        __builtin_trap();
        } while (result != 0);
        return 0;
}

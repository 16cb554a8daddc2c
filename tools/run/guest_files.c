/* tools/run/guest_files.c - see guest_files.h. */
#include "tools/run/guest_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tools/run/loop.h"

int run_read_cmdline(const struct run_options *options, char *line, int size)
{
        FILE *file;

        line[0] = '\0';
        if (options->append) {
                int length = snprintf(line, (size_t)size, "%s", options->append);

                errno = E2BIG;
                return length < size ? 0 : -1;
        }
        if (!options->cmdline)
                return 0;
        file = fopen(options->cmdline, "r");
        if (!file)
                return -1;
        if (!fgets(line, size, file))
                line[0] = '\0';
        fclose(file);
        line[strcspn(line, "\n")] = '\0';
        return 0;
}

/* The command line as the firmware gets it: one line and a terminating zero, which the image's hash covers. */
int run_write_cmdline(const struct run_options *options, const char *path)
{
        char line[2048];
        FILE *file;

        if (run_read_cmdline(options, line, sizeof(line)) != 0)
                return -1;
        file = fopen(path, "w");
        if (!file)
                return -1;
        fputs(line, file);
        fputc('\0', file);
        return fclose(file) == 0 ? 0 : -1;
}

/*
 * Those on the channel are ours, all others softsnp's (docs/softsnp.md), which reads them as fw_cfg file
 * opt/cashew/attack.
 */
int run_write_attacks(const struct run_options *options, const char *path)
{
        FILE *file = fopen(path, "w");

        if (!file)
                return -1;
        for (size_t i = 0; i < options->attacks.count; i++)
                if (!run_is_channel_attack(options->attacks.items[i].text))
                        fprintf(file, "%s\n", options->attacks.items[i].text);
        return fclose(file) == 0 ? 0 : -1;
}

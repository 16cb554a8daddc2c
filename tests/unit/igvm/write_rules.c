/*
 * tests/unit/igvm/write_rules.c - the rules for people and scripts.
 *
 *   write_rules DIRECTORY   writes a file for each rule, RULE.igvm, and right ones, good-N.igvm
 *   write_rules --table     prints the table of docs/igvm.md
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/igvm/rule_files.h"

static int write_file(const char *path, const struct rule_file *file)
{
        FILE *out = fopen(path, "wb");

        if (!out || fwrite(file->data, file->size, 1, out) != 1 || fclose(out) != 0) {
                perror(path);
                return 1;
        }
        return 0;
}

static int write_files(const char *directory)
{
        char path[4096];
        unsigned int good = 0;
        int failed = 0;

        for (size_t i = 0; i < rule_file_count() && !failed; i++) {
                struct rule_file file = rule_file_make(i);

                if (file.rule == IGVM_OK)
                        (void)snprintf(path, sizeof(path), "%s/good-%u.igvm", directory, ++good);
                else
                        (void)snprintf(path, sizeof(path), "%s/%s.igvm", directory,
                                       igvm_rule_info(file.rule)->name);
                if (!file.without_workspace)
                        failed = write_file(path, &file);
                free(file.data);
        }
        return failed;
}

static void print_rule(const struct igvm_rule_info *info)
{
        printf("| `%s` |", info->name);
        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++)
                printf(" %s |", info->levels >> level & 1 ? "x" : "");
        if (info->api_error == IGVM_API_ERROR_OF_SECTION)
                printf(" -9/-10/-11 |");
        else if (info->api_error)
                printf(" %d |", info->api_error);
        else
                printf("  |");
        printf(" %s | %s |\n", info->text, info->source);
}

static int print_table(void)
{
        printf("| rule | strict | reference | qemu | error | what is wrong | source |\n"
               "|---|---|---|---|---|---|---|\n");
        for (unsigned int rule = IGVM_OK + 1; rule < IGVM_RULE_COUNT; rule++)
                print_rule(igvm_rule_info(rule));
        return 0;
}

int main(int argc, char **argv)
{
        if (argc != 2) {
                (void)fprintf(stderr, "usage: write_rules DIRECTORY | --table\n");
                return 2;
        }
        return strcmp(argv[1], "--table") == 0 ? print_table() : write_files(argv[1]);
}

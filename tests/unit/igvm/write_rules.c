/*
 * tests/unit/igvm/write_rules.c - the rules for people and scripts.
 *
 *   write_rules DIRECTORY   writes a file for each rule, RULE.igvm, and right ones, good-N.igvm
 *   write_rules --expected  prints what each level says of each of them: NAME LEVEL RULE
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

/* "overlap"; "good-2" for the second file that is right. */
static void name_file(const struct rule_file *file, unsigned int *good, char *out, size_t size)
{
        if (file->rule == IGVM_OK)
                (void)snprintf(out, size, "good-%u", ++*good);
        else
                (void)snprintf(out, size, "%s", igvm_rule_info(file->rule)->name);
}

static int write_files(const char *directory)
{
        char path[4096];
        char name[64];
        unsigned int good = 0;
        int failed = 0;

        for (size_t i = 0; i < rule_file_count() && !failed; i++) {
                struct rule_file file = rule_file_make(i);

                name_file(&file, &good, name, sizeof(name));
                (void)snprintf(path, sizeof(path), "%s/%s.igvm", directory, name);
                if (!file.without_workspace)
                        failed = write_file(path, &file);
                free(file.data);
        }
        return failed;
}

static void print_expected_of(const struct rule_file *file, const char *name)
{
        for (unsigned int level = 0; level < IGVM_LEVEL_COUNT; level++)
                printf("%s %s %s\n", name, igvm_level_name(level),
                       igvm_rule_info(rule_file_expected(file, level))->name);
}

static int print_expected(void)
{
        char name[64];
        unsigned int good = 0;

        for (size_t i = 0; i < rule_file_count(); i++) {
                struct rule_file file = rule_file_make(i);

                name_file(&file, &good, name, sizeof(name));
                if (!file.without_workspace)
                        print_expected_of(&file, name);
                free(file.data);
        }
        return 0;
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
                (void)fprintf(stderr, "usage: write_rules DIRECTORY | --expected | --table\n");
                return 2;
        }
        if (strcmp(argv[1], "--expected") == 0)
                return print_expected();
        return strcmp(argv[1], "--table") == 0 ? print_table() : write_files(argv[1]);
}

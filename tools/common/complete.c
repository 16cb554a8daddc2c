/*
 * tools/common/complete.c - `cashew complete -- WORD...`: what the last word, which may be empty or begun, can become.
 *
 * tools/shell/ has what asks, for bash, zsh and fish. A line for each candidate: the word, a tab, what it is. A line
 * ":files" or ":directories" says that their names may stand there, which is the shell's own to complete.
 */
#include <string.h>

#include "tools/common/tree.h"

struct options {
        struct operands operands;
};

/* What is being completed, and what stands in front of it in the same word: "" or "--name=". */
static const char *begun;
static struct {
        const char *text;
        int length;
} front = { "", 0 };

static void offer(const char *word, const char *what)
{
        if (strncmp(word, begun, strlen(begun)) == 0)
                printf("%.*s%s\t%s\n", front.length, front.text, word, what);
}

static void offer_word(const char *word)
{
        offer(word, "");
}

static void offer_commands(const struct command *group)
{
        for (const struct command *const *it = group->commands; *it; it++)
                if (!(*it)->hidden)
                        offer((*it)->name, (*it)->summary);
        offer("--help", "print what there is");
}

static void offer_options(const struct command *command)
{
        char name[64];

        for (const struct option *it = command->options; it && it->name; it++) {
                snprintf(name, sizeof(name), "--%s", it->name);
                offer(name, it->help);
                snprintf(name, sizeof(name), "-%c", it->letter);
                if (it->letter)
                        offer(name, it->help);
        }
        offer("--help", "print what there is");
}

static void offer_values(const struct option *option)
{
        for (size_t i = 0; option->words && i < option->words->count; i++)
                offer_word(option->words->list[i].text);
        if (option->offer)
                (void)option->offer(offer_word);
        if (option->kind == OPTION_KIND_DIRECTORY)
                puts(":directories");
        else if (option->kind == OPTION_KIND_FILE || option->kind == OPTION_KIND_FILES)
                puts(":files");
}

static void offer_operands(const struct command *command)
{
        if (!command->operands.names)
                return;
        if (command->operands.offer)
                (void)command->operands.offer(offer_word);
        puts(":files");
}

/* The option whose value comes in the word behind @word; NULL if none does. */
static const struct option *awaits_value(const struct command *command, const char *word)
{
        for (const struct option *it = command->options; it && it->name; it++) {
                bool long_name = strncmp(word, "--", 2) == 0 && strcmp(word + 2, it->name) == 0;
                bool letter = it->letter && word[0] == '-' && word[1] == it->letter && !word[2];

                if ((long_name || letter) && !option_is_flag(it))
                        return it;
        }
        return NULL;
}

/* Of "--name=be" passes over what is in front of "be". The option, or NULL if the word is none such. */
static const struct option *take_front(const struct command *command)
{
        const struct option *option;
        size_t length = strcspn(begun, "=");

        if (strncmp(begun, "--", 2) != 0 || !begun[length])
                return NULL;
        option = option_find(command->options, begun + 2, length - 2);
        if (!option || option_is_flag(option))
                return NULL;
        front.text = begun;
        front.length = (int)length + 1;
        begun += front.length;
        return option;
}

/* @words are behind the command's name. For bash, --name=value is three words: its middle is passed over. */
static void complete_words(const struct command *command, char **words, size_t count)
{
        const struct option *awaited = NULL;
        bool only_operands = false;

        for (size_t i = 0; i + 1 < count; i++) {
                if (awaited && strcmp(words[i], "=") == 0)
                        continue;
                only_operands = only_operands || (!awaited && strcmp(words[i], "--") == 0);
                awaited = awaited || only_operands ? NULL : awaits_value(command, words[i]);
        }
        begun = words[count - 1];
        if (awaited && strcmp(begun, "=") == 0)
                begun = "";
        if (!awaited && !only_operands)
                awaited = take_front(command);
        if (awaited)
                offer_values(awaited);
        else if (begun[0] == '-' && !only_operands)
                offer_options(command);
        else
                offer_operands(command);
}

static int complete(void *arguments)
{
        const struct options *options = arguments;
        const struct command *command = &command_cashew;
        char **words = options->operands.list;
        size_t count = options->operands.count;

        for (; command->commands && count > 1; words++, count--) {
                command = command_find(command, words[0]);
                if (!command)
                        return 0;
        }
        begun = words[0];
        if (command->commands)
                offer_commands(command);
        else
                complete_words(command, words, count);
        return 0;
}

const struct command command_complete = {
        .name = "complete",
        .summary = "what the last word of a command line can become, for shells",
        .hidden = true,
        .run = complete,
        COMMAND_OPTIONS(NULL, struct options),
        COMMAND_OPERANDS("-- WORD...", struct options, 1, SIZE_MAX, NULL),
};

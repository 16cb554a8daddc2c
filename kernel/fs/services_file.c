/*
 * kernel/fs/services_file.c - see services_file.h. Works on [start, end) pieces of the text;
 * nothing is terminated.
 *
 * The file was measured, so a wrong line is a mistake and no attack: it is refused with the reason, and nothing is guessed. Each
 * parse_*() returns NULL, or that reason as half a sentence for the log.
 */
#include "kernel/fs/services_file.h"

#include "lib/base/memory.h"

struct piece {
        const char *start;
        size_t size;
};

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\r';
}

static bool piece_is(struct piece piece, const char *text)
{
        return piece.size == strlen(text) && memcmp(piece.start, text, piece.size) == 0;
}

/* The rest of the text up to a line feed, without a comment. */
static struct piece take_line(struct services_reader *reader)
{
        struct piece line = { .start = reader->text + reader->offset };
        bool comment = false;

        while (reader->offset < reader->size) {
                char c = reader->text[reader->offset++];

                if (c == '\n')
                        break;
                comment = comment || c == '#';
                if (!comment)
                        line.size++;
        }
        reader->line++;
        return line;
}

/* The next word of *@line, empty at its end. */
static struct piece take_word(struct piece *line)
{
        struct piece word;

        while (line->size > 0 && is_blank(*line->start)) {
                line->start++;
                line->size--;
        }
        word.start = line->start;
        word.size = 0;
        while (line->size > 0 && !is_blank(*line->start)) {
                line->start++;
                line->size--;
                word.size++;
        }
        return word;
}

/* The next item of a comma-separated list; false at its end. Items may be empty; whoever takes them refuses that. */
static bool take_item(struct piece *list, struct piece *item)
{
        if (!list->start)
                return false;
        item->start = list->start;
        item->size = 0;
        while (item->size < list->size && list->start[item->size] != ',')
                item->size++;
        if (item->size == list->size) {
                list->start = NULL;
        } else {
                list->start += item->size + 1;
                list->size -= item->size + 1;
        }
        return true;
}

/* Splits KEY=VALUE; false if there is no "=". */
static bool split(struct piece word, struct piece *key, struct piece *value)
{
        for (size_t i = 0; i < word.size; i++) {
                if (word.start[i] != '=')
                        continue;
                *key = (struct piece){ word.start, i };
                *value = (struct piece){ word.start + i + 1, word.size - i - 1 };
                return true;
        }
        return false;
}

/* Copies and terminates. False: empty, too long, or with a character that is no printable ASCII. */
static bool copy_text(char *out, size_t capacity, struct piece piece)
{
        if (piece.size == 0 || piece.size >= capacity)
                return false;
        for (size_t i = 0; i < piece.size; i++)
                if (piece.start[i] <= ' ' || piece.start[i] > '~')
                        return false;
        memcpy(out, piece.start, piece.size);
        out[piece.size] = 0;
        return true;
}

/* Names are the subjects of log lines and a part of messages between services. */
static bool good_name(const char *name)
{
        if (name[0] < 'a' || name[0] > 'z')
                return false;
        for (; *name; name++)
                if (!(*name >= 'a' && *name <= 'z') && !(*name >= '0' && *name <= '9') &&
                    *name != '-')
                        return false;
        return true;
}

/* A decimal number from 1 to UINT32_MAX; 0 is the core protocol, which is the kernel's. */
static bool parse_protocol(struct piece value, uint32_t *out)
{
        uint64_t number = 0;

        if (value.size == 0 || value.size > 10)
                return false;
        for (size_t i = 0; i < value.size; i++) {
                if (value.start[i] < '0' || value.start[i] > '9')
                        return false;
                number = number * 10 + (uint64_t)(value.start[i] - '0');
        }
        *out = (uint32_t)number;
        return number != 0 && number <= UINT32_MAX;
}

static const char *parse_args(struct piece list, struct service_line *out)
{
        size_t used = 0;
        struct piece item;

        if (out->arg_count != 0)
                return "args given twice";
        while (take_item(&list, &item)) {
                if (out->arg_count == SERVICE_ARGS_MAX)
                        return "too many args";
                if (!copy_text(out->args + used, sizeof(out->args) - used, item))
                        return "an empty, too long or unprintable argument";
                used += item.size + 1;
                out->arg_count++;
        }
        return NULL;
}

static uint32_t device_named(struct piece name)
{
        if (piece_is(name, "channel"))
                return SERVICE_DEVICE_CHANNEL;
        if (piece_is(name, "guest-request"))
                return SERVICE_DEVICE_GUEST_REQUEST;
        return 0;
}

/* Takes ":boot" off the end of a right, if it is there. */
static bool take_boot(struct piece *right)
{
        static const char suffix[] = ":boot";
        size_t size = sizeof(suffix) - 1;

        if (right->size < size || memcmp(right->start + right->size - size, suffix, size) != 0)
                return false;
        right->size -= size;
        return true;
}

static const char *parse_devices(struct piece list, struct service_line *out)
{
        struct piece item;

        while (take_item(&list, &item)) {
                bool boot = take_boot(&item);
                uint32_t device = device_named(item);

                if (device == 0)
                        return "an unknown device";
                if (out->devices & device)
                        return "a device given twice";
                out->devices |= device;
                out->boot_devices |= boot ? device : 0;
        }
        return NULL;
}

static const char *parse_peer(struct piece value, struct service_line *out)
{
        if (out->peer[0] != 0)
                return "peer given twice";
        out->boot_peer = take_boot(&value);
        if (!copy_text(out->peer, sizeof(out->peer), value) || !good_name(out->peer))
                return "peer is not the name of a service";
        return NULL;
}

static const char *parse_exec(struct piece value, struct service_line *out)
{
        if (out->exec[0] != 0)
                return "exec given twice";
        if (!copy_text(out->exec, sizeof(out->exec), value) || out->exec[0] != '/')
                return "exec is not an absolute path";
        return NULL;
}

static const char *parse_word(struct piece word, struct service_line *out)
{
        struct piece key;
        struct piece value;

        if (piece_is(word, "optional")) {
                out->optional = true;
                return NULL;
        }
        if (!split(word, &key, &value))
                return "a word that is not KEY=VALUE or optional";
        if (piece_is(key, "exec"))
                return parse_exec(value, out);
        if (piece_is(key, "args"))
                return parse_args(value, out);
        if (piece_is(key, "devices"))
                return parse_devices(value, out);
        if (piece_is(key, "peer"))
                return parse_peer(value, out);
        if (!piece_is(key, "protocol"))
                return "an unknown key";
        if (out->protocol != 0)
                return "protocol given twice";
        return parse_protocol(value, &out->protocol) ? NULL : "protocol is not a number above 0";
}

static const char *parse_service(struct piece line, struct service_line *out)
{
        struct piece word = take_word(&line);
        const char *error;

        *out = (struct service_line){ 0 };
        if (!piece_is(word, "service"))
                return "the line does not begin with service";
        if (!copy_text(out->name, sizeof(out->name), take_word(&line)) || !good_name(out->name))
                return "no name, or not one of at most 15 of a-z, 0-9 and -";
        for (word = take_word(&line); word.size > 0; word = take_word(&line)) {
                error = parse_word(word, out);
                if (error)
                        return error;
        }
        return out->exec[0] ? NULL : "exec is missing";
}

int services_next(struct services_reader *reader, struct service_line *out, const char **error)
{
        while (reader->offset < reader->size) {
                struct piece line = take_line(reader);
                struct piece rest = line;

                if (take_word(&rest).size == 0)
                        continue;
                *error = parse_service(line, out);
                return *error ? -1 : 1;
        }
        return 0;
}

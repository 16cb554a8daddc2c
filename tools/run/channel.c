/*
 * tools/run/channel.c - a hostile host between VMPL0 and the CA (`cashew run --attack channel-...`): a process that passes the bytes
 * of the channel on, and does to those for VMPL0 what the attack says. They are counted from 0.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/run/loop.h"

#define GARBAGE (32 * 1024)

/*
 * Two sockets and what to do between them. The bytes are those of docs/manufacturing.md's frames, but they
 * are not understood here: a piece is what one read() gave.
 */
struct channel {
        const char *attack;       /* its name and argument */
        unsigned long at;         /* the byte that it is about */
        unsigned long passed;     /* bytes for VMPL0 so far */
        unsigned char held[4096]; /* a piece that waits for the one behind it */
        size_t held_size;
        bool done;
        int machine;
        int ca;
};

bool run_is_channel_attack(const char *attack)
{
        return strncmp(attack, "channel-", 8) == 0;
}

static bool is_called(const struct channel *channel, const char *name)
{
        return strncmp(channel->attack, name, strlen(name)) == 0;
}

/* A peer that has gone is an end, not a signal. */
static bool send_all(int fd, const unsigned char *data, size_t size)
{
        while (size > 0) {
                ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

                if (sent <= 0)
                        return false;
                data += sent;
                size -= (size_t)sent;
        }
        return true;
}

/* Once: the attack has happened then, and bytes pass as they are, except where nothing is to come at all. */
static void say(struct channel *channel, const char *what)
{
        if (!channel->done)
                fprintf(stderr, "cashew run: attack: %s: %s\n", channel->attack, what);
        channel->done = true;
}

/* Nothing that a frame could be, but for its first four bytes. */
static bool send_garbage(struct channel *channel)
{
        unsigned char garbage[GARBAGE];

        for (size_t i = 0; i < sizeof(garbage); i++)
                garbage[i] = (unsigned char)"CSWM"[i % 4];
        say(channel, "garbage before the first answer");
        return send_all(channel->machine, garbage, sizeof(garbage));
}

/*
 * The piece that has the byte, or comes after it. Corrupting flips bit 6 of the byte itself, or of the
 * piece's first if the byte has gone through already.
 */
static bool attack_piece(struct channel *channel, unsigned char *data, size_t size)
{
        unsigned long first = channel->passed - size;

        if (is_called(channel, "channel-withhold")) {
                say(channel, "nothing more comes");
                return true;
        }
        if (channel->done)
                return send_all(channel->machine, data, size);
        if (is_called(channel, "channel-corrupt")) {
                data[channel->at > first ? channel->at - first : 0] ^= 0x40;
                say(channel, "a byte is another one");
        } else if (is_called(channel, "channel-double")) {
                say(channel, "a piece comes twice");
                if (!send_all(channel->machine, data, size))
                        return false;
        } else if (is_called(channel, "channel-garbage") && !send_garbage(channel)) {
                return false;
        }
        return send_all(channel->machine, data, size);
}

/*
 * channel-reorder: the piece with the byte comes behind the next. If there is none it is lost with the
 * connection.
 */
static bool reorder(struct channel *channel, const unsigned char *data, size_t size)
{
        if (!channel->held_size && !channel->done) {
                memcpy(channel->held, data, size);
                channel->held_size = size;
                return true;
        }
        if (!send_all(channel->machine, data, size))
                return false;
        if (!channel->held_size)
                return true;
        say(channel, "two pieces come in the other order");
        size = channel->held_size;
        channel->held_size = 0;
        return send_all(channel->machine, channel->held, size);
}

/* Everything before the byte passes as it is. */
static bool to_machine(struct channel *channel, unsigned char *data, size_t size)
{
        channel->passed += size;
        if (channel->passed <= channel->at)
                return send_all(channel->machine, data, size);
        if (is_called(channel, "channel-reorder"))
                return reorder(channel, data, size);
        return attack_piece(channel, data, size);
}

/* Until either side ends. What the machine sends is never touched. */
static void serve(struct channel *channel)
{
        struct pollfd fds[] = { { .fd = channel->machine, .events = POLLIN },
                                { .fd = channel->ca, .events = POLLIN } };
        unsigned char data[sizeof(channel->held)];

        while (poll(fds, 2, -1) > 0) {
                for (int i = 0; i < 2; i++) {
                        ssize_t size = 0;

                        if (!fds[i].revents)
                                continue;
                        size = read(fds[i].fd, data, sizeof(data));
                        if (size <= 0 || !(i == 0 ? send_all(channel->ca, data, (size_t)size)
                                                  : to_machine(channel, data, (size_t)size)))
                                return;
                }
        }
}

/* -1 if there is no such socket, or nobody listens. */
static int connect_to(const char *directory, const char *name)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", directory, name);
        if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
                return -1;
        return fd;
}

/*
 * A process of its own, so that the loop need not know about it; it ends with us (PR_SET_PDEATHSIG).
 * `NAME:AT` gives the byte, 0 without it.
 */
pid_t run_channel_start(const struct run *run, const char *attack, int listener)
{
        const char *argument = strchr(attack, ':');
        struct channel channel = { .attack = attack,
                                   .at = argument ? strtoul(argument + 1, NULL, 0) : 0 };
        pid_t child = fork();

        if (child != 0)
                return child;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        channel.ca = connect_to(run->directory, "channel-ca");
        channel.machine = accept(listener, NULL, NULL);
        if (channel.ca >= 0 && channel.machine >= 0)
                serve(&channel);
        _exit(0);
}

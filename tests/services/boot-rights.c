/*
 * A service in the place of the vTPM that has its peer and the channel until the machine has booted. It uses both, and again at
 * the first request of a guest.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include "random.h"

#define CHANNEL_FD 4
#define PEER_FD    5

static int error_of(long result)
{
        return result < 0 ? errno : 0;
}

/* Asks the peer, which is attestd, for nothing that it knows; that is answered too. */
static void use_rights(const char *when)
{
        uint8_t request[4] = { 0 };
        uint8_t reply[64];
        struct pollfd fds[] = { { CHANNEL_FD, POLLOUT, 0 }, { PEER_FD, POLLOUT, 0 } };
        int asked = error_of(write(PEER_FD, request, sizeof(request)));
        int answered = error_of(read(PEER_FD, reply, sizeof(reply)));
        int sent = error_of(write(CHANNEL_FD, "x", 1));

        poll(fds, 2, 0);
        printf("boot-rights: %s: errors %d %d %d, poll %d %d\n", when, asked, answered, sent,
               fds[0].revents, fds[1].revents);
}

static long answer(const uint8_t *reply, size_t size, uint64_t count)
{
        if (count == 1)
                use_rights("after boot");
        return write(REQUESTS_FD, reply, size);
}

int main(void)
{
        setvbuf(stdout, NULL, _IOLBF, 0);
        use_rights("at boot");
        return serve(answer);
}

/*
 * A service in the place of the vTPM that has its peer and the channel until the machine has booted. It uses both, and again at
 * the first request of a guest. The replies have the size that TPM2_GetRandom's would have.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/* A message is a byte of locality and a TPM command; GetRandom's last two bytes are how much is wanted. */
static size_t make_reply(const uint8_t *message, ssize_t size, uint8_t *reply)
{
        size_t wanted = size >= 13 ? (size_t)(message[11] << 8 | message[12]) : 0;

        if (wanted > 64)
                wanted = 64;
        memset(reply, 0x17, 12 + wanted);
        return 12 + wanted;
}

int main(void)
{
        static uint8_t message[4097];
        static uint8_t reply[128];
        int first = 1;

        setvbuf(stdout, NULL, _IOLBF, 0);
        use_rights("at boot");
        for (;;) {
                ssize_t size = read(3, message, sizeof(message));
                size_t length;

                if (size <= 0)
                        return 1;
                if (first)
                        use_rights("after boot");
                first = 0;
                length = make_reply(message, size, reply);
                if (write(3, reply, length) != (long)length)
                        return 2;
        }
}

/* services/vtpm/direct.c - see direct.h. */
#include "services/vtpm/direct.h"
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct {
        int fd; /* or -1 */
        uint8_t locality;
        size_t size;                          /* bytes of a command that have come */
        bool had_turn;                        /* it was the one that was served last */
        uint8_t message[SERVICE_MESSAGE_MAX]; /* room for the locality, then the command */
} connection = { .fd = -1 };

static int passed = -1; /* what came with the last request */

static void drop(int *fd)
{
        if (*fd >= 0)
                close(*fd);
        *fd = -1;
}

static void keep_passed(struct msghdr *header)
{
        struct cmsghdr *part = CMSG_FIRSTHDR(header);

        drop(&passed);
        if (part && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS &&
            part->cmsg_len >= CMSG_LEN(sizeof(passed)))
                memcpy(&passed, CMSG_DATA(part), sizeof(passed));
}

static long read_request(uint8_t *request, size_t capacity)
{
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } control;
        struct iovec vector = { .iov_base = request, .iov_len = capacity };
        struct msghdr header = { .msg_iov = &vector,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof(control.bytes) };
        long size;

        do
                size = recvmsg(SERVICE_REQUEST_FD, &header, MSG_CMSG_CLOEXEC);
        while (size < 0 && errno == EINTR);
        if (size > 0)
                keep_passed(&header);
        return size;
}

/* What of a command has come is all of it, or it will never be one. */
static bool is_complete(void)
{
        struct bytes_reader in = bytes_reader(connection.message + 1, connection.size);
        size_t wanted;

        bytes_read_be16(&in);
        wanted = bytes_read_be32(&in);
        return connection.size >= VTPM_COMMAND_MIN &&
               (wanted <= connection.size || wanted > sizeof(connection.message) - 1);
}

/* Returns the size of a request that was made of a command, or 0: it goes on, or has ended. */
static size_t read_command(uint8_t *request)
{
        size_t size;
        long got = recv(connection.fd, connection.message + 1 + connection.size,
                        sizeof(connection.message) - 1 - connection.size, 0);

        if (got < 0 && errno == EINTR)
                return 0;
        if (got <= 0) {
                connection.size = 0;
                drop(&connection.fd);
                return 0;
        }
        connection.size += (size_t)got;
        if (!is_complete())
                return 0;
        size = 1 + connection.size;
        connection.size = 0;
        connection.message[0] = connection.locality;
        memcpy(request, connection.message, size);
        return size;
}

/* A client that is always ready must not keep the other waiting: they take turns. */
long direct_wait(uint8_t *request, size_t capacity, bool *direct)
{
        for (;;) {
                struct pollfd fds[] = { { .fd = SERVICE_REQUEST_FD, .events = POLLIN },
                                        { .fd = connection.fd, .events = POLLIN } };
                int ready = poll(fds, 2, -1);
                size_t size;

                if (ready < 0 && errno != EINTR)
                        return -1;
                if (ready <= 0)
                        continue;
                *direct = fds[1].revents && !(fds[0].revents && connection.had_turn);
                connection.had_turn = *direct;
                if (!*direct)
                        return read_request(request, capacity);
                size = capacity < sizeof(connection.message) ? 0 : read_command(request);
                if (size)
                        return (long)size;
        }
}

void direct_reply(const uint8_t *response, size_t size)
{
        while (size && connection.fd >= 0) {
                long sent = send(connection.fd, response, size, MSG_NOSIGNAL);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent <= 0) {
                        drop(&connection.fd);
                        return;
                }
                response += sent;
                size -= (size_t)sent;
        }
}

bool direct_attach(void)
{
        if (passed < 0)
                return false;
        drop(&connection.fd);
        connection.fd = passed;
        connection.size = 0;
        passed = -1;
        return true;
}

void direct_set_locality(uint8_t locality)
{
        connection.locality = locality;
}

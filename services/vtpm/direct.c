/* services/vtpm/direct.c - see direct.h. */
#include "services/vtpm/direct.h"
#include "lib/base/bytes.h"
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/frame.h"
#include "services/vtpm/libtpms/tpm.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define COMMAND_MAX  (SERVICE_MESSAGE_MAX - 1) /* what the locality leaves of a request */
#define SET_LOCALITY 0x20001000                /* TPM2_CC_SET_LOCALITY of Linux' vTPM proxy */
#define SEND_SECONDS 10 /* a client that does not read must not stop the requests for long */
#define LISTENERS    2

static struct {
        int fd;        /* or -1 */
        uint8_t flags; /* enum vtpm_data_flags */
        uint8_t locality;
        size_t size;   /* bytes of a command that have come */
        bool had_turn; /* it was the one that was served last */
        bool framed;   /* the command that is to be answered was */
        uint8_t message[FRAME_HEADER + COMMAND_MAX];
        uint8_t answer[VTPM_COMMAND_MIN]; /* to what is answered here */
        uint8_t framed_answer[FRAME_PREFIX + SERVICE_MESSAGE_MAX + FRAME_SUFFIX];
} connection = { .fd = -1 };

static int passed = -1; /* what came with the last request */

/* Where clients come to while there is no connection. */
static struct {
        int fd;
        uint8_t flags; /* of their connections */
} listeners[LISTENERS];
static unsigned int listener_count;

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

/* Ends the connection for its client too: whoever passed it has it as well. */
static void hang_up(void)
{
        if (connection.fd >= 0)
                shutdown(connection.fd, SHUT_RDWR);
        connection.size = 0;
        drop(&connection.fd);
}

static uint8_t allowed(uint8_t locality)
{
        bool refused = locality == VTPM_MAX_LOCALITY && (connection.flags & VTPM_DATA_BELOW_4);

        return refused ? FRAME_LOCALITY : locality;
}

/*
 * Linux' vTPM proxy tells an emulator the locality by a command of its own (drivers/char/tpm/
 * tpm_vtpm_proxy.c). Returns true if it was one, and answered.
 */
static bool set_locality(const uint8_t *command, size_t size)
{
        struct bytes_reader in = bytes_reader(command, size);
        struct bytes_writer out = bytes_writer(connection.answer, sizeof(connection.answer));
        bool valid = bytes_read_be16(&in) == TPM_ST_NO_SESSIONS && bytes_read_be32(&in) == size;
        uint8_t locality;

        if (bytes_read_be32(&in) != SET_LOCALITY || !(connection.flags & VTPM_DATA_SET_LOCALITY))
                return false;
        locality = bytes_read_u8(&in);
        valid = valid && !in.failed && allowed(locality) <= VTPM_MAX_LOCALITY;
        if (valid)
                connection.locality = locality;
        bytes_write_be16(&out, TPM_ST_NO_SESSIONS);
        bytes_write_be32(&out, VTPM_COMMAND_MIN);
        bytes_write_be32(&out, valid ? 0 : TPM_RC_LOCALITY);
        direct_reply(connection.answer, out.size);
        return true;
}

/* Returns the size of a request that was made of what came, or 0: there is none, or none for the TPM. */
static size_t make_request(uint8_t *request)
{
        struct frame frame =
                frame_read(connection.message, connection.size, sizeof(connection.message));
        const uint8_t *command = connection.message + frame.header;
        size_t size;

        if (frame.kind == FRAME_END)
                hang_up();
        if (frame.kind == FRAME_PART || frame.kind == FRAME_END)
                return 0;
        size = connection.size - frame.header;
        size = size < COMMAND_MAX ? size : COMMAND_MAX;
        connection.size = 0;
        connection.framed = frame.kind == FRAME_FRAMED;
        if (set_locality(command, size))
                return 0;
        request[0] = allowed(connection.framed ? frame.locality : connection.locality);
        memcpy(request + 1, command, size);
        return 1 + size;
}

/* Returns the size of a request that was made of a command, or 0: it goes on, or has ended. */
static size_t read_command(uint8_t *request)
{
        long got = recv(connection.fd, connection.message + connection.size,
                        sizeof(connection.message) - connection.size, MSG_DONTWAIT);

        if (got < 0 && (errno == EINTR || errno == EAGAIN))
                return 0;
        if (got <= 0) {
                connection.size = 0;
                drop(&connection.fd);
                return 0;
        }
        connection.size += (size_t)got;
        return make_request(request);
}

static void begin(int fd, uint8_t flags)
{
        drop(&connection.fd);
        connection.fd = fd;
        connection.flags = flags;
        connection.size = 0;
}

/* What is no listener any more must not be asked for ever. */
static bool is_broken(int error)
{
        return error == EINVAL || error == EBADF || error == ENOTSOCK || error == EOPNOTSUPP;
}

/* Who comes next, to the first of those that somebody came to. */
static void accept_one(const struct pollfd *waiting)
{
        const struct timeval timeout = { .tv_sec = SEND_SECONDS };
        unsigned int number = 0;
        int fd;

        while (number < listener_count && !waiting[number].revents)
                number++;
        if (number == listener_count)
                return;
        fd = accept4(listeners[number].fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0 && is_broken(errno))
                drop(&listeners[number].fd);
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)))
                drop(&fd);
        if (fd >= 0)
                begin(fd, listeners[number].flags);
}

/* With a connection there is nobody else to wait for. Returns how many there are. */
static unsigned int choose(struct pollfd *fds)
{
        fds[0] = (struct pollfd){ .fd = SERVICE_REQUEST_FD, .events = POLLIN };
        fds[1] = (struct pollfd){ .fd = connection.fd, .events = POLLIN };
        if (connection.fd >= 0)
                return 2;
        for (unsigned int i = 0; i < listener_count; i++)
                fds[2 + i] = (struct pollfd){ .fd = listeners[i].fd, .events = POLLIN };
        return 2 + listener_count;
}

/* A client that is always ready must not keep the other waiting: they take turns. */
long direct_wait(uint8_t *request, size_t capacity, bool *direct)
{
        for (;;) {
                struct pollfd fds[2 + LISTENERS];
                unsigned int count = choose(fds);
                int ready = poll(fds, count, -1);
                size_t size;

                if (ready < 0 && errno != EINTR)
                        return -1;
                if (ready <= 0)
                        continue;
                *direct = !fds[0].revents || (ready > 1 && !connection.had_turn);
                connection.had_turn = *direct;
                if (!*direct)
                        return read_request(request, capacity);
                /* Who comes has mostly sent its command already. */
                if (count > 2)
                        accept_one(&fds[2]);
                size = capacity < SERVICE_MESSAGE_MAX || connection.fd < 0 ? 0
                                                                           : read_command(request);
                if (size)
                        return (long)size;
        }
}

static void send_all(const uint8_t *data, size_t size)
{
        while (size && connection.fd >= 0) {
                long sent = send(connection.fd, data, size, MSG_NOSIGNAL);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent <= 0) {
                        hang_up();
                        return;
                }
                data += sent;
                size -= (size_t)sent;
        }
}

void direct_reply(const uint8_t *response, size_t size)
{
        if (connection.framed) {
                size = frame_write(response, size, connection.framed_answer,
                                   sizeof(connection.framed_answer));
                response = connection.framed_answer;
        }
        send_all(response, size);
        if (connection.flags & VTPM_DATA_ONCE)
                hang_up();
}

bool direct_attach(uint8_t flags)
{
        if (passed < 0)
                return false;
        begin(passed, flags);
        passed = -1;
        return true;
}

bool direct_listen(uint8_t flags)
{
        if (passed < 0 || listener_count == LISTENERS)
                return false;
        listeners[listener_count].fd = passed;
        listeners[listener_count++].flags = flags;
        passed = -1;
        return true;
}

void direct_set_locality(uint8_t locality)
{
        connection.locality = locality;
}

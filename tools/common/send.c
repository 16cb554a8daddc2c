/* tools/common/send.c - see send.h. */
#include "tools/common/send.h"

#include <stdint.h>
#include <sys/socket.h>

int send_all(int fd, const void *data, size_t size, int flags)
{
        const uint8_t *next = data;

        while (size) {
                ssize_t sent = send(fd, next, size, MSG_NOSIGNAL | flags);

                if (sent <= 0)
                        return -1;
                next += sent;
                size -= (size_t)sent;
        }
        return 0;
}

/* tools/common/send.h - bytes that are sent whole. */
#ifndef TOOLS_COMMON_SEND_H
#define TOOLS_COMMON_SEND_H

#include <stddef.h>

/*
 * Sends @size bytes to the socket @fd, with @flags of send(2) besides MSG_NOSIGNAL. Returns 0, or -1: the other side has gone or,
 * with MSG_DONTWAIT, does not take them at once; some may have been sent then.
 */
__attribute__((warn_unused_result)) int send_all(int fd, const void *data, size_t size, int flags);

#endif

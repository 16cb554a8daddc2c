/*
 * services/runtime/service.h - the contract between a service and whoever runs it.
 *
 * A service is a static Linux program with these descriptors:
 *
 *   1, 2   log: lines of text, for the console
 *   3      requests: each read gives one request, then one write must give its reply. The first read says
 *          that the service is ready. End of file: nobody will ask again
 *   4      channel, if granted: a byte stream to the platform, without connections; poll() with a time-out
 *          and POLLIN, then read what is there
 *   5      peer, if granted: another service; each write is a request, the read after it its reply
 *
 * In the SVSM the kernel provides them; on Linux whoever starts the program does, and there is no
 * peer. A service has one thread and exits with status 1 after a log line when it cannot do its work.
 */
#ifndef SERVICES_RUNTIME_SERVICE_H
#define SERVICES_RUNTIME_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVICE_LOG_FD     1
#define SERVICE_REQUEST_FD 3
#define SERVICE_CHANNEL_FD 4
#define SERVICE_PEER_FD    5

/* Largest request and reply. */
#define SERVICE_MESSAGE_MAX 4096

/* One line of log, `format` without a newline; at most 160 bytes are printed. Nothing secret. */
__attribute__((format(printf, 1, 2))) void service_log(const char *format, ...);

/* Milliseconds of a clock that only goes forward. */
uint64_t service_milliseconds(void);

/*
 * Waits for a request. Returns its size in bytes, 0 when nobody will ask again, or -1 for an error.
 */
__attribute__((warn_unused_result)) long service_read_request(void *request, size_t capacity);

/* Answers the request that was read last. Returns 0, or -1 if it could not be given. */
__attribute__((warn_unused_result)) int service_reply(const void *reply, size_t size);

/*
 * Answers the request that was read last and waits for the next, as service_reply() and service_read_request() do it.
 */
__attribute__((warn_unused_result)) long service_exchange(const void *reply, size_t size,
                                                          void *request, size_t capacity);

/*
 * When the request came that service_exchange() has returned last: nanoseconds of service_milliseconds()'s clock.
 * 0: nobody has said it.
 */
uint64_t service_request_time(void);

/* Writes all of @data to the channel. Returns 0 or -1. */
__attribute__((warn_unused_result)) int service_channel_write(const void *data, size_t size);

/*
 * Reads what is on the channel, waiting until @deadline (service_milliseconds()) for the first
 * byte. Returns bytes read, 0 if none came in time, -1 if there is no channel or its other end is
 * gone for good.
 */
__attribute__((warn_unused_result)) long service_channel_read(void *data, size_t capacity,
                                                              uint64_t deadline);

/* Nothing will be read from the channel or written to it again: who has many clients has room for another. */
void service_channel_close(void);

/*
 * Finds out whether there is a peer. To be called before anything is opened: what is opened on plain
 * Linux may get the peer's number.
 */
void service_find_peer(void);

/* Whether there is a peer. */
bool service_has_peer(void);

/* Asks the peer. Returns the size of its reply, at most @capacity bytes, or -1 if it gave none. */
__attribute__((warn_unused_result)) long service_peer_call(const void *request, size_t size,
                                                           void *reply, size_t capacity);

#endif

/*
 * kernel/fs/services_file.h - /etc/services: which programs run, and what each is granted.
 *
 * One service a line; `#` begins a comment. Words are separated by spaces or tabs:
 *
 *     service NAME exec=/PATH [protocol=N] [peer=NAME[:boot]] [args=A,B,...]
 *             [devices=D[:boot],...] [optional]
 *
 * The full description for people is docs/services.md.
 */
#ifndef KERNEL_FS_SERVICES_FILE_H
#define KERNEL_FS_SERVICES_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVICE_NAME_SIZE 16 /* its terminating zero included */
#define SERVICE_PATH_SIZE 64
#define SERVICE_ARGS_MAX  8
#define SERVICE_ARGS_SIZE 128 /* of all arguments, each with its terminating zero */

/* Bits of service_line.devices. */
#define SERVICE_DEVICE_CHANNEL       UINT32_C(1)
#define SERVICE_DEVICE_GUEST_REQUEST UINT32_C(2) /* lib/svsm/guest_request_device.h */

/* One line, understood. */
struct service_line {
        char name[SERVICE_NAME_SIZE]; /* a-z, 0-9 and -, beginning with a letter */
        char exec[SERVICE_PATH_SIZE]; /* absolute path in the archive */
        char args[SERVICE_ARGS_SIZE]; /* argv[1] and on, one after the other, terminated each */
        unsigned int arg_count;
        uint32_t protocol;            /* SVSM protocol that it answers; 0: none */
        uint32_t devices;             /* SERVICE_DEVICE_* */
        uint32_t boot_devices;        /* those of them that it has until all services are ready */
        char peer[SERVICE_NAME_SIZE]; /* the service that it may ask; empty: none */
        bool boot_peer;               /* it may ask it until all services are ready */
        bool optional;                /* the machine boots without it too */
};

struct services_reader {
        const char *text;
        size_t size;
        size_t offset;
        unsigned int line; /* number of the line read last, from 1 */
};

static inline struct services_reader services_reader(const void *text, size_t size)
{
        return (struct services_reader){ .text = text, .size = size };
}

/*
 * The next service. 1: *@out holds one. 0: there are no more. -1: the line reader->line is wrong,
 * and *@error says how. What depends on the other lines (names and protocols are unique, a peer is
 * there) is for the caller, who knows all of them.
 */
__attribute__((warn_unused_result)) int services_next(struct services_reader *reader,
                                                      struct service_line *out, const char **error);

#endif

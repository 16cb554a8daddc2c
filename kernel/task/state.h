/*
 * kernel/task/state.h - one service, as the files of kernel/task share it. Nobody else includes
 * this.
 */
#ifndef KERNEL_TASK_STATE_H
#define KERNEL_TASK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/arch/user.h"
#include "kernel/base/line_limit.h"
#include "kernel/base/spinlock.h"
#include "kernel/fs/files.h"
#include "kernel/fs/services_file.h"
#include "kernel/mm/address_space.h"
#include "kernel/task/service.h"
#include "lib/base/address.h"

/*
 * A service's addresses. A program for a fixed address lies between USER_START and BRK_END, a movable one in as much space
 * behind a random address; its heap is somewhere behind it. Each area begins at a random one of RANDOM_PAGES pages (1 TiB)
 * behind its AREA address, so that who finds a way into the service does not know what is where.
 */
#define USER_START   UINT64_C(0x10000)
#define BRK_END      UINT64_C(0x40000000)
#define PROGRAM_AREA UINT64_C(0x100000000000)
#define MMAP_AREA    UINT64_C(0x200000000000)
#define STACK_AREA   UINT64_C(0x300000000000)
#define RANDOM_PAGES (UINT64_C(1) << 28)
#define BRK_GAP      (UINT64_C(1) << 13) /* pages, at most, between program and heap */
#define MMAP_PAGES   16384               /* 64 MiB */
#define STACK_PAGES  64                  /* 256 KiB; nothing is mapped below */

/* File descriptors. */
enum descriptor {
        DESCRIPTOR_INPUT = 0,
        DESCRIPTOR_OUTPUT = 1,
        DESCRIPTOR_ERROR = 2,
        DESCRIPTOR_REQUESTS = 3,
        DESCRIPTOR_CHANNEL = 4,
        DESCRIPTOR_PEER = 5,
        DESCRIPTOR_GUEST_REQUEST = 6,
        DESCRIPTOR_FILES = 7, /* the first of FILES_MAX */
};
#define FILES_MAX 8

enum service_state {
        STATE_RUNNING = 0, /* between two system calls */
        STATE_WAITING = 1, /* inside read() of the request descriptor, which ends when one comes */
        STATE_REPLIED = 2, /* inside write() of a reply, which goes on with the next request */
        STATE_EXCHANGED = 3, /* inside exchange(): it has replied, and waits as in read() */
        STATE_DEAD = 4,
};

/* A file of the archive that the service has open. */
struct open_file {
        bool used;
        struct file file;
        uint32_t offset; /* of the next byte to read */
};

/*
 * What a service has written and not yet ended with a line feed, and how much it may still write.
 */
struct service_console {
        char line[192];
        size_t used;
        struct line_limit limit;
};

/*
 * What a service needs to ask its peer: two pages, which are there from its start if it has one.
 * The request has struct service_peer_header in front.
 */
struct service_peer {
        struct service *service; /* NULL: it has none */
        uint8_t *request;
        uint8_t *reply;
        bool replied; /* there is a reply that has not been read */
        size_t reply_size;
};

/* The message that a service works on, during service_call(). */
struct service_message {
        const uint8_t *request; /* NULL: it has been read */
        size_t request_size;
        uint8_t *reply; /* NULL: none is wanted */
        size_t capacity;
        size_t reply_size;
};

struct service {
        struct user_context context;
        struct spinlock lock;
        enum service_state state;
        struct service_line line;
        struct address_space memory;
        struct service_message message;
        bool connected; /* it has what it was granted */
        struct service_peer peer;
        uint64_t brk_start, brk, brk_end;
        uint64_t mmap_start; /* of MMAP_PAGES */
        uint64_t stack_top;
        uint64_t mapped[MMAP_PAGES / 64]; /* a bit for each page of the mmap area */
        struct open_file files[FILES_MAX];
        struct service_console console;
        uint64_t calls;         /* system calls made */
        uint64_t unknown_calls; /* of them unknown */
};
_Static_assert(sizeof(struct service) <= PAGE_SIZE, "a service is one page of the pool");

/*
 * program.c: loads the program into a new service, and makes its first stack. -1 after a log line.
 */
__attribute__((warn_unused_result)) int program_load(struct service *service,
                                                     const struct file *program);

/*
 * program.c: a random number for the service: its stack protector, its allocator, its addresses and its keys trust it. Without
 * entropy the machine stops: a TPM whose keys can be guessed is worse than none.
 */
uint64_t service_random(const struct service *service);

/* run.c: runs the service on this vCPU until it waits, has replied or is dead. */
void service_run(struct service *service);

/* True if the service has @device, a SERVICE_DEVICE_*. */
static inline bool service_has(const struct service *service, uint32_t device)
{
        return service->line.devices & device;
}

/* Ends the service for good. It is not run again; whoever has run it buries it. */
static inline void service_die(struct service *service)
{
        service->state = STATE_DEAD;
}

/* run.c: erases the memory and registers of a dead service, when it no longer runs. */
void service_bury(struct service *service);

/*
 * system_call.c: one system call. The service may be waiting, have replied or be dead afterwards.
 */
void system_call(struct service *service);

/* calls_io.c: ends the call in which the service has waited for a request. */
void request_arrives(struct service *service, enum service_state waited);

/* cpuid.c: does the CPUID instruction at RIP; false if there is none. */
__attribute__((warn_unused_result)) bool emulate_cpuid(struct service *service);

/* console.c: text of the service's, in lines, at most some a second. */
void console_put(struct service_console *console, const char *name, const char *text, size_t size);

/*
 * channel.c: the channel for whoever has been granted it. read: bytes, 0 if there are none now, or
 * -1.
 */
int channel_read(uint8_t *out, size_t size);
int channel_write(const uint8_t *data, size_t size);
bool channel_readable(void);

/*
 * guest_request.c: the guest-request device (lib/svsm/guest_request_device.h). One service has it.
 * open: once, before that service runs; -1 if there is no memory, or the host does not share pages.
 */
__attribute__((warn_unused_result)) int guest_request_open(void);
bool guest_request_readable(void);

#endif

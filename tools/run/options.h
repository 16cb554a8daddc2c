/*
 * tools/run/options.h - `cashew run`: QEMU, softsnp and a guest as one child process, and its terminal.
 *
 * Everything that comes out of the machine comes through UNIX sockets in a private directory: the console (first
 * UART), the guest's terminal, and the batch ports of docs/guest.md. command.c owns the life of it all.
 */
#ifndef TOOLS_RUN_OPTIONS_H
#define TOOLS_RUN_OPTIONS_H

#include <limits.h>
#include <stdbool.h>

#include "tools/common/options.h"

#define RUN_ATTACKS_MOST    16
#define RUN_HOST_LINES_MOST 32
#define RUN_QEMU_ARGS_MOST  64
#define RUN_NO_ICOUNT       UINT_MAX

/* What is known of the guest: who has its terminal, and how its end is told. */
enum run_guest {
        RUN_GUEST_ANY,     /* the first UART is its terminal, until docs/guest.md's ports answer */
        RUN_GUEST_LINUX,   /* it has docs/guest.md's ports */
        RUN_GUEST_PROBE,   /* it says on the console when it is done, and has no ports */
        RUN_GUEST_CONSOLE, /* the first UART is its terminal, and there are no ports */
};

/* What the command line says; strings are argv's. NULL: not given. */
struct run_options {
        const char *qemu;
        const char *softsnp;  /* NULL with plain: the same guest without SNP, for comparison */
        const char *image;    /* IGVM file */
        const char *firmware; /* only with plain; NULL: QEMU's own */
        const char *tpm;      /* only with plain: swtpm's control socket; NULL: there is no TPM */
        const char *kernel;
        const char *initrd;
        const char *cmdline; /* a file: one line */
        const char *append;  /* the line itself */
        const char *batch;   /* command to run as root in the guest */
        const char *ca;      /* directory of the CA to serve on the channel; NULL: nobody listens */
        const char *ca_command;  /* what serves it: this program */
        const char *chip;        /* directory of the chip; NULL: there is no security processor */
        const char *personality; /* name or file; NULL: the one that softsnp has built in */
        struct option_list host; /* lines behind it */
        const char *as;          /* its igvm-level instead, or NULL */
        struct option_list qemu_arguments; /* put behind ours */
        struct option_list symbols;        /* ELF files */
        struct option_list attacks;        /* what a hostile host does; see softsnp/attack */
        const char *console_log;
        const char *trace;
        const char *accel;
        unsigned int smp;
        unsigned int memory_mib;
        unsigned int own_memory_mib; /* of softsnp, which its guest does not have */
        unsigned int ready_seconds;  /* limit for VMPL0 to start its guest */
        unsigned int limit_seconds;  /* limit for everything, 0: none */
        unsigned int psp_busy;       /* requests that it answers with BUSY */
        unsigned int icount;         /* 2^n ns an instruction; RUN_NO_ICOUNT: off */
        bool gdb;
        bool plain;
        unsigned int guest; /* enum run_guest */
        bool verbose;       /* the whole console on stderr */
        bool quiet;         /* failures only */
        bool tsc_khz;       /* only print that */
};

/* The sockets between us and QEMU, by what they carry. */
enum run_stream {
        RUN_CONSOLE,
        RUN_TERMINAL, /* hvc0, without --batch */
        RUN_COMMAND,  /* the batch ports */
        RUN_STDOUT,
        RUN_STDERR,
        RUN_STATUS,
        RUN_STREAMS,
};

/* Names of the virtio ports and of the sockets; RUN_CONSOLE and RUN_TERMINAL are not ports. */
const char *run_stream_name(enum run_stream stream);

/* True if this run uses the stream. */
bool run_stream_used(const struct run_options *options, enum run_stream stream);

#endif

/*
 * tools/run.h - `cashew run`: QEMU, softsnp and a guest as one child process, and its terminal.
 *
 * Everything that comes out of the machine comes through UNIX sockets in a private directory: the console (first
 * UART), the guest's terminal, and the batch ports of docs/guest.md. run.c owns the life of it all.
 */
#ifndef TOOLS_RUN_H
#define TOOLS_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define RUN_ATTACKS_MOST 16

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
        const char *batch;   /* command to run as root in the guest */
        const char *ca;      /* directory of the CA to serve on the channel; NULL: nobody listens */
        const char *ca_command; /* what serves it: this program */
        const char *chip;       /* directory of the chip; NULL: there is no security processor */
        const char *attacks[RUN_ATTACKS_MOST]; /* what a hostile host does; see softsnp/attack */
        unsigned int attack_count;
        const char *console_log;
        const char *trace;
        const char *accel;
        unsigned int smp;
        unsigned int memory_mib;
        unsigned int ready_seconds; /* limit for VMPL0 to start its guest */
        unsigned int limit_seconds; /* limit for everything, 0: none */
        unsigned int psp_busy;      /* requests that it answers with BUSY */
        unsigned int icount;        /* 2^n ns an instruction plus one; 0: off */
        bool gdb;
        bool plain;
        bool probe;   /* the guest says on the console when it is done, and has no ports */
        bool verbose; /* the whole console on stderr */
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

/* A growing, NULL-terminated argument vector. */
struct run_arguments {
        char **list;
        size_t count;
};
__attribute__((format(printf, 2, 3))) void run_argument(struct run_arguments *arguments,
                                                        const char *format, ...);
void run_arguments_free(struct run_arguments *arguments);

/* The QEMU command line for @options; sockets are in @directory. */
void run_qemu_arguments(const struct run_options *options, const char *directory,
                        struct run_arguments *out);

/* Writes the attacks to @path, a line each. 0, or -1 with errno. */
__attribute__((warn_unused_result)) int run_write_attacks(const struct run_options *options,
                                                          const char *path);

/* Writes the guest's command line, as the firmware reads it, to @path. 0, or -1 with errno. */
__attribute__((warn_unused_result)) int run_write_cmdline(const struct run_options *options,
                                                          const char *path);

/*
 * The host's TSC frequency in kHz, measured and rounded to 1 MHz: what a guest sees under TCG. A guest cannot
 * calibrate it (every access to a timer is a #VC), so it is told on its command line, tsc_early_khz=.
 */
uint64_t run_tsc_khz(void);

/*
 * The console, line by line: which stage the boot has reached, and what a person should see of it. Lines of
 * ours go to stderr with the time since the start; everything else only with verbose, or after a failure.
 */
enum run_stage {
        RUN_STAGE_START,
        RUN_STAGE_MACHINE,  /* softsnp has measured the image */
        RUN_STAGE_VMPL0,    /* the kernel is up */
        RUN_STAGE_SERVICES, /* the services are ready */
        RUN_STAGE_GUEST,    /* VMPL2 runs */
        RUN_STAGE_INIT,     /* Linux has reached its init, or the probe has started */
        RUN_STAGE_STOPPED,  /* softsnp or the kernel ended it, with a reason */
};
#define RUN_CONSOLE_TAIL 40
struct run_console {
        enum run_stage stage;
        bool verbose;
        bool quiet;     /* nothing but failures */
        double started; /* seconds, monotonic */
        FILE *log;      /* the whole console, or NULL */
        bool escape;    /* inside a terminal's escape sequence */
        bool firmware_seen;
        char line[512];
        size_t length;
        char tail[RUN_CONSOLE_TAIL][512]; /* the last lines, a ring */
        unsigned int lines;
        char waiting_for[64]; /* the service that was started last and is not ready */
};
double run_seconds(void);
void run_console_input(struct run_console *console, const char *data, size_t size);
/* The console has ended: what stands there without an end of line counts as a line. */
void run_console_end(struct run_console *console);
/* A stage that is not seen on the console. */
void run_console_stage(struct run_console *console, enum run_stage stage, const char *text);
/* The last lines, for somebody who wants to know why. */
void run_console_explain(const struct run_console *console);

/* The terminal of an interactive run: raw while the guest has it. */
void run_terminal_raw(void);
void run_terminal_restore(void);

#endif

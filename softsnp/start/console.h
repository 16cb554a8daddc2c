/* softsnp/start/console.h - log lines on the first UART, and the end of the machine. */
#ifndef SOFTSNP_START_CONSOLE_H
#define SOFTSNP_START_CONSOLE_H

#include <stdarg.h>
#include <stdint.h>

/* Codes for END_PORT; QEMU's exit status is twice the code plus one (docs/boot.md). */
enum machine_exit {
        MACHINE_EXIT_ORDERLY = 0x10,
        MACHINE_EXIT_STOPPED = 0x11,
        MACHINE_EXIT_REFUSED = 0x12,
};

/* Writes "softsnp: " and one line. Safe under the machine lock; interrupts stay off. */
__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);

/* Writes "softsnp: stopped: ", or "refused: ", the reason, and ends the machine. */
__attribute__((format(printf, 1, 2), noreturn)) void machine_stop(const char *format, ...);
__attribute__((format(printf, 1, 2), noreturn)) void machine_refuse(const char *format, ...);
/* machine_stop() for those who have the arguments already. */
__attribute__((noreturn)) void machine_stop_arguments(const char *format, va_list arguments);

/* Writes @code to END_PORT; if there is no device, halts for ever. */
__attribute__((noreturn)) void machine_end(enum machine_exit code);

#endif

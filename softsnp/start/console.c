/* softsnp/start/console.c - see console.h. */
#include "softsnp/start/console.h"

#include <stdarg.h>
#include <stdbool.h>

#include "lib/base/format.h"
#include "lib/x86/cpu.h"
#include "softsnp/start/layout.h"

/* Registers of the 16550, from the base port. */
#define UART_DATA         (UART_PORT + 0)
#define UART_LINE_CONTROL (UART_PORT + 3)
#define UART_LINE_STATUS  (UART_PORT + 5)

#define LINE_CONTROL_DIVISOR  0x80
#define LINE_STATUS_CAN_WRITE 0x20
#define LINE_STATUS_ALL_SENT  0x40

/* How long the end waits for the last characters: a host that does not take them does not keep the machine alive. */
#define SENT_TRIES 1000000

/* Waits for the UART as long as it takes: nothing of a line is lost. */
static void put_character(void *context, char c)
{
        (void)context;
        while (!(inb(UART_LINE_STATUS) & LINE_STATUS_CAN_WRITE))
                cpu_relax();
        outb(UART_DATA, (uint8_t)c);
}

static void put_text(const char *text)
{
        while (*text)
                put_character(NULL, *text++);
}

/*
 * The UART is the guest's too, which may be about to set the divisor: then the data port is not the
 * data port, so the line control register is set aside for as long as the line takes.
 */
static void put_line(const char *prefix, const char *format, va_list arguments)
{
        uint8_t line_control = inb(UART_LINE_CONTROL);

        if (line_control & LINE_CONTROL_DIVISOR)
                outb(UART_LINE_CONTROL, line_control & ~LINE_CONTROL_DIVISOR);
        put_text(prefix);
        format_to(put_character, NULL, format, arguments);
        put_text("\r\n");
        if (line_control & LINE_CONTROL_DIVISOR)
                outb(UART_LINE_CONTROL, line_control);
}

/*
 * Every line goes through the same registers, whoever writes it: under the machine lock once there
 * are several CPUs.
 */
void log_line(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        put_line("softsnp: ", format, arguments);
        va_end(arguments);
}

void machine_stop_arguments(const char *format, va_list arguments)
{
        put_line("softsnp: stopped: ", format, arguments);
        machine_end(MACHINE_EXIT_STOPPED);
}

void machine_stop(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        machine_stop_arguments(format, arguments);
}

/*
 * For what was wrong before the guest began: another exit code than for a stop, so that scripts can
 * tell them apart.
 */
void machine_refuse(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        put_line("softsnp: refused: ", format, arguments);
        va_end(arguments);
        machine_end(MACHINE_EXIT_REFUSED);
}

/* The last line says why the machine ends: a busy host may not have taken it yet. */
static void wait_until_sent(void)
{
        for (unsigned int i = 0; i < SENT_TRIES && !(inb(UART_LINE_STATUS) & LINE_STATUS_ALL_SENT);
             i++)
                cpu_relax();
}

/*
 * The device at END_PORT makes an exit status of the code (docs/boot.md); where there is none the CPU
 * halts for good.
 */
void machine_end(enum machine_exit code)
{
        wait_until_sent();
        outb(END_PORT, (uint8_t)code);
        for (;;)
                __asm__ volatile("cli; hlt");
}

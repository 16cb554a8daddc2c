/*
 * kernel/host/console.c - console and channel, if the parameters name them: UARTs, whose ports are reached by the GHCB's page
 * protocol. So there is no console before a vCPU has its page; why it ends earlier is in its termination request alone.
 */
#include "kernel/arch/console.h"
#include "kernel/cpu/area.h"
#include "kernel/host/uart.h"

/* So much of a text is expanded on the stack at a time. */
#define CONSOLE_PART 64

static uint16_t console_port;
static uint16_t channel_port;

static uint16_t open_port(const struct params_port *port)
{
        if (port->kind != PARAMS_PORT_UART_16550)
                return 0;
        uart_init(port->port);
        return port->port;
}

void host_console_init(const struct params_port *console)
{
        console_port = open_port(console);
}

void host_channel_init(const struct params_port *channel)
{
        channel_port = open_port(channel);
}

/* A line feed becomes carriage return and line feed. Returns how much of @text was taken. */
static size_t expand_lines(const char *text, size_t size, uint8_t *out, size_t *out_size)
{
        size_t taken = 0;
        size_t n = 0;

        while (taken < size && n + 2 <= CONSOLE_PART) {
                if (text[taken] == '\n')
                        out[n++] = '\r';
                out[n++] = (uint8_t)text[taken++];
        }
        *out_size = n;
        return taken;
}

/* What the UART does not take in time is left out: a host that reads nothing must not stop VMPL0. */
void arch_console_write(const char *text, size_t size)
{
        uint8_t part[CONSOLE_PART];

        if (!console_port || !cpu_current()->has_ghcb)
                return;
        while (size) {
                size_t part_size;
                size_t taken = expand_lines(text, size, part, &part_size);

                if (uart_write(console_port, part, part_size) != part_size)
                        return;
                text += taken;
                size -= taken;
        }
}

int arch_channel_write(const uint8_t *data, size_t size)
{
        if (!channel_port)
                return -1;
        return (int)uart_write(channel_port, data, size);
}

int arch_channel_read(uint8_t *out, size_t size)
{
        if (!channel_port)
                return -1;
        return (int)uart_read(channel_port, out, size);
}

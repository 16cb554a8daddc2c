/* kernel/host/uart.h - a 16550 behind the GHCB: the console, and the channel to the host's tools. */
#ifndef KERNEL_HOST_UART_H
#define KERNEL_HOST_UART_H

#include <stddef.h>
#include <stdint.h>

#include "lib/params/block.h"

/*
 * Says where console and channel are (console.c); before that there are none. Each is a kind and an I/O port, of the measured
 * parameters; of another kind than a UART: there is none. The vCPU that calls has its GHCB, as everywhere below.
 */
void host_console_init(const struct params_port *console);
void host_channel_init(const struct params_port *channel);

/* Sets up the UART whose first I/O port is @port: 115200 8N1, FIFOs on, no interrupts. A host without one is not noticed. */
void uart_init(uint16_t port);

/* Bytes written, less than @size if the UART does not get rid of them for a second. */
size_t uart_write(uint16_t port, const uint8_t *data, size_t size);

/* Bytes that are there, at most @size; does not wait. */
size_t uart_read(uint16_t port, uint8_t *out, size_t size);

#endif

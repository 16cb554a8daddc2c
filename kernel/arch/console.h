/*
 * kernel/arch/console.h - the console, and the channel to the host's tools. The host reads and writes both.
 *
 * Implemented above: kernel/host/console.c, because log lines are needed by everything above and below it; on the host
 * tests/unit/kernel/fake_host.c has the channel in two arrays, and keeps lines itself.
 */
#ifndef KERNEL_ARCH_CONSOLE_H
#define KERNEL_ARCH_CONSOLE_H

#include <stddef.h>
#include <stdint.h>

/* @size characters, which need be no whole line; a line feed becomes CR LF. Nothing happens where there is no console. */
void arch_console_write(const char *text, size_t size);

/* Bytes written, fewer than @size if the host does not take them for a second; -1: there is no channel. */
int arch_channel_write(const uint8_t *data, size_t size);

/* Bytes that are there, at most @size, without waiting; -1: there is no channel. */
int arch_channel_read(uint8_t *out, size_t size);

#endif

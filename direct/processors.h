/* direct/processors.h - which processors there are, as the host says, and Linux' list of them. */
#ifndef DIRECT_PROCESSORS_H
#define DIRECT_PROCESSORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROCESSORS_MOST 512

/* Their APIC IDs, no two of which are the same. */
struct processors {
        uint32_t ids[PROCESSORS_MOST];
        unsigned int count;
};

/* @count of them, with the IDs from 0 on: QEMU's, where no topology is asked for. False: none, or too many. */
__attribute__((warn_unused_result)) bool processors_counted(uint32_t count, struct processors *out);

/*
 * Those of the GHCB's APIC ID list, a count and IDs of 32 bits in the @size bytes at @list, which the host may write to
 * meanwhile: each word is read once. False: not @count of them, or an ID stands twice.
 */
__attribute__((warn_unused_result)) bool processors_listed(const volatile uint32_t *list,
                                                           size_t size, uint32_t count,
                                                           struct processors *out);

/* The largest MADT that processors_write() makes. */
#define PROCESSORS_TABLE_MOST (44 + PROCESSORS_MOST * 16 + 12 + 5 * 10 + 12 + 6)

/* Writes the MADT, but for its checksum, which is 0: q35's interrupts, whatever the host says. Returns its size. */
size_t processors_write(const struct processors *processors, uint8_t *out);

#endif

/* direct/processors.h - which processors there are: the host's MADT is read, and one of our own made. */
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

/*
 * Takes the IDs of processors that can be used from the table in the @size bytes at @madt, and nothing else. False: it is no MADT,
 * it ends in the middle of an entry, has an ID twice, has none or too many.
 */
__attribute__((warn_unused_result)) bool processors_read(const void *madt, size_t size,
                                                         struct processors *out);

/* The largest MADT that processors_write() makes. */
#define PROCESSORS_TABLE_MOST (44 + PROCESSORS_MOST * 16 + 12 + 5 * 10 + 12 + 6)

/* Writes the MADT, but for its checksum, which is 0: q35's interrupts, whatever the host says. Returns its size. */
size_t processors_write(const struct processors *processors, uint8_t *out);

#endif

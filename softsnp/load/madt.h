/* softsnp/load/madt.h - the ACPI table of the machine's processors, as an IGVM parameter. */
#ifndef SOFTSNP_LOAD_MADT_H
#define SOFTSNP_LOAD_MADT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the table of a machine with @cpus CPUs, whose APIC IDs are 0 to @cpus - 1. */
size_t madt_size(unsigned int cpus);

/* Fills in madt_size() bytes at @out. */
void madt_make(unsigned int cpus, uint8_t *out);

#endif

/* direct/acpi.h - the ACPI tables that Linux gets. All but the list of processors is measured: no byte code of the host's runs. */
#ifndef DIRECT_ACPI_H
#define DIRECT_ACPI_H

#include "direct/processors.h"

/* Writes all tables into the DIRECT_ACPI_SIZE bytes at DIRECT_ACPI, the RSDP first. */
void acpi_write(const struct processors *processors);

#endif

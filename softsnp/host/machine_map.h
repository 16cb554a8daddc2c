/* softsnp/host/machine_map.h - the machine's memory map, as QEMU on KVM has it for its firmware and for IGVM files. */
#ifndef SOFTSNP_HOST_MACHINE_MAP_H
#define SOFTSNP_HOST_MACHINE_MAP_H

#include "softsnp/host/e820.h"

/*
 * QEMU's own map (fw_cfg file etc/e820), but for softsnp's memory, which is no memory of the guest's, and with what KVM adds. In
 * QEMU's order; the same at each call.
 */
const struct e820_entry *machine_map(size_t *count);

#endif

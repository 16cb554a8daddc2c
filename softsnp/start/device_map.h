/*
 * softsnp/start/device_map.h - device registers, wherever they are: the identity map ends at 512 GiB, and firmware puts its
 * large BARs near the end of the physical addresses (OVMF, PlatformInitLib: at 0x380000000000 with 46 bits).
 */
#ifndef SOFTSNP_START_DEVICE_MAP_H
#define SOFTSNP_START_DEVICE_MAP_H

#include <stdint.h>

/* The first address that is none: 2^ of the CPU's physical width. */
uint64_t device_map_end(void);

/*
 * Where @cpu (index below DEVICE_MAP_CPUS), which is the caller, reaches @address until it asks for another one; to the end of
 * its page. @address is below device_map_end(). Under the machine lock.
 */
#define DEVICE_MAP_CPUS 512
uint64_t device_map(unsigned int cpu, uint64_t address);

#endif

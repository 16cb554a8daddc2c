/* softsnp/host/fw_cfg.h - QEMU's firmware configuration: ours to read, the guest's through a filter. */
#ifndef SOFTSNP_HOST_FW_CFG_H
#define SOFTSNP_HOST_FW_CFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FW_CFG_PORT_SELECT 0x510
#define FW_CFG_PORT_DATA   0x511

/* True if the device answers with its signature. */
bool fw_cfg_present(void);

/* The number of vCPUs (key 5); 1 without the device. */
unsigned int fw_cfg_cpu_count(void);

/*
 * Reads a whole file by name into memory of softsnp's, by DMA. NULL if there is no such file. The size is in
 * *@size.
 */
void *fw_cfg_read_file(const char *name, uint64_t *size);

/*
 * Prepares what the guest shall see: the machine's memory map, the guest's kernel, initrd and command line (files
 * opt/cashew/guest-*), and DMA that reaches shared memory only.
 */
void fw_cfg_filter_init(void);

/* The guest's port accesses. False: not a port of the filter, pass it on. */
__attribute__((warn_unused_result)) bool fw_cfg_filter_out(uint16_t port, unsigned int size,
                                                           uint32_t value);
__attribute__((warn_unused_result)) bool fw_cfg_filter_in(uint16_t port, unsigned int size,
                                                          uint32_t *value);

/* True if the filter has nothing to do with @port, so string output may go straight to the device. */
bool fw_cfg_filter_passes(uint16_t port);

/* Bytes of a string input at once: the same as @count inputs of one byte. False: not the filter's port. */
__attribute__((warn_unused_result)) bool fw_cfg_filter_read(uint16_t port, uint8_t *out,
                                                            size_t count);

#endif

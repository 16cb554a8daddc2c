/* lib/igvm/crc32.h - the checksum of IGVM headers. */
#ifndef LIB_IGVM_CRC32_H
#define LIB_IGVM_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32 (IEEE 802.3) as the checksum uses it: @crc is 0 at first, then the last result. */
uint32_t igvm_crc32(uint32_t crc, const void *data, size_t size);

#endif

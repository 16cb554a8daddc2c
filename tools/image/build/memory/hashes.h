/*
 * tools/image/build/memory/hashes.h - the table of hashes by which OVMF knows its kernel, initrd and command line.
 * QEMU target/i386/sev.c (struct SevHashTable), edk2 OvmfPkg/AmdSev/BlobVerifierLibSevHashes.
 */
#ifndef TOOLS_IMAGE_BUILD_MEMORY_HASHES_H
#define TOOLS_IMAGE_BUILD_MEMORY_HASHES_H

#include <stddef.h>
#include <stdint.h>

#include "tools/common/file.h"

#define HASH_TABLE_SIZE 168

/* @cmdline is terminated and its terminator is hashed too; without an initrd @initrd is empty. */
void hash_table_make(const struct file *kernel, const struct file *initrd, const char *cmdline,
                     uint8_t out[HASH_TABLE_SIZE]);

#endif

/*
 * kernel/mm/window.h - the windows of a vCPU, and the instructions that may fault in them (window_copy.S). Only
 * mm/window.c calls those.
 */
#ifndef KERNEL_MM_WINDOW_H
#define KERNEL_MM_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/rmp.h"

/* False: the guest's page faulted. */
__attribute__((warn_unused_result)) bool window_copy(void *to, const void *from, size_t size);
__attribute__((warn_unused_result)) bool window_zero(void *to, size_t size);
__attribute__((warn_unused_result)) bool window_exchange_u8(uint8_t *at, uint8_t value,
                                                            uint8_t *old);

/* As pvalidate() and rmpadjust() of lib/snp/rmp.h, or RMP_FAULT. */
__attribute__((warn_unused_result)) enum rmp_result window_pvalidate(uint64_t at, bool large,
                                                                     bool validate);
__attribute__((warn_unused_result)) enum rmp_result window_rmpadjust(uint64_t at, bool large,
                                                                     uint64_t attributes);

#endif

/*
 * tests/proof/abstract.h - included in front of every file of a proof: loops over bytes are replaced by what they promise.
 *
 * igvm_is_zero() and igvm_crc32() get functions in their place that check that all of the bytes may be read and return anything. So every
 * path behind them is looked at, and more than the real ones allow. The proof `crc32` is of the real ones.
 */
#ifndef TESTS_PROOF_ABSTRACT_H
#define TESTS_PROOF_ABSTRACT_H

#define igvm_is_zero byte_by_byte
#include "lib/igvm/check_state.h"
#undef igvm_is_zero

bool igvm_is_zero(const void *bytes, size_t size);

#endif

/*
 * softsnp/svm/fpu_guard.h - code with SSE and stack protection inside the machine.
 *
 * After an exit the SSE registers are still the guest's, and so is the FS base, through which
 * code built with -fstack-protector reads its canary. Around calls of such code (BearSSL) both are set aside.
 */
#ifndef SOFTSNP_SVM_FPU_GUARD_H
#define SOFTSNP_SVM_FPU_GUARD_H

#include <stdint.h>

struct fpu_guard {
        _Alignas(16) uint8_t registers[512]; /* FXSAVE image */
        uint64_t fs_base;
};

/* Keeps what the guest has in *@guard and makes the registers ready for C code. Under the machine lock. */
void fpu_guard_begin(struct fpu_guard *guard);

/* Puts it back. */
void fpu_guard_end(const struct fpu_guard *guard);

/* Makes the registers ready for C code on a CPU that has not run a guest yet. */
void fpu_start(void);

#endif

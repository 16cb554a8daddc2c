/*
 * softsnp/svm/xstate.h - the CPU's x87, SSE and AVX registers, and XCR0: all that a save area has of them (APM vol. 2, table B-4).
 *
 * XCR0 is the guest's while softsnp runs, as the registers are. The CPU may be without XSAVE: then XCR0 is 1, and there is no AVX.
 */
#ifndef SOFTSNP_SVM_XSTATE_H
#define SOFTSNP_SVM_XSTATE_H

#include <stdbool.h>
#include <stdint.h>

#define XCR0_X87 (UINT64_C(1) << 0)
#define XCR0_SSE (UINT64_C(1) << 1)
#define XCR0_AVX (UINT64_C(1) << 2)

/* An image in XSAVE's standard format: 512 bytes of FXSAVE, a header of 64, the upper halves of YMM. */
#define XSTATE_HEADER_OFFSET 512
#define XSTATE_AVX_OFFSET    576
#define XSTATE_IMAGE_SIZE    832

/* On each CPU, before a guest runs on it: softsnp may use XSAVE. */
void xstate_start(void);

/* True if XSETBV would take the value on this CPU (APM vol. 2, section 11.5.2). */
bool xstate_is_valid(uint64_t xcr0);

/*
 * Loads all registers from an image, and then XCR0, which is valid. Components that the image's header has not are reset; those that
 * the CPU has not leave the header.
 */
void xstate_load(void *image, uint64_t xcr0);

/* Stores all registers, whatever XCR0 is; returns XCR0. A component that is not in the header is at reset. */
uint64_t xstate_store(void *image);

/* The CPU's own instructions with the guest's XCR0, for what is emulated: components of @mask, standard format. */
void xstate_save_some(void *image, uint64_t mask);
void xstate_restore_some(const void *image, uint64_t mask);
uint64_t xstate_xcr0(void);

#endif

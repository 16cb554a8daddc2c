/* softsnp/start/layout.h - constants that assembly and C share. */
#ifndef SOFTSNP_START_LAYOUT_H
#define SOFTSNP_START_LAYOUT_H

#define UART_PORT       0x3f8
#define END_PORT        0x5f4 /* the isa-debug-exit by which softsnp ends the machine */
#define GUEST_EXIT_PORT 0xf4  /* the one that guests know; theirs */

/*
 * How every CPU runs: PAE, FXSAVE and SSE, five levels; long mode, NX, SVM; paging, write protection, no x87 emulation. Nested page
 * tables have as many levels as the host's own (APM vol. 2, section 15.25.3), and with four a C-bit above bit 47 would be ignored.
 */
#define START_CR4      0x1620
#define START_EFER_MSR 0xc0000080
#define START_EFER     0x1900
#define START_CR0      0x80010033

/* Where all memory is mapped a second time, as much as the identity map has: the last 512 GiB. */
#define GUEST_MAP 0xffffff8000000000

/* Where the other CPUs begin in real mode. What lay there is put back when they run. */
#define TRAMPOLINE_BASE   0x8000
#define TRAMPOLINE_VECTOR 0x08

#endif

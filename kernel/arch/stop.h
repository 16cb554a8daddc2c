/*
 * kernel/arch/stop.h - waiting for others, and the end.
 *
 * Implemented above: kernel/base/stop.c and kernel/host/terminate.c, because everything that waits or stops calls them, the
 * rooms below the GHCB too; on the host tests/unit/kernel/fake_arch.c and fake_host.c leave by longjmp().
 */
#ifndef KERNEL_ARCH_STOP_H
#define KERNEL_ARCH_STOP_H

/*
 * One turn of waiting for another vCPU. It does not return once the machine has been stopped: whoever holds what is
 * waited for may have done so (kernel/base/log.h, kernel_stop()).
 */
void arch_relax(void);

/*
 * Ends this vCPU for good with @reason, one of kernel/base/terminate.h, and takes its guest away. The others end when they
 * look (kernel/base/stop.h). For the orderly end; everybody else calls kernel_stop(), which says why.
 */
__attribute__((noreturn)) void arch_terminate(unsigned int reason);

#endif

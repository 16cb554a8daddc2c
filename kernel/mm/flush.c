/*
 * kernel/mm/flush.c - translations of the guest that must go. INVLPGB reaches every CPU of the machine without an
 * interrupt (APM vol. 3, "INVLPGB"), and TLBSYNC waits until all of them have done it.
 *
 * No CPUID bit is asked: the page that has them is the host's to thin out, and every processor with SEV-SNP has the
 * instructions. Where they cannot be executed the exception stops VMPL0, and no right is taken for gone that is not.
 */
#include "kernel/arch/guest_page.h"

/*
 * RAX: bit 2, EDX's ASID is valid; bit 3, global pages too. No address and no PCID: all of them. In a guest the processor
 * takes the guest's own ASID for EDX's whatever is there, which all VMPLs share (Linux commit 634ab76159a8).
 */
#define INVLPGB_ASID   UINT64_C(0x4)
#define INVLPGB_GLOBAL UINT64_C(0x8)

void arch_flush_guest_translations(void)
{
        __asm__ volatile(".byte 0x0f, 0x01, 0xfe" /* invlpgb */
                         :
                         : "a"(INVLPGB_ASID | INVLPGB_GLOBAL), "c"(0), "d"(0)
                         : "memory");
        __asm__ volatile(".byte 0x0f, 0x01, 0xff" /* tlbsync */ : : : "memory");
}

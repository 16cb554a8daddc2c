/*
 * kernel/mm/flush.c - translations of the guest that must go. INVLPGB reaches every CPU of the
 * machine without an interrupt (APM vol. 3, "INVLPGB"); each CPU that has SEV-SNP's VMPLs in
 * hardware has it. Where CPUID does not offer it, RMPADJUST itself is emulated, and whoever
 * emulates it forgets what it changes.
 */
#include "kernel/arch/arch.h"
#include "kernel/arch/guest_page.h"

#define CPUID_EXTENDED_ADDRESS 0x80000008
#define EBX_INVLPGB            (UINT32_C(1) << 3)

/* RAX: bit 3 includes global pages; no address, ASID or PCID valid: everything of this guest. */
#define INVLPGB_ALL UINT64_C(0x8)

static void invlpgb_all(void)
{
        __asm__ volatile(".byte 0x0f, 0x01, 0xfe" /* invlpgb */
                         :
                         : "a"(INVLPGB_ALL), "c"(0), "d"(0)
                         : "memory");
        __asm__ volatile(".byte 0x0f, 0x01, 0xff" /* tlbsync */ : : : "memory");
}

void arch_flush_guest_translations(void)
{
        if (arch_cpuid(CPUID_EXTENDED_ADDRESS, 0).ebx & EBX_INVLPGB)
                invlpgb_all();
}

/*
 * What the hypervisor intercepts in an SEV-ES guest arrives as #VC with the exit code as error
 * code, RIP at the instruction (APM vol. 2, sections 15.35.4 and 15.35.5; port I/O and CPUID
 * always, section 15.36.12): CPUID, port I/O, MSRs, WBINVD, RDPMC, DR7, MONITOR, MWAIT, VMMCALL,
 * MMIO.
 *
 * Broken on purpose by not intercepting WBINVD: it does not fault.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        TRY("cpuid", : : "a"(0), "c"(0) : "rbx", "rdx", "r11", "memory");
        check_fault("cpuid", VC(GHCB_EVENT_CPUID));
        TRY("inb $0x71, %%al", : : : "rax", "r11", "memory");
        check_fault("in", VC(GHCB_EVENT_IOIO));
        TRY("outb %%al, $0x80", : : : "r11", "memory");
        check_fault("out", VC(GHCB_EVENT_IOIO));
        TRY("rdmsr", : : "c"(0x10a) : "rax", "rdx", "r11", "memory");
        check_fault("rdmsr", VC(GHCB_EVENT_MSR));
        TRY("wrmsr", : : "c"(0x10a), "a"(0), "d"(0) : "r11", "memory");
        check_fault("wrmsr", VC(GHCB_EVENT_MSR));
        TRY("wbinvd", : : : "r11", "memory");
        check_fault("wbinvd", VC(GHCB_EVENT_WBINVD));
        TRY("rdpmc", : : "c"(0) : "rax", "rdx", "r11", "memory");
        check_fault("rdpmc", VC(GHCB_EVENT_RDPMC));
        TRY("mov %%dr7, %%rax", : : : "rax", "r11", "memory");
        check_fault("read of DR7", VC(GHCB_EVENT_DR7_READ));
        TRY("mov %%rax, %%dr7", : : "a"(0x400) : "r11", "memory");
        check_fault("write of DR7", VC(GHCB_EVENT_DR7_WRITE));
        TRY("monitor", : : "a"(&test_fault), "c"(0), "d"(0) : "r11", "memory");
        check_fault("monitor", VC(GHCB_EVENT_MONITOR));
        TRY("mwait", : : "a"(0), "c"(0) : "r11", "memory");
        check_fault("mwait", VC(GHCB_EVENT_MWAIT));
        TRY("vmmcall", : : : "r11", "memory");
        check_fault("vmmcall", VC(GHCB_EVENT_VMMCALL));
        (void)try_read(shared_view(0xfee00030));
        check_fault("MMIO", VC(GHCB_EVENT_NPF));
}

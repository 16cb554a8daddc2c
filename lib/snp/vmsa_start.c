/* lib/snp/vmsa_start.c - see vmsa_start.h. */
#include "lib/snp/vmsa_start.h"

#include "lib/base/memory.h"
#include "lib/snp/reset.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

static void set_segments(struct vmsa *vmsa, uint16_t code_selector)
{
        struct vmsa_segment data = { .selector = (uint16_t)(code_selector + 8),
                                     .attributes = SEGMENT_DATA_32,
                                     .limit = UINT32_MAX };

        vmsa->cs = (struct vmsa_segment){ .selector = code_selector,
                                          .attributes = SEGMENT_CODE_64,
                                          .limit = UINT32_MAX };
        vmsa->ds = vmsa->es = vmsa->ss = vmsa->fs = vmsa->gs = data;
        vmsa->tr = (struct vmsa_segment){ .attributes = SEGMENT_TSS_BUSY, .limit = RESET_LIMIT };
        vmsa->ldtr = (struct vmsa_segment){ .attributes = SEGMENT_LDT, .limit = RESET_LIMIT };
}

void vmsa_start_like_caller(struct vmsa *vmsa, uint16_t code_selector)
{
        memset(vmsa, 0, sizeof(*vmsa));
        set_segments(vmsa, code_selector);
        vmsa->cr0 = read_cr0();
        vmsa->cr3 = read_cr3();
        vmsa->cr4 = read_cr4();
        vmsa->efer = rdmsr(MSR_EFER) | EFER_SVME;
        vmsa->pat = rdmsr(MSR_PAT);
        vmsa->dr6 = RESET_DR6;
        vmsa->dr7 = RESET_DR7;
        vmsa->rflags = RFLAGS_FIXED;
        vmsa->xcr0 = RESET_XCR0;
        vmsa->mxcsr = RESET_MXCSR;
        vmsa->x87_fcw = RESET_FCW;
}

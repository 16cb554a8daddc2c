/* lib/snp/vmsa_start.c - see vmsa_start.h. Attributes of segments are packed as in APM vol. 2, appendix B. */
#include "lib/snp/vmsa_start.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

#define CODE_64      0xa9b
#define DATA_32      0xc93
#define TSS_BUSY     0x8b
#define LDT          0x82
#define DR6_AT_RESET UINT64_C(0xffff0ff0)
#define DR7_AT_RESET UINT64_C(0x400)
#define XCR0_X87     1
#define MXCSR_RESET  0x1f80
#define X87_CONTROL  0x37f /* as FNINIT leaves it: no exceptions; after reset it is 0x40 */

static void set_segments(struct vmsa *vmsa, uint16_t code_selector)
{
        struct vmsa_segment data = { .selector = (uint16_t)(code_selector + 8),
                                     .attributes = DATA_32,
                                     .limit = UINT32_MAX };

        vmsa->cs = (struct vmsa_segment){ .selector = code_selector,
                                          .attributes = CODE_64,
                                          .limit = UINT32_MAX };
        vmsa->ds = vmsa->es = vmsa->ss = vmsa->fs = vmsa->gs = data;
        vmsa->tr = (struct vmsa_segment){ .attributes = TSS_BUSY, .limit = 0xffff };
        vmsa->ldtr = (struct vmsa_segment){ .attributes = LDT, .limit = 0xffff };
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
        vmsa->dr6 = DR6_AT_RESET;
        vmsa->dr7 = DR7_AT_RESET;
        vmsa->rflags = RFLAGS_FIXED;
        vmsa->xcr0 = XCR0_X87;
        vmsa->mxcsr = MXCSR_RESET;
        vmsa->x87_fcw = X87_CONTROL;
}

/*
 * softsnp/snp/flush_instruction.c - INVLPGB and TLBSYNC at RIP (APM vol. 3).
 *
 * A guest may execute them unless the host intercepts them; whatever ASID it names, the CPU takes the guest's own (Linux commit
 * 634ab76159a8, "x86/mm: Always set the ASID valid bit for the INVLPGB instruction").
 */
#include "lib/x86/cpu.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/snp/exits.h"
#include "softsnp/svm/exception.h"

#define OPCODE_INVLPGB     0xfe
#define INSTRUCTION_LENGTH 3

/* RAX of INVLPGB: which of the operands count, and what else goes. */
#define INVLPGB_ADDRESS  UINT64_C(0x01)
#define INVLPGB_PCID     UINT64_C(0x02)
#define INVLPGB_GLOBAL   UINT64_C(0x08)
#define INVLPGB_RESERVED UINT64_C(0xfc0)
#define INVLPGB_EVERYTHING(rax) \
        (((rax) & (INVLPGB_ADDRESS | INVLPGB_PCID | INVLPGB_GLOBAL)) == INVLPGB_GLOBAL)

/* Pages after the first one: CPUID says that there may be none. */
#define COUNT(ecx) ((ecx)&0xffff)

/*
 * Only what flushes everything counts here: VMPL0 does not know at which addresses other VMPLs have mapped the
 * page. Not before TLBSYNC, since the CPU is free to take until then.
 */
void flush_instruction(struct vcpu *vcpu, uint8_t opcode)
{
        struct vmsa *state = vcpu_state(vcpu);

        if (state->cpl != 0 ||
            (opcode == OPCODE_INVLPGB &&
             (state->rax & INVLPGB_RESERVED || COUNT(vcpu->registers[REGISTER_RCX])))) {
                raise_gp(vcpu);
                return;
        }
        if (opcode == OPCODE_INVLPGB) {
                vcpu->cpu->flush_begun |= INVLPGB_EVERYTHING(state->rax);
        } else if (vcpu->cpu->flush_begun) {
                vcpu->cpu->flush_begun = false;
                npt_forget_stale_rights();
                npt_flush(vcpu->cpu);
        }
        state->rip += INSTRUCTION_LENGTH;
}

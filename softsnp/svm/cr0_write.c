/*
 * softsnp/svm/cr0_write.c - see cr0_write.h. The CPU below tells neither operand nor length, so the
 * instruction is decoded (APM vol. 3: MOV CRn, LMSW, CLTS).
 */
#include "softsnp/svm/cr0_write.h"

#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"

#define INSTRUCTION_MAX 15
#define CR0_NW          (UINT64_C(1) << 29)
#define CR0_CD          (UINT64_C(1) << 30)
#define LMSW_BITS       (CR0_PE | CR0_MP | CR0_EM | CR0_TS)
#define CS_LONG         0x200
#define REX_B           1

/* The instruction's bytes; reads past what could be fetched give 0, which no form accepts. */
struct instruction {
        uint8_t bytes[INSTRUCTION_MAX + 3];
        unsigned int length; /* bytes understood so far */
        uint8_t rex;
};

/*
 * Segments, sizes, repeats: none of them changes these instructions. LOCK is missing: with it they
 * are others.
 */
static bool is_prefix(uint8_t byte)
{
        static const uint8_t prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64,
                                            0x65, 0x66, 0x67, 0xf2, 0xf3 };

        for (unsigned int i = 0; i < sizeof(prefixes); i++)
                if (byte == prefixes[i])
                        return true;
        return false;
}

/* REX counts only directly in front of the opcode, and only in 64-bit code. */
static void skip_prefixes(const struct vmsa *state, struct instruction *instruction)
{
        const uint8_t *bytes = instruction->bytes;

        while (instruction->length < INSTRUCTION_MAX && is_prefix(bytes[instruction->length]))
                instruction->length++;
        if (state->cs.attributes & CS_LONG && (bytes[instruction->length] & 0xf0) == 0x40)
                instruction->rex = bytes[instruction->length++];
}

static uint64_t operand(struct vcpu *vcpu, const struct instruction *instruction, uint8_t modrm)
{
        unsigned int number = (modrm & 7) | (instruction->rex & REX_B ? 8 : 0);

        return vcpu_register(vcpu, number);
}

/* False if it is none of the forms, or LMSW from memory, which no known guest uses. */
static bool decode(struct vcpu *vcpu, struct instruction *instruction, uint64_t *value)
{
        const struct vmsa *state = vcpu_state(vcpu);
        const uint8_t *at = instruction->bytes + instruction->length;

        if (at[0] == 0x0f && at[1] == 0x22 && (at[2] & 0x38) == 0) {
                *value = operand(vcpu, instruction, at[2]);
                instruction->length += 3;
                return true;
        }
        if (at[0] == 0x0f && at[1] == 0x01 && (at[2] & 0xf8) == 0xf0) {
                *value = (state->cr0 & ~(LMSW_BITS & ~CR0_PE)) |
                         (operand(vcpu, instruction, at[2]) & LMSW_BITS);
                instruction->length += 3;
                return true;
        }
        if (at[0] == 0x0f && at[1] == 0x06) {
                *value = state->cr0 & ~CR0_TS;
                instruction->length += 2;
                return true;
        }
        return false;
}

/* The combinations that #GP (APM vol. 2, section 3.1.1 and 14.6). */
static bool is_allowed(const struct vmsa *state, uint64_t value)
{
        bool begins_long_mode = value & CR0_PG && !(state->cr0 & CR0_PG) && state->efer & EFER_LME;

        if (value >> 32 != 0)
                return false;
        if (value & CR0_PG && !(value & CR0_PE))
                return false;
        if (value & CR0_NW && !(value & CR0_CD))
                return false;
        return !begins_long_mode || state->cr4 & CR4_PAE;
}

/* LMA follows PG as long as LME is set (APM vol. 2, section 14.6). ET cannot be cleared. */
static void set_cr0(struct vmsa *state, uint64_t value)
{
        if (!(value & CR0_PG))
                state->efer &= ~EFER_LMA;
        else if (state->efer & EFER_LME)
                state->efer |= EFER_LMA;
        state->cr0 = value | CR0_ET;
}

/*
 * Outside 64-bit code the register has 32 bits. What is not allowed leaves RIP at the instruction.
 */
void cr0_write(struct vcpu *vcpu)
{
        struct vmsa *state = vcpu_state(vcpu);
        struct instruction instruction = { .length = 0 };
        uint64_t value;

        (void)guest_fetch(vcpu, instruction.bytes, INSTRUCTION_MAX);
        skip_prefixes(state, &instruction);
        if (!decode(vcpu, &instruction, &value))
                vcpu_stop(vcpu, "write of CR0 by an instruction that is not known");
        if (!(state->efer & EFER_LMA && state->cs.attributes & CS_LONG))
                value = (uint32_t)value;
        if (!is_allowed(state, value)) {
                raise_gp(vcpu);
                return;
        }
        set_cr0(state, value);
        state->rip += instruction.length;
}

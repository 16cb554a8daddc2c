/*
 * softsnp/snp/rmp_instruction.c - PVALIDATE, RMPADJUST and RMPQUERY at RIP.
 *
 * Operands (APM vol. 3): RAX the virtual address, RCX bit 0 the size, RDX what to do; the result goes to EAX and flags.
 */
#include <stddef.h>

#include "lib/snp/ghcb.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "lib/x86/paging.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/rmp/change.h"
#include "softsnp/rmp/npt.h"
#include "softsnp/rmp/rules.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/exits.h"
#include "softsnp/start/console.h"
#include "softsnp/start/memory.h"
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"

#define OPCODE_RMPQUERY  0xfd
#define OPCODE_RMPADJUST 0xfe
#define OPCODE_PVALIDATE 0xff

#define INSTRUCTION_LENGTH 4
#define LOG_LIMIT          10
#define STATUS_FLAGS       UINT64_C(0x8d5) /* CF PF AF ZF SF OF */
#define CODE_64_BIT        0x200           /* L in the attributes of CS */

struct rmp_operand {
        uint64_t index; /* flat index of the first page */
        bool large;
};

/* Error code 0: not present, a read, by the supervisor. */
static void inject_page_fault(struct vcpu *vcpu, uint64_t address)
{
        vcpu_state(vcpu)->cr2 = address;
        vcpu->vmcb->control.event_injection =
                VECTOR_PF | EVENT_TYPE_EXCEPTION | EVENT_HAS_ERROR | EVENT_VALID;
}

/* False: no guest memory, or a 2 MiB operand that is not aligned. */
static bool find_operand(struct vcpu *vcpu, const struct translation *where,
                         struct rmp_operand *out)
{
        uint64_t mask = LARGE_PAGE_SIZE - 1;

        out->large = vcpu->registers[REGISTER_RCX] & 1;
        if (out->large && ((vcpu_state(vcpu)->rax & mask) || (where->address.value & mask)))
                return false;
        out->index = memory_page_index(where->address);
        return out->index != PAGE_INDEX_NONE &&
               out->index + (out->large ? PAGES_PER_LARGE_PAGE : 1) <= memory_page_count();
}

/*
 * A page that is not assigned to the guest is a nested page fault for every instruction with an RMP operand: KVM finds it
 * shared where a private one is used and leaves to user space (kvm_mmu_faultin_pfn(): KVM_EXIT_MEMORY_FAULT), QEMU makes this
 * one page private (accel/kvm/kvm-all.c, kvm_convert_memory()), and the instruction is tried again. PVALIDATE below VMPL0 does
 * not come so far.
 */
static void assign(struct vcpu *vcpu, uint8_t opcode, const struct rmp_operand *operand)
{
        uint64_t page = memory_page_address(operand->index).value;
        static unsigned int logged;

        if (rmp_entry(operand->index)->assigned || (opcode == OPCODE_PVALIDATE && vcpu->vmpl != 0))
                return;
        if (rmp_change_state(page >> PAGE_SHIFT, GHCB_PSC_PRIVATE, false) != 0)
                vcpu_stop(vcpu, "VMPL%u uses gpa %lx as private, which it cannot be", vcpu->vmpl,
                          page);
        npt_flush(vcpu->cpu);
        if (logged++ < LOG_LIMIT)
                log_line("npf: gpa %lx becomes private: VMPL%u has it in an RMP instruction", page,
                         vcpu->vmpl);
}

/* Splits a 2 MiB entry that is addressed by 4 KiB, as KVM does after the exit for a size mismatch. */
static void split_entry(const struct rmp_operand *operand)
{
        if (!operand->large && rmp_entry(operand->index)->large)
                rmp_smash(rmp_entry(operand->index & ~(PAGES_PER_LARGE_PAGE - 1)));
}

/* The operand was found in guest memory, so there are entries for all of it. */
static enum rmp_result execute(struct vcpu *vcpu, uint8_t opcode, const struct rmp_operand *operand)
{
        struct rmp_entry *entries = rmp_entry(operand->index);
        uint64_t *rdx = &vcpu->registers[REGISTER_RDX];

        if (opcode == OPCODE_RMPQUERY) {
                enum rmp_result result = rmp_query(entries, vcpu->vmpl, rdx);

                if (result == RMP_SUCCESS)
                        vcpu->registers[REGISTER_RCX] = entries->large;
                return result;
        }
        split_entry(operand);
        if (opcode == OPCODE_RMPADJUST)
                return rmp_adjust(entries, operand->large, vcpu->vmpl, *rdx);
        return rmp_pvalidate(entries, operand->large, vcpu->vmpl, *rdx & 1);
}

/*
 * APM vol. 3 does not say that RMPADJUST reaches any TLB, not even the own CPU's, so that nobody may count on it: rights
 * that it takes go with INVLPGB and TLBSYNC (flush_instruction.c).
 */
static void update_tables(struct vcpu *vcpu, uint8_t opcode, const struct rmp_operand *operand)
{
        uint64_t count = operand->large ? PAGES_PER_LARGE_PAGE : 1;

        if (opcode == OPCODE_RMPADJUST) {
                npt_update_range_later(operand->index, count);
                return;
        }
        npt_update_range(operand->index, count);
        npt_flush(vcpu->cpu);
}

/*
 * CF says that PVALIDATE changed nothing, which is a success in EAX; the other flags follow the
 * result (APM vol. 3).
 */
static void finish(struct vcpu *vcpu, enum rmp_result result)
{
        struct vmsa *state = vcpu_state(vcpu);

        state->rflags &= ~STATUS_FLAGS;
        if (result == RMP_UNCHANGED)
                state->rflags |= RFLAGS_CF;
        if (result == RMP_SUCCESS || result == RMP_UNCHANGED)
                state->rflags |= RFLAGS_ZF;
        state->rax = result == RMP_UNCHANGED ? RMP_SUCCESS : result;
        state->rip += INSTRUCTION_LENGTH;
}

/*
 * The order of the checks is the instruction's: mode, privilege, translation, operand. What fails
 * before the operand leaves RIP at the instruction.
 */
void rmp_instruction(struct vcpu *vcpu, uint8_t opcode)
{
        struct vmsa *state = vcpu_state(vcpu);
        struct translation where;
        struct rmp_operand operand;
        enum rmp_result result = RMP_FAIL_INPUT;

        if (!(state->efer & EFER_LMA) || !(state->cs.attributes & CODE_64_BIT)) {
                raise_ud(vcpu);
                return;
        }
        if (state->cpl != 0) {
                raise_gp(vcpu);
                return;
        }
        if (!guest_translate(vcpu, state->rax, &where)) {
                inject_page_fault(vcpu, state->rax);
                return;
        }
        if (find_operand(vcpu, &where, &operand)) {
                attack_rmp_instruction(vcpu, opcode, operand.index);
                assign(vcpu, opcode, &operand);
                result = execute(vcpu, opcode, &operand);
                if (result == RMP_SUCCESS && opcode != OPCODE_RMPQUERY)
                        update_tables(vcpu, opcode, &operand);
        }
        finish(vcpu, result);
}

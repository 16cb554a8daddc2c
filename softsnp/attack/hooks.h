/*
 * softsnp/attack/hooks.h - the places where the rest of the machine lets attacks act.
 *
 * Implemented above: by list.c, which uses all that calls these. Without an attack each of them does nothing.
 */
#ifndef SOFTSNP_ATTACK_HOOKS_H
#define SOFTSNP_ATTACK_HOOKS_H

#include <stdbool.h>
#include <stdint.h>

struct cpuid_result;
struct ghcb_answer;
struct ghcb_call;
struct igvm_memory_map_entry;
struct vcpu;

/* At launch: the memory map (@count entries of @room, the last without pages), and the number of vCPUs. */
void attack_memory_map(struct igvm_memory_map_entry *entries, unsigned int *count,
                       unsigned int room);
void attack_vcpu_count(uint32_t *count);

/* An entry of the CPUID page; the security processor lets a host take bits away, no more. */
void attack_cpuid(uint32_t function, uint32_t index, struct cpuid_result *result);

/* Before an instance is entered; after an exit, before it is handled: true if it was the attack's; and after that. */
void attack_enter(struct vcpu *vcpu);
__attribute__((warn_unused_result)) bool attack_exit(struct vcpu *vcpu);
void attack_handled(struct vcpu *vcpu);

/* Before PVALIDATE, RMPADJUST or RMPQUERY is executed for the page with flat index @page. */
void attack_rmp_instruction(const struct vcpu *vcpu, uint8_t opcode, uint64_t page);

/* A request in a GHCB page: true if @answer is the answer; and after any answer. The same for the MSR protocol. */
__attribute__((warn_unused_result)) bool attack_request(struct ghcb_call *call,
                                                        struct ghcb_answer *answer);
void attack_answer(struct ghcb_call *call, struct ghcb_answer *answer);
__attribute__((warn_unused_result)) bool attack_msr_request(struct vcpu *vcpu, uint64_t request);

/* A termination request: true if nobody listens to it. And: an instance asks for another VMPL to run. */
__attribute__((warn_unused_result)) bool attack_termination(struct vcpu *vcpu);
void attack_run_vmpl(const struct vcpu *vcpu, unsigned int vmpl);

#endif

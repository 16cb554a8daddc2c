/*
 * softsnp/attack/attack.h - the hostile host: attacks that `cashew run --attack` or a guest's order has started, and the places where
 * the rest of the machine lets them act.
 *
 * Without an attack each of these does nothing. An attack does what a host can do: to shared memory, to answers, to what
 * backs an address, to when which VMPL runs, to events. What the CPU and the security processor keep from a host, it
 * cannot do here either. Each attack says so on the console when it has happened: `softsnp: attack: NAME...: ...`.
 */
#ifndef SOFTSNP_ATTACK_ATTACK_H
#define SOFTSNP_ATTACK_ATTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"
#include "lib/x86/cpu.h"
#include "softsnp/snp/ghcb_page.h"
#include "softsnp/svm/vcpu.h"

/* Starts what the fw_cfg file opt/cashew/attack says, a line an attack; refuses the machine if that is no attack. */
void attack_start(void);

/* Starts one attack, NAME[:ARGUMENT...]. False: there is no such attack, or no room. */
__attribute__((warn_unused_result)) bool attack_add(const char *text, size_t size);

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

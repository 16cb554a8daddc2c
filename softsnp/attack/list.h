/*
 * softsnp/attack/list.h - the hostile host: attacks that `cashew run --attack` or a guest's order starts. hooks.h has the places
 * where they act.
 *
 * An attack does what a host can do: to shared memory, to answers, to what backs an address, to when which VMPL runs, to
 * events. What the CPU and the security processor keep from a host, it cannot do here either. Each attack says so on the
 * console when it has happened: `softsnp: attack: NAME...: ...`.
 *
 * Implemented above: by list.c, which knows all kinds; one of them, the guest's order, starts others.
 */
#ifndef SOFTSNP_ATTACK_LIST_H
#define SOFTSNP_ATTACK_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Starts what the fw_cfg file opt/cashew/attack says, a line an attack; refuses the machine if that is no attack. */
void attack_start(void);

/* Starts one attack, NAME[:ARGUMENT...]. False: there is no such attack, or no room. */
__attribute__((warn_unused_result)) bool attack_add(const char *text, size_t size);

#endif

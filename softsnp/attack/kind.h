/*
 * softsnp/attack/kind.h - what an attack is made of. A kind is a name and the places where it acts; an attack is a kind with
 * its arguments. A new kind is a row in the table of list.c.
 */
#ifndef SOFTSNP_ATTACK_KIND_H
#define SOFTSNP_ATTACK_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/igvm/format.h"
#include "lib/x86/cpu.h"
#include "softsnp/snp/ghcb_call.h"
#include "softsnp/svm/vcpu.h"

#define ATTACK_ARGUMENTS 8
#define ATTACK_TEXT      160

/* One of the things after the colons. */
struct attack_argument {
        const char *text;
        uint64_t number; /* decimal, or hexadecimal with 0x; 0 if it is none */
        bool is_number;
};

struct attack {
        const struct attack_kind *kind;
        char text[ATTACK_TEXT];  /* as it was given, for the log */
        char split[ATTACK_TEXT]; /* the same with zeros for colons */
        struct attack_argument arguments[ATTACK_ARGUMENTS];
        unsigned int argument_count;
        unsigned int logged;
        uint64_t step; /* how far it is: the kind's own */
        uint64_t seen; /* a count of the kind's own */
        void *memory;  /* the kind's own */
};

struct attack_kind {
        const char *name;
        unsigned int least, most; /* how many arguments */
        bool (*begin)(struct attack *attack);
        void (*memory_map)(struct attack *attack, struct igvm_memory_map_entry *entries,
                           unsigned int *count, unsigned int room);
        void (*vcpu_count)(struct attack *attack, uint32_t *count);
        void (*cpuid)(struct attack *attack, uint32_t function, uint32_t index,
                      struct cpuid_result *result);
        void (*enter)(struct attack *attack, struct vcpu *vcpu);
        bool (*exit)(struct attack *attack, struct vcpu *vcpu);
        void (*handled)(struct attack *attack, struct vcpu *vcpu);
        void (*rmp_instruction)(struct attack *attack, const struct vcpu *vcpu, uint8_t opcode,
                                uint64_t page);
        bool (*request)(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer);
        void (*answer)(struct attack *attack, struct ghcb_call *call, struct ghcb_answer *answer);
        bool (*msr_request)(struct attack *attack, struct vcpu *vcpu, uint64_t request);
        bool (*termination)(struct attack *attack, struct vcpu *vcpu);
        void (*run_vmpl)(struct attack *attack, const struct vcpu *vcpu, unsigned int vmpl);
};

/* launch.c: what the image is told. */
extern const struct attack_kind attack_map_add, attack_memory_at, attack_map_fill, attack_vcpus,
        attack_apic_ids, attack_cpuid_clear;
/* pages.c: what is behind an address. */
extern const struct attack_kind attack_exchange_page, attack_move_page;
/* answers.c: what the host says. */
extern const struct attack_kind attack_answer_with, attack_answer_msr, attack_replay_answer,
        attack_replay_response, attack_pretend_psc, attack_port;
/* flip.c: shared pages that change while they are read. */
extern const struct attack_kind attack_flip;
/* inject.c: events at an instruction. */
extern const struct attack_kind attack_inject;
/* schedule.c: who runs when, and what time it is. */
extern const struct attack_kind attack_ignore_termination, attack_enter_vmpl0, attack_leave_vmpl0,
        attack_start_launched, attack_tsc;
/* order.c: the guest is in league with the host and says what to do. */
extern const struct attack_kind attack_obey;

/* The attack's line on the console, for its first few times. */
__attribute__((format(printf, 2, 3))) void attack_log(struct attack *attack, const char *format,
                                                      ...);

/* Argument @n, or @otherwise if it was not given. */
uint64_t attack_number(const struct attack *attack, unsigned int n, uint64_t otherwise);

/* True if argument @n is @text; true if it is @name=NUMBER. */
bool attack_is(const struct attack *attack, unsigned int n, const char *text);
bool attack_is_pair(const struct attack *attack, unsigned int n, const char *name, uint64_t *value);

/*
 * From now on @vcpu exits after each instruction, as a host with the APIC's timer can have it (SEV-Step); the
 * attacks' exit functions see SVM_EXIT_EXCEPTION_DB.
 */
void attack_step(struct vcpu *vcpu, bool on);

#endif

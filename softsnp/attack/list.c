/* softsnp/attack/list.c - see list.h: the table of kinds, reading attacks, and handing events to them. */
#include "softsnp/attack/list.h"

#include "lib/base/memory.h"
#include "lib/base/number.h"
#include "softsnp/attack/hooks.h"
#include "softsnp/attack/kind.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/start/console.h"

#define ATTACK_FILE  "opt/cashew/attack"
#define ATTACKS_MOST 16

static const struct attack_kind *const kinds[] = {
        &attack_map_add,
        &attack_memory_at,
        &attack_map_fill,
        &attack_vcpus,
        &attack_apic_ids,
        &attack_cpuid_clear,
        &attack_exchange_page,
        &attack_move_page,
        &attack_answer_with,
        &attack_answer_msr,
        &attack_replay_answer,
        &attack_replay_response,
        &attack_pretend_psc,
        &attack_port,
        &attack_flip,
        &attack_inject,
        &attack_ignore_termination,
        &attack_enter_vmpl0,
        &attack_leave_vmpl0,
        &attack_start_launched,
        &attack_tsc,
        &attack_obey,
};

static struct attack attacks[ATTACKS_MOST];
static unsigned int attack_count;

static const struct attack_kind *find_kind(const char *name)
{
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
                if (strcmp(kinds[i]->name, name) == 0)
                        return kinds[i];
        return NULL;
}

/* Cuts the text at its colons. False: too many arguments. */
static bool split(struct attack *attack)
{
        for (char *at = attack->split; *at; at++) {
                struct attack_argument *argument = &attack->arguments[attack->argument_count];

                if (*at != ':')
                        continue;
                if (attack->argument_count++ == ATTACK_ARGUMENTS)
                        return false;
                *at = '\0';
                argument->text = at + 1;
        }
        for (unsigned int i = 0; i < attack->argument_count; i++)
                attack->arguments[i].is_number =
                        number_from_text(attack->arguments[i].text, &attack->arguments[i].number);
        return true;
}

bool attack_add(const char *text, size_t size)
{
        struct attack *attack = &attacks[attack_count];

        if (attack_count == ATTACKS_MOST || size >= sizeof(attack->text))
                return false;
        *attack = (struct attack){ 0 };
        memcpy(attack->text, text, size);
        memcpy(attack->split, attack->text, sizeof(attack->split));
        if (!split(attack))
                return false;
        attack->kind = find_kind(attack->split);
        if (!attack->kind || attack->argument_count < attack->kind->least ||
            attack->argument_count > attack->kind->most)
                return false;
        attack_count++;
        if (!attack->kind->begin || attack->kind->begin(attack))
                return true;
        attack_count--;
        return false;
}

void attack_start(void)
{
        uint64_t size = 0;
        const char *text = fw_cfg_present() ? fw_cfg_read_file(ATTACK_FILE, &size) : NULL;

        for (uint64_t at = 0, end; text && at < size; at = end + 1) {
                for (end = at; end < size && text[end] != '\n'; end++)
                        ;
                if (!attack_add(text + at, end - at))
                        machine_refuse("%s: line at byte %lu is no attack", ATTACK_FILE, at);
        }
}

void attack_memory_map(struct igvm_memory_map_entry *entries, unsigned int *count,
                       unsigned int room)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->memory_map)
                        attacks[i].kind->memory_map(&attacks[i], entries, count, room);
}

void attack_vcpu_count(uint32_t *count)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->vcpu_count)
                        attacks[i].kind->vcpu_count(&attacks[i], count);
}

void attack_cpuid(uint32_t function, uint32_t index, struct cpuid_result *result)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->cpuid)
                        attacks[i].kind->cpuid(&attacks[i], function, index, result);
}

/* The trap flag is set while the guest runs and nowhere else, as if a timer had interrupted it. */
void attack_enter(struct vcpu *vcpu)
{
        struct vmcb_control *control = &vcpu->vmcb->control;

        if (attack_count == 0)
                return;
        control->intercept_exception &= ~(1u << VECTOR_DB);
        if (vcpu->stepped) {
                control->intercept_exception |= 1u << VECTOR_DB;
                vcpu_state(vcpu)->rflags |= RFLAGS_TF;
        }
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->enter)
                        attacks[i].kind->enter(&attacks[i], vcpu);
}

bool attack_exit(struct vcpu *vcpu)
{
        bool stepped = vcpu->stepped;
        bool taken = false;

        if (attack_count == 0)
                return false;
        if (stepped)
                vcpu_state(vcpu)->rflags &= ~RFLAGS_TF;
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->exit)
                        taken |= attacks[i].kind->exit(&attacks[i], vcpu);
        return taken || (stepped && vcpu->vmcb->control.exit_code == SVM_EXIT_EXCEPTION_DB);
}

void attack_handled(struct vcpu *vcpu)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->handled)
                        attacks[i].kind->handled(&attacks[i], vcpu);
}

void attack_rmp_instruction(const struct vcpu *vcpu, uint8_t opcode, uint64_t page)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->rmp_instruction)
                        attacks[i].kind->rmp_instruction(&attacks[i], vcpu, opcode, page);
}

bool attack_request(struct ghcb_call *call, struct ghcb_answer *answer)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->request && attacks[i].kind->request(&attacks[i], call, answer))
                        return true;
        return false;
}

void attack_answer(struct ghcb_call *call, struct ghcb_answer *answer)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->answer)
                        attacks[i].kind->answer(&attacks[i], call, answer);
}

bool attack_msr_request(struct vcpu *vcpu, uint64_t request)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->msr_request &&
                    attacks[i].kind->msr_request(&attacks[i], vcpu, request))
                        return true;
        return false;
}

bool attack_termination(struct vcpu *vcpu)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->termination && attacks[i].kind->termination(&attacks[i], vcpu))
                        return true;
        return false;
}

void attack_run_vmpl(const struct vcpu *vcpu, unsigned int vmpl)
{
        for (unsigned int i = 0; i < attack_count; i++)
                if (attacks[i].kind->run_vmpl)
                        attacks[i].kind->run_vmpl(&attacks[i], vcpu, vmpl);
}

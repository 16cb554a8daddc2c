/* softsnp/svm/vcpu.c - see vcpu.h. */
#include "softsnp/svm/vcpu.h"

/*
 * By APIC ID. The boot CPU is there from the start; the others are counted when the machine knows
 * how many there are.
 */
struct cpu cpus[MAX_CPUS];
unsigned int cpu_count = 1;

uint64_t vcpu_register(struct vcpu *vcpu, unsigned int number)
{
        if (number == REGISTER_RAX)
                return vcpu_state(vcpu)->rax;
        if (number == REGISTER_RSP)
                return vcpu_state(vcpu)->rsp;
        return vcpu->registers[number];
}

/* softsnp/svm/fault_address.c - see exception.h, set_fault_address(): CR2 of a #VC for a page that is not validated. */
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"

static bool leads_to(struct vcpu *vcpu, uint64_t virtual_address, gpa_t page)
{
        struct translation where;

        return guest_translate(vcpu, virtual_address, &where) && where.address.value == page.value;
}

/* The page at @near, or the one before or after it: an operand may have a displacement. */
static bool find_near(struct vcpu *vcpu, uint64_t near, gpa_t page, uint64_t *out)
{
        static const uint64_t steps[] = { 0, PAGE_SIZE, -PAGE_SIZE };

        for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
                *out = page_down(near) + steps[i];
                if (leads_to(vcpu, *out, page))
                        return true;
        }
        return false;
}

/* REGISTER_COUNT stands for RIP, which operands may be relative to. */
static uint64_t register_value(struct vcpu *vcpu, unsigned int number)
{
        const struct vmsa *state = vcpu_state(vcpu);

        switch (number) {
        case REGISTER_RAX:
                return state->rax;
        case REGISTER_RSP:
                return state->rsp;
        case REGISTER_COUNT:
                return state->rip;
        default:
                return vcpu->registers[number];
        }
}

/*
 * The CPU below says only the physical address; hardware has the virtual one. It is searched where
 * operands come from, and CR2 stays as it was if nothing leads there.
 */
void set_fault_address(struct vcpu *vcpu, gpa_t address)
{
        gpa_t page = gpa(page_down(address.value));
        uint64_t found;

        for (unsigned int i = 0; i <= REGISTER_COUNT; i++)
                if (find_near(vcpu, register_value(vcpu, i), page, &found)) {
                        vcpu_state(vcpu)->cr2 = found + (address.value - page.value);
                        return;
                }
}

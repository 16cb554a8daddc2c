/*
 * softsnp/svm/cr8_write.c - MOV to CR8 that exited, since an interrupt is pending: QEMU aborts when CR8 is written while a virtual
 * interrupt is (helper_write_crN() in target/i386/tcg/sysemu/misc_helper.c has given the lock back that cpu_interrupt() wants).
 */
#include "softsnp/svm/cr8_write.h"

#include "lib/x86/cpu.h"
#include "softsnp/svm/control.h"
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"

#define LENGTH   4
#define REX_R    4
#define REX_B    1
#define LOCK     0xf0
#define CR8_BITS UINT64_C(0xf)

/* REX with R, or LOCK: what makes CR8 of CR0 (APM vol. 3, MOV CRn). Other prefixes no assembler puts there. */
void cr8_write(struct vcpu *vcpu)
{
        uint8_t bytes[LENGTH];
        unsigned int number;
        uint64_t value;

        if (guest_fetch(vcpu, bytes, LENGTH) != LENGTH || bytes[1] != 0x0f || bytes[2] != 0x22 ||
            ((bytes[0] & 0xf4) != (0x40 | REX_R) && bytes[0] != LOCK))
                vcpu_stop(vcpu, "write of CR8 by an instruction that is not known");
        number = (bytes[3] & 7) | (bytes[0] != LOCK && bytes[0] & REX_B ? 8 : 0);
        value = vcpu_register(vcpu, number);
        if (value & ~CR8_BITS) {
                raise_gp(vcpu);
                return;
        }
        vcpu->apic.tpr = (uint32_t)value << 4;
        vcpu_state(vcpu)->rip += LENGTH;
}

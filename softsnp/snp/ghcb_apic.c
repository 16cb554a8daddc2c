/*
 * softsnp/snp/ghcb_apic.c - the local APIC as a guest reaches it through its GHCB: by MSRs in x2APIC mode, by addresses in its page in
 * xAPIC mode (kvm_x2apic_msr_{read,write}(), apic_mmio_{read,write}() in Linux arch/x86/kvm/lapic.c). Of the device plane it is the
 * CPU's own, else one in software.
 */
#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/x86/msr.h"
#include "softsnp/snp/apic_ipi.h"
#include "softsnp/snp/apic_real.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/svm/planes.h"

#define APIC_PAGE        UINT64_C(0xfee00000)
#define MSR_TSC_DEADLINE 0x6e0
#define MSR_X2APIC_FIRST 0x800
#define MSR_X2APIC_LAST  0x8ff

bool is_apic_msr(uint32_t number)
{
        return number == MSR_APIC_BASE || number == MSR_TSC_DEADLINE ||
               (number >= MSR_X2APIC_FIRST && number <= MSR_X2APIC_LAST);
}

static bool write_register(struct vcpu *vcpu, unsigned int number, uint64_t value)
{
        enum apic_write done;

        if (is_device_plane(vcpu))
                return apic_real_write(vcpu, number, value);
        done = x2apic_write(&vcpu->apic, number, value);
        if (done == APIC_SEND)
                apic_ipi_send(vcpu);
        return done != APIC_FAULT;
}

/* Registers are MSRs in x2APIC mode only. The device plane's timer knows no deadlines, as CPUID says. */
static bool write_apic(struct vcpu *vcpu, uint32_t number, uint64_t value)
{
        if (number == MSR_APIC_BASE)
                return x2apic_set_base(&vcpu->apic, value);
        if (number == MSR_TSC_DEADLINE) {
                x2apic_set_deadline(&vcpu->apic, value);
                return !is_device_plane(vcpu);
        }
        return x2apic_is_x2(&vcpu->apic) && write_register(vcpu, number - MSR_X2APIC_FIRST, value);
}

static bool read_apic(const struct vcpu *vcpu, uint32_t number, uint64_t *value)
{
        if (number == MSR_APIC_BASE) {
                *value = vcpu->apic.base;
                return true;
        }
        if (number == MSR_TSC_DEADLINE) {
                *value = x2apic_deadline(&vcpu->apic);
                return !is_device_plane(vcpu);
        }
        if (!x2apic_is_x2(&vcpu->apic))
                return false;
        if (is_device_plane(vcpu))
                return apic_real_read(vcpu, number - MSR_X2APIC_FIRST, value);
        return x2apic_read(&vcpu->apic, number - MSR_X2APIC_FIRST, value);
}

struct ghcb_answer serve_apic_msr(struct ghcb_call *call)
{
        uint32_t number = (uint32_t)call->rcx;
        uint64_t value = (uint32_t)call->rax | call->rdx << 32;

        if (call->info1 & 1) {
                if (!GHCB_HAS(call, rax) || !GHCB_HAS(call, rdx))
                        return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
                return write_apic(call->vcpu, number, value) ? ghcb_done(0) : ghcb_raise_gp();
        }
        if (!read_apic(call->vcpu, number, &value))
                return ghcb_raise_gp();
        GHCB_SET(call->page, rax, (uint32_t)value);
        GHCB_SET(call->page, rdx, value >> 32);
        return ghcb_done(0);
}

/* kvm_xapic_x2apic_send_ipi(): in xAPIC mode the lower half is written, and the upper stays as it is. */
bool apic_command(struct vcpu *vcpu, uint64_t command)
{
        if (!x2apic_is_on(&vcpu->apic))
                return false;
        if (x2apic_is_x2(&vcpu->apic) || !is_device_plane(vcpu))
                return write_register(vcpu, APIC_ICR, command);
        if (!apic_real_starts(vcpu, (uint32_t)command))
                *(volatile uint32_t *)(APIC_PAGE + APIC_ICR * UINT64_C(16)) = (uint32_t)command;
        return true;
}

bool is_apic_address(uint64_t address)
{
        return page_down(address) == APIC_PAGE;
}

/* Aligned words of 4 bytes are written, others are not; a register that there is not ignores it. */
static void write_page(struct vcpu *vcpu, uint64_t offset, uint64_t size, const void *buffer)
{
        uint32_t value = *(const volatile uint32_t *)buffer;

        if (size != sizeof(value) || offset % 16 != 0)
                return;
        if (!is_device_plane(vcpu)) {
                (void)write_register(vcpu, (unsigned int)(offset / 16), value);
                return;
        }
        if (offset / 16 != APIC_ICR || !apic_real_starts(vcpu, value))
                *(volatile uint32_t *)(APIC_PAGE + offset) = value;
}

/* A part of a register is read too. */
static void read_page(const struct vcpu *vcpu, uint64_t offset, uint64_t size, void *buffer)
{
        uint64_t value = 0;

        if (is_device_plane(vcpu))
                value = *(volatile uint32_t *)(APIC_PAGE + (offset & ~UINT64_C(15)));
        else if (!x2apic_read(&vcpu->apic, (unsigned int)(offset / 16), &value))
                value = 0;
        value >>= 8 * (offset % 16 < 4 ? offset % 16 : 4);
        memcpy(buffer, &value, size);
}

/* Without the page, in x2APIC mode or switched off, there is nothing: ones (KVM_X86_QUIRK_LAPIC_MMIO_HOLE). */
void serve_apic_mmio(const struct ghcb_call *call, void *buffer)
{
        struct vcpu *vcpu = call->vcpu;
        bool there = x2apic_is_on(&vcpu->apic) && !x2apic_is_x2(&vcpu->apic);
        uint64_t offset = call->info1 % PAGE_SIZE;

        if (call->code == GHCB_EVENT_MMIO_WRITE) {
                if (there)
                        write_page(vcpu, offset, call->info2, buffer);
        } else if (there) {
                read_page(vcpu, offset, call->info2, buffer);
        } else {
                memset(buffer, 0xff, call->info2);
        }
}

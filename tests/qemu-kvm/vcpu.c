/* tests/qemu-kvm/vcpu.c - the vCPUs' half of fake_kvm.c: registers are kept as they were set last, and recorded. */
#include "record.h"

#include <cpuid.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *out;

void record(const char *kind, uint64_t first, uint64_t second, const void *data, size_t size)
{
        uint64_t numbers[2] = { first, second };
        uint32_t bytes = (uint32_t)size;

        if (!out)
                out = fopen(getenv("FAKE_KVM_RECORD"), "wb");
        if (!out || fwrite(kind, 4, 1, out) != 1 || fwrite(&bytes, sizeof(bytes), 1, out) != 1 ||
            fwrite(numbers, sizeof(numbers), 1, out) != 1 ||
            (size && fwrite(data, size, 1, out) != 1))
                abort();
}

void record_end(void)
{
        if (fclose(out))
                abort();
}

void record_vcpu(unsigned int number, const struct vcpu *vcpu)
{
        record("regs", number, 0, &vcpu->regs, sizeof(vcpu->regs));
        record("sreg", number, 0, &vcpu->sregs, sizeof(vcpu->sregs));
        record("xsav", number, 0, &vcpu->xsave, sizeof(vcpu->xsave));
        record("xcrs", number, vcpu->xcrs.nr_xcrs, vcpu->xcrs.xcrs, sizeof(vcpu->xcrs.xcrs));
        record("dbrg", number, 0, &vcpu->debug, sizeof(vcpu->debug));
        record("msrs", number, vcpu->msr_count, vcpu->msrs,
               vcpu->msr_count * sizeof(vcpu->msrs[0]));
}

static int set_msrs(struct vcpu *vcpu, const struct kvm_msrs *set)
{
        for (uint32_t i = 0; i < set->nmsrs; i++) {
                uint32_t at = 0;

                while (at < vcpu->msr_count && vcpu->msrs[at].index != set->entries[i].index)
                        at++;
                if (at == MSRS)
                        abort();
                if (at == vcpu->msr_count)
                        vcpu->msr_count++;
                vcpu->msrs[at] = set->entries[i];
        }
        return (int)set->nmsrs;
}

static int get_msrs(const struct vcpu *vcpu, struct kvm_msrs *get)
{
        for (uint32_t i = 0; i < get->nmsrs; i++) {
                get->entries[i].data = 0;
                for (uint32_t at = 0; at < vcpu->msr_count; at++)
                        if (vcpu->msrs[at].index == get->entries[i].index)
                                get->entries[i].data = vcpu->msrs[at].data;
        }
        return (int)get->nmsrs;
}

static int set_cpuid(struct vcpu *vcpu, const struct kvm_cpuid2 *set)
{
        if (set->nent > sizeof(vcpu->cpuid) / sizeof(vcpu->cpuid[0])) {
                errno = E2BIG;
                return -1;
        }
        vcpu->cpuid_count = set->nent;
        memcpy(vcpu->cpuid, set->entries, set->nent * sizeof(set->entries[0]));
        return 0;
}

static int get_cpuid(const struct vcpu *vcpu, struct kvm_cpuid2 *get)
{
        if (get->nent < vcpu->cpuid_count) {
                errno = E2BIG;
                return -1;
        }
        get->nent = vcpu->cpuid_count;
        memcpy(get->entries, vcpu->cpuid, vcpu->cpuid_count * sizeof(vcpu->cpuid[0]));
        return 0;
}

#define SET(member) (memcpy(&vcpu->member, argument, sizeof(vcpu->member)), 0)
#define GET(member) (memcpy(argument, &vcpu->member, sizeof(vcpu->member)), 0)

int vcpu_ioctl(struct vcpu *vcpu, unsigned long request, void *argument)
{
        switch (request) {
        case KVM_SET_REGS:
                return SET(regs);
        case KVM_GET_REGS:
                return GET(regs);
        case KVM_SET_SREGS:
                return SET(sregs);
        case KVM_GET_SREGS:
                return GET(sregs);
        case KVM_SET_XSAVE:
                return SET(xsave);
        case KVM_GET_XSAVE:
        case KVM_GET_XSAVE2:
                return GET(xsave);
        case KVM_SET_XCRS:
                return SET(xcrs);
        case KVM_GET_XCRS:
                return GET(xcrs);
        case KVM_SET_DEBUGREGS:
                return SET(debug);
        case KVM_GET_DEBUGREGS:
                return GET(debug);
        case KVM_SET_MSRS:
                return set_msrs(vcpu, argument);
        case KVM_GET_MSRS:
                return get_msrs(vcpu, argument);
        case KVM_SET_CPUID2:
                return set_cpuid(vcpu, argument);
        case KVM_GET_CPUID2:
                return get_cpuid(vcpu, argument);
        case KVM_GET_TSC_KHZ:
                return 2000000;
        case KVM_GET_STATS_FD:
        case KVM_RUN: /* nothing runs before the launch has ended, and then nothing does */
                errno = EINVAL;
                return -1;
        default:
                return 0;
        }
}

static void add(struct kvm_cpuid2 *list, uint32_t most, uint32_t leaf, uint32_t index,
                uint32_t flags)
{
        struct kvm_cpuid_entry2 entry = { .function = leaf, .index = index, .flags = flags };

        __cpuid_count(leaf, index, entry.eax, entry.ebx, entry.ecx, entry.edx);
        if (leaf == 0x80000000)
                entry.eax = 0x80000021;
        if (leaf == 0x8000001f)
                entry.eax = 0x1a;        /* SEV, SEV-ES, SEV-SNP */
        if (leaf == 0xd && index == 0) { /* x87, SSE and AVX: what fits into struct kvm_xsave */
                entry.eax = 7;
                entry.ebx = entry.ecx = 0x340;
                entry.edx = 0;
        }
        if (leaf == 0xd && index == 1)
                entry.ebx = entry.ecx = entry.edx = 0;
        if (list->nent < most)
                list->entries[list->nent] = entry;
        list->nent++;
}

int cpuid_supported(struct kvm_cpuid2 *list)
{
        uint32_t most = list->nent;

        list->nent = 0;
        for (uint32_t leaf = 0; leaf <= 0xd; leaf++) {
                uint32_t last = leaf == 4 ? 3 : leaf == 7 || leaf == 0xb ? 1 : leaf == 0xd ? 2 : 0;

                for (uint32_t index = 0; index <= last; index++)
                        add(list, most, leaf, index, last ? KVM_CPUID_FLAG_SIGNIFCANT_INDEX : 0);
        }
        for (uint32_t leaf = 0x80000000; leaf <= 0x80000021; leaf++)
                add(list, most, leaf, 0, leaf == 0x8000001d ? KVM_CPUID_FLAG_SIGNIFCANT_INDEX : 0);
        if (list->nent <= most)
                return 0;
        errno = E2BIG;
        return -1;
}

int msr_list(struct kvm_msr_list *list)
{
        static const uint32_t known[] = { 0x10,       0x174,      0x175,      0x176,
                                          0x277,      0xc0000081, 0xc0000082, 0xc0000083,
                                          0xc0000084, 0xc0000102, 0xc0000103, 0x1d9,
                                          0xda0,      0x6e0 };
        uint32_t count = sizeof(known) / sizeof(known[0]);

        if (list->nmsrs < count) {
                list->nmsrs = count;
                errno = E2BIG;
                return -1;
        }
        list->nmsrs = count;
        memcpy(list->indices, known, sizeof(known));
        return 0;
}

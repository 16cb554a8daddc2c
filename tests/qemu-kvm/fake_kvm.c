/*
 * tests/qemu-kvm/fake_kvm.c - stands between QEMU and /dev/kvm, /dev/sev (LD_PRELOAD): answers the ioctls of a machine with SEV-SNP
 * from the kernel's public headers, as far as a launch goes, and records what was launched.
 *
 * What KVM refuses, this refuses (Linux, arch/x86/kvm/svm/sev.c: snp_launch_start(), snp_launch_update(),
 * sev_gmem_post_populate(), __sev_guest_init(); virt/kvm/guest_memfd.c, kvm_gmem_populate()); what does not matter for a launch is
 * answered with 0. No vCPU ever runs: with SNP_LAUNCH_FINISH the record is complete, and the process ends.
 *
 * The record, $FAKE_KVM_RECORD, is a list of: 4 bytes of kind, 4 bytes of size, two numbers of 8 bytes, and so many bytes.
 */
#define _GNU_SOURCE
#include "record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <linux/kvm_para.h>
#include <linux/psp-sev.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE   4096
#define FDS    4096
#define SLOTS  512
#define RANGES 4096
#define VMSA_FEATURES \
        UINT64_C(     \
                0x220) /* DebugSwap and SecureTsc, as an EPYC host with a kernel of 2026 offers them */

enum kind { OTHER, KVM, SEV, VM, VCPU };

struct range {
        uint64_t start, end;
};

static struct {
        enum kind kinds[FDS];
        unsigned int vcpus[FDS];
        unsigned int vcpu_count;
        struct kvm_userspace_memory_region2 slots[SLOTS];
        struct range private[RANGES];
        size_t private_count;
        struct range launched[RANGES];
        size_t launched_count;
        bool initialized, started;
        struct vcpu vcpu[VCPUS];
} fake;

static int error(int number)
{
        errno = number;
        return -1;
}

/* A file of its own for everything that QEMU maps or closes. */
static int make_fd(enum kind kind, size_t size)
{
        int fd = (int)syscall(SYS_memfd_create, "fake-kvm", 0);

        if (fd < 0 || fd >= FDS || ftruncate(fd, (off_t)size))
                abort();
        fake.kinds[fd] = kind;
        return fd;
}

static bool covers(const struct range *ranges, size_t count, uint64_t start, uint64_t end)
{
        while (start < end) {
                uint64_t before = start;

                for (size_t i = 0; i < count; i++)
                        if (ranges[i].start <= start && ranges[i].end > start)
                                start = ranges[i].end;
                if (start == before)
                        return false;
        }
        return true;
}

static bool touches(const struct range *ranges, size_t count, uint64_t start, uint64_t end)
{
        for (size_t i = 0; i < count; i++)
                if (ranges[i].start < end && start < ranges[i].end)
                        return true;
        return false;
}

static void add(struct range *ranges, size_t *count, uint64_t start, uint64_t end)
{
        if (*count && ranges[*count - 1].end == start) {
                ranges[*count - 1].end = end;
                return;
        }
        if (*count == RANGES)
                abort();
        ranges[(*count)++] = (struct range){ start, end };
}

/* Cuts a range out of the private ones. */
static void make_shared(uint64_t start, uint64_t end)
{
        static struct range kept[RANGES];
        size_t count = 0;

        for (size_t i = 0; i < fake.private_count; i++) {
                struct range range = fake.private[i];

                if (range.start < start && range.start < range.end)
                        add(kept, &count, range.start, range.end < start ? range.end : start);
                if (range.end > end)
                        add(kept, &count, range.start > end ? range.start : end, range.end);
        }
        memcpy(fake.private, kept, sizeof(kept));
        fake.private_count = count;
}

static int set_attributes(const struct kvm_memory_attributes *set)
{
        if (set->flags || set->attributes & ~(uint64_t)KVM_MEMORY_ATTRIBUTE_PRIVATE ||
            set->address % PAGE || set->size % PAGE || !set->size)
                return error(EINVAL);
        record("attr", set->address, set->size, &set->attributes, sizeof(set->attributes));
        make_shared(set->address, set->address + set->size);
        if (set->attributes)
                add(fake.private, &fake.private_count, set->address, set->address + set->size);
        return 0;
}

/* The slots with guest_memfd, which alone can be launched into. */
static bool in_gmem(uint64_t start, uint64_t end)
{
        for (size_t i = 0; i < SLOTS; i++) {
                const struct kvm_userspace_memory_region2 *slot = &fake.slots[i];

                if (slot->flags & KVM_MEM_GUEST_MEMFD && start >= slot->guest_phys_addr &&
                    end <= slot->guest_phys_addr + slot->memory_size)
                        return true;
        }
        return false;
}

static int set_slot(const struct kvm_userspace_memory_region2 *slot)
{
        unsigned int index = slot->slot & 0xffff;

        if (index >= SLOTS)
                return error(EINVAL);
        fake.slots[index] = *slot;
        record("slot", slot->guest_phys_addr, slot->memory_size, &slot->flags, sizeof(slot->flags));
        return 0;
}

static int launch_update(struct kvm_sev_snp_launch_update *update)
{
        uint64_t start = update->gfn_start * PAGE;

        if (!fake.started || update->flags || !update->len || update->len % PAGE)
                return error(EINVAL);
        switch (update->type) {
        case KVM_SEV_SNP_PAGE_TYPE_NORMAL:
        case KVM_SEV_SNP_PAGE_TYPE_ZERO:
        case KVM_SEV_SNP_PAGE_TYPE_UNMEASURED:
        case KVM_SEV_SNP_PAGE_TYPE_SECRETS:
        case KVM_SEV_SNP_PAGE_TYPE_CPUID:
                break;
        default:
                return error(EINVAL);
        }
        if (!in_gmem(start, start + update->len) ||
            !covers(fake.private, fake.private_count, start, start + update->len))
                return error(EINVAL);
        if (touches(fake.launched, fake.launched_count, start, start + update->len))
                return error(EEXIST);
        add(fake.launched, &fake.launched_count, start, start + update->len);
        for (uint64_t at = 0; at < update->len; at += PAGE)
                record("page", start + at, update->type, (const char *)update->uaddr + at, PAGE);
        update->gfn_start += update->len / PAGE;
        update->uaddr += update->len;
        update->len = 0;
        return 0;
}

static int launch_finish(const struct kvm_sev_snp_launch_finish *finish)
{
        for (unsigned int i = 0; i < fake.vcpu_count; i++)
                record_vcpu(i, &fake.vcpu[i]);
        if (finish->id_block_en)
                record("idbl", finish->auth_key_en, 0, (const void *)finish->id_block_uaddr,
                       KVM_SEV_SNP_ID_BLOCK_SIZE);
        record("done", fake.vcpu_count, 0, finish->host_data, sizeof(finish->host_data));
        record_end();
        _exit(0);
}

static int encrypt(struct kvm_sev_cmd *command)
{
        const struct kvm_sev_init *init;
        const struct kvm_sev_snp_launch_start *start;

        if (!command)
                return 0; /* is there SEV? */
        switch (command->id) {
        case KVM_SEV_INIT2:
                init = (const void *)command->data;
                if (fake.initialized || init->flags || init->vmsa_features & ~VMSA_FEATURES ||
                    init->ghcb_version > 2)
                        return error(EINVAL);
                fake.initialized = true;
                record("init", init->vmsa_features, init->ghcb_version, NULL, 0);
                return 0;
        case KVM_SEV_SNP_LAUNCH_START:
                start = (const void *)command->data;
                if (!fake.initialized || fake.started || start->flags ||
                    !(start->policy & UINT64_C(0x20000)))
                        return error(EINVAL);
                fake.started = true;
                record("strt", start->policy, 0, start->gosvw, sizeof(start->gosvw));
                return 0;
        case KVM_SEV_SNP_LAUNCH_UPDATE:
                return launch_update((void *)command->data);
        case KVM_SEV_SNP_LAUNCH_FINISH:
                return launch_finish((const void *)command->data);
        default:
                return error(EINVAL);
        }
}

static int extension(unsigned long which)
{
        switch (which) {
        case KVM_CAP_NR_MEMSLOTS:
                return SLOTS;
        case KVM_CAP_NR_VCPUS:
        case KVM_CAP_MAX_VCPUS:
        case KVM_CAP_MAX_VCPU_ID:
                return VCPUS;
        case KVM_CAP_VM_TYPES:
                return 1 << KVM_X86_DEFAULT_VM | 1 << KVM_X86_SNP_VM;
        case KVM_CAP_MEMORY_ATTRIBUTES:
                return KVM_MEMORY_ATTRIBUTE_PRIVATE;
        case KVM_CAP_EXIT_HYPERCALL:
                return 1 << KVM_HC_MAP_GPA_RANGE;
        case KVM_CAP_XSAVE2:
                return sizeof(struct kvm_xsave);
        case KVM_CAP_IRQ_ROUTING:
                return 4096;
        case KVM_CAP_MCE:
                return 32;
        case KVM_CAP_X86_ROBUST_SINGLESTEP:
        case KVM_CAP_USER_MEMORY:
        case KVM_CAP_USER_MEMORY2:
        case KVM_CAP_GUEST_MEMFD:
        case KVM_CAP_DESTROY_MEMORY_REGION_WORKS:
        case KVM_CAP_JOIN_MEMORY_REGIONS_WORKS:
        case KVM_CAP_INTERNAL_ERROR_DATA:
        case KVM_CAP_IOEVENTFD:
        case KVM_CAP_IOEVENTFD_ANY_LENGTH:
        case KVM_CAP_SET_TSS_ADDR:
        case KVM_CAP_EXT_CPUID:
        case KVM_CAP_MP_STATE:
        case KVM_CAP_SIGNAL_MSI:
        case KVM_CAP_IRQCHIP:
        case KVM_CAP_IRQFD:
        case KVM_CAP_SPLIT_IRQCHIP:
        case KVM_CAP_DEBUGREGS:
        case KVM_CAP_XSAVE:
        case KVM_CAP_XCRS:
        case KVM_CAP_VCPU_EVENTS:
        case KVM_CAP_ADJUST_CLOCK:
        case KVM_CAP_SET_IDENTITY_MAP_ADDR:
        case KVM_CAP_SYNC_MMU:
        case KVM_CAP_IMMEDIATE_EXIT:
        case KVM_CAP_TSC_CONTROL:
        case KVM_CAP_GET_TSC_KHZ:
        case KVM_CAP_X86_SMM:
        case KVM_CAP_READONLY_MEM:
        case KVM_CAP_DEVICE_CTRL:
        case KVM_CAP_SYS_ATTRIBUTES:
                return 1;
        default:
                return 0;
        }
}

static int device_attribute(const struct kvm_device_attr *attribute)
{
        if (attribute->group != KVM_X86_GRP_SEV || attribute->attr != KVM_X86_SEV_VMSA_FEATURES)
                return error(ENXIO);
        *(uint64_t *)attribute->addr = VMSA_FEATURES;
        return 0;
}

static int kvm_ioctl(unsigned long request, void *argument)
{
        switch (request) {
        case KVM_GET_API_VERSION:
                return KVM_API_VERSION;
        case KVM_CHECK_EXTENSION:
                return extension((unsigned long)argument);
        case KVM_CREATE_VM:
                return (unsigned long)argument == KVM_X86_SNP_VM ? make_fd(VM, PAGE)
                                                                 : error(EINVAL);
        case KVM_GET_VCPU_MMAP_SIZE:
                return 3 * PAGE;
        case KVM_GET_SUPPORTED_CPUID:
                return cpuid_supported(argument);
        case KVM_GET_MSR_INDEX_LIST:
                return msr_list(argument);
        case KVM_GET_MSR_FEATURE_INDEX_LIST:
                ((struct kvm_msr_list *)argument)->nmsrs = 0;
                return 0;
        case KVM_GET_DEVICE_ATTR:
                return device_attribute(argument);
        case KVM_X86_GET_MCE_CAP_SUPPORTED:
                *(uint64_t *)argument = UINT64_C(0x100010a);
                return 0;
        default:
                return 0;
        }
}

static int create_vcpu(void)
{
        int fd;

        if (fake.vcpu_count == VCPUS || fake.vcpu_count >= FDS)
                return error(EINVAL);
        fd = make_fd(VCPU, (size_t)3 * PAGE);
        fake.vcpus[fd] = fake.vcpu_count++;
        return fd;
}

static int vm_ioctl(unsigned long request, void *argument)
{
        const struct kvm_create_guest_memfd *memory = argument;

        switch (request) {
        case KVM_CHECK_EXTENSION:
                return extension((unsigned long)argument);
        case KVM_CREATE_VCPU:
                return create_vcpu();
        case KVM_SET_USER_MEMORY_REGION2:
                return set_slot(argument);
        case KVM_SET_MEMORY_ATTRIBUTES:
                return set_attributes(argument);
        case KVM_CREATE_GUEST_MEMFD:
                return make_fd(OTHER, memory->size);
        case KVM_MEMORY_ENCRYPT_OP:
                return encrypt(argument);
        default:
                return 0;
        }
}

static int sev_ioctl(const struct sev_issue_cmd *command)
{
        struct sev_user_data_status *status;

        if (command->cmd != SEV_PLATFORM_STATUS)
                return error(EINVAL);
        status = (void *)command->data;
        *status = (struct sev_user_data_status){ .api_major = 1, .api_minor = 55, .state = 1 };
        return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
        va_list arguments;
        void *argument;

        va_start(arguments, request);
        argument = va_arg(arguments, void *);
        va_end(arguments);
        switch (fd >= 0 && fd < FDS ? fake.kinds[fd] : OTHER) {
        case KVM:
                return kvm_ioctl(request, argument);
        case SEV:
                return sev_ioctl(argument);
        case VM:
                return vm_ioctl(request, argument);
        case VCPU:
                return vcpu_ioctl(&fake.vcpu[fake.vcpus[fd]], request, argument);
        default:
                return (int)syscall(SYS_ioctl, fd, request, argument);
        }
}

static int open_at(int directory, const char *path, int flags, mode_t mode)
{
        if (strcmp(path, "/dev/kvm") == 0)
                return make_fd(KVM, PAGE);
        if (strcmp(path, "/dev/sev") == 0)
                return make_fd(SEV, PAGE);
        return (int)syscall(SYS_openat, directory, path, flags, mode);
}

/* What C libraries call open(2), with and without checks. */
#define OPEN(name, ...)                                                                 \
        int name(__VA_ARGS__ const char *path, int flags, ...)                          \
        {                                                                               \
                va_list arguments;                                                      \
                mode_t mode;                                                            \
                                                                                        \
                va_start(arguments, flags);                                             \
                mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0; \
                va_end(arguments);                                                      \
                return open_at(AT_FDCWD, path, flags, mode);                            \
        }
OPEN(open, )
OPEN(open64, )
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
        return open_at(AT_FDCWD, path, flags, 0);
}
int __open64_2(const char *path, int flags)
{
        return open_at(AT_FDCWD, path, flags, 0);
}

/*
 * lib/snp/kvm_save_area.c - see kvm_save_area.h.
 *
 * Read in QEMU target/i386/sev.c (sev_apply_cpu_context), helper.c (cpu_x86_update_cr0), cpu.c
 * (x86_cpu_reset_hold), kvm/kvm.c (set_seg, kvm_put_sregs, kvm_put_xsave); and in KVM svm/svm.c (init_vmcb, svm_set_cr0,
 * svm_set_cr4, svm_set_efer, svm_set_segment), svm/sev.c (sev_es_sync_vmsa), x86.c (__set_regs, kvm_vcpu_reset).
 */
#include "lib/snp/kvm_save_area.h"

#include "lib/base/memory.h"
#include "lib/snp/reset.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"

#define DESCRIPTOR_ATTRIBUTES 0xfff /* bits 55:52 and 47:40 of a descriptor */
#define CR0_CACHE_OFF         (UINT64_C(3) << 29)

/* What is the same for all vCPUs. QEMU's XSAVE area says that all units are in their initial state: KVM leaves them so. */
static struct vmsa begin(const struct kvm_host *host)
{
        return (struct vmsa){
                .efer = EFER_SVME,
                .cr4 = host->cr4,
                .rflags = RFLAGS_FIXED,
                .sev_features = host->sev_features | SEV_FEATURE_SNP,
                .mxcsr = RESET_MXCSR,
                .x87_fcw = RESET_FCW,
        };
}

static struct vmsa_segment segment_of(const struct vmsa_segment *segment)
{
        struct vmsa_segment out = *segment;

        out.attributes &= DESCRIPTOR_ATTRIBUTES;
        return out;
}

/* A limit of a table has 16 bits (struct kvm_dtable). */
static struct vmsa_segment table_of(const struct vmsa_segment *segment)
{
        return (struct vmsa_segment){ .limit = segment->limit & 0xffff, .base = segment->base };
}

/* CPL is SS's, as svm_set_segment() has it. TR gets the base of LDTR: a slip of sev_apply_cpu_context(). */
static void take_segments(const struct vmsa *file, struct vmsa *out)
{
        out->es = segment_of(&file->es);
        out->cs = segment_of(&file->cs);
        out->ss = segment_of(&file->ss);
        out->ds = segment_of(&file->ds);
        out->fs = segment_of(&file->fs);
        out->gs = segment_of(&file->gs);
        out->ldtr = segment_of(&file->ldtr);
        out->tr = segment_of(&file->tr);
        out->tr.base = file->ldtr.base;
        out->gdtr = table_of(&file->gdtr);
        out->idtr = table_of(&file->idtr);
        out->cpl = file->ss.attributes >> 5 & 3;
}

/* QEMU sets ET, and LMA where long mode becomes active; KVM keeps caches on. */
static void take_controls(const struct vmsa *file, struct vmsa *out)
{
        out->cr0 = (file->cr0 | CR0_ET) & ~CR0_CACHE_OFF;
        out->cr3 = file->cr3;
        out->cr4 |= file->cr4;
        out->efer |= file->efer;
        if ((file->efer & EFER_LME) && (file->cr0 & CR0_PG) && (file->cr4 & CR4_PAE))
                out->efer |= EFER_LMA;
        out->dr6 = file->dr6;
        out->dr7 = file->dr7;
        out->pat = file->pat;
        out->xcr0 = file->xcr0;
}

static void take_registers(const struct vmsa *file, struct vmsa *out)
{
        out->rax = file->rax;
        out->rcx = file->rcx;
        out->rdx = file->rdx;
        out->rbx = file->rbx;
        out->rsp = file->rsp;
        out->rbp = file->rbp;
        out->rsi = file->rsi;
        out->rdi = file->rdi;
        out->r8 = file->r8;
        out->r9 = file->r9;
        out->r10 = file->r10;
        out->r11 = file->r11;
        out->r12 = file->r12;
        out->r13 = file->r13;
        out->r14 = file->r14;
        out->r15 = file->r15;
        out->rip = file->rip;
        out->rflags |= file->rflags;
}

void kvm_save_area_of_file(const struct kvm_host *host, const struct vmsa *file, struct vmsa *out)
{
        struct vmsa made = begin(host);

        take_segments(file, &made);
        take_controls(file, &made);
        take_registers(file, &made);
        *out = made;
}

/* x86_cpu_reset_hold(); CR0 as svm_set_cr0() leaves it. */
void kvm_save_area_of_reset(const struct kvm_host *host, struct vmsa *out)
{
        const struct vmsa_segment data = { .attributes = SEGMENT_DATA_16, .limit = RESET_LIMIT };
        const struct vmsa_segment table = { .limit = RESET_LIMIT };

        *out = begin(host);
        out->es = out->ss = out->ds = out->fs = out->gs = data;
        out->cs = (struct vmsa_segment){ .selector = RESET_CODE_SELECTOR,
                                         .attributes = SEGMENT_CODE_16,
                                         .limit = RESET_LIMIT,
                                         .base = RESET_CODE_BASE };
        out->gdtr = out->idtr = table;
        out->ldtr = (struct vmsa_segment){ .attributes = SEGMENT_LDT, .limit = RESET_LIMIT };
        out->tr = (struct vmsa_segment){ .attributes = SEGMENT_TSS_BUSY, .limit = RESET_LIMIT };
        out->cr0 = RESET_CR0 & ~CR0_CACHE_OFF;
        out->dr6 = RESET_DR6;
        out->dr7 = RESET_DR7;
        out->pat = RESET_PAT;
        out->xcr0 = RESET_XCR0;
        out->rip = RESET_RIP;
        out->rdx = host->cpu_signature;
}

/*
 * tools/image/build/memory/write.c - an image as an IGVM file.
 *
 * Parameter inserts first, then pages by ascending GPA, the save area last: in this order QEMU, KVM and a reader of
 * the file measure the same. A save area in memory is given to KVM at once, like an insert, while QEMU gathers pages: so it is
 * in front of them. A guest without an SVSM has no inserts, and its pages in the order of a launch by QEMU without
 * IGVM.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/base/address.h"
#include "lib/direct/layout.h"
#include "lib/igvm/writer.h"
#include "lib/snp/reset.h"
#include "lib/snp/vmsa.h"
#include "lib/x86/cpu.h"
#include "lib/x86/msr.h"
#include "tools/image/common/say.h"
#include "tools/image/build/memory/layout.h"

#define RESET_VECTOR (RESET_CODE_BASE + RESET_RIP)

/* Parameter areas. */
enum {
        HOST_MAP_AREA,
        HOST_COUNT_AREA,
};

static struct vmsa_segment flat_segment(uint16_t selector, uint16_t attributes)
{
        return (struct vmsa_segment){ selector, attributes, 0xffffffff, 0 };
}

/* The state of docs/boot.md, "The first instruction of VMPL0". */
static void make_vmsa(const struct image *image, struct vmsa *out)
{
        *out = (struct vmsa){
                .cs = flat_segment(0x08, SEGMENT_CODE_32),
                .ldtr = { .attributes = SEGMENT_LDT, .limit = 0xffff },
                .tr = { .attributes = SEGMENT_TSS_BUSY, .limit = 0xffff },
                .gdtr = { .limit = 0xffff },
                .idtr = { .limit = 0xffff },
                .efer = EFER_SVME,
                .cr4 = CR4_MCE, /* KVM sets it whatever the file says (Linux arch/x86/kvm/svm/svm.c, svm_set_cr4()) */
                .cr0 = CR0_PE | CR0_ET | CR0_NE,
                .dr6 = RESET_DR6,
                .dr7 = RESET_DR7,
                .rflags = RFLAGS_FIXED,
                .rip = image->entry,
                .rsi = image->params.header.svsm_base,
                .rdi = image->params_gpa,
                .pat = RESET_PAT,
                .sev_features = image->platform->sev_features,
                .xcr0 = RESET_XCR0,
                .mxcsr = RESET_MXCSR,
                .x87_fcw = RESET_FCW,
        };
        out->es = out->ss = out->ds = out->fs = out->gs = flat_segment(0x10, SEGMENT_DATA_32);
}

static struct vmsa_segment real_segment(uint16_t attributes)
{
        return (struct vmsa_segment){ .attributes = attributes, .limit = RESET_LIMIT };
}

/*
 * A vCPU that was reset, as KVM launches it (CR0 without cache disable, CR4 with MCE: Linux arch/x86/kvm/svm/svm.c,
 * svm_set_cr0() and svm_set_cr4()), at the address @start. With RDX = 0 it is virtee's sev-snp-measure's, whose vCPU type says RDX.
 */
static void make_reset_vmsa(const struct image *image, uint32_t start, struct vmsa *out)
{
        *out = (struct vmsa){
                .cs = real_segment(SEGMENT_CODE_16),
                .gdtr = { .limit = RESET_LIMIT },
                .idtr = { .limit = RESET_LIMIT },
                .ldtr = real_segment(SEGMENT_LDT),
                .tr = real_segment(SEGMENT_TSS_BUSY),
                .efer = EFER_SVME,
                .cr4 = CR4_MCE,
                .cr0 = CR0_ET,
                .dr6 = RESET_DR6,
                .dr7 = RESET_DR7,
                .rflags = RFLAGS_FIXED,
                .rip = start & 0xffff,
                .rdx = image->platform->boot_rdx,
                .pat = RESET_PAT,
                .sev_features = image->platform->sev_features,
                .xcr0 = RESET_XCR0,
                .mxcsr = RESET_MXCSR,
                .x87_fcw = RESET_FCW,
        };
        out->es = out->ss = out->ds = out->fs = out->gs = real_segment(SEGMENT_DATA_16);
        out->cs.selector = RESET_CODE_SELECTOR;
        out->cs.base = start & 0xffff0000;
}

/*
 * SUPPORTED_PLATFORM is the platform section, GUEST_POLICY the initialization section: both stand before all
 * directives.
 */
static void write_start(struct igvm_writer *writer, const struct image *image)
{
        const struct igvm_supported_platform platform = {
                .compatibility_mask = IMAGE_MASK,
                .highest_vtl = 0,
                .platform_type = IGVM_PLATFORM_SEV_SNP,
                .platform_version = 1,
        };
        const struct igvm_guest_policy policy = {
                .policy = image->platform->policy,
                .compatibility_mask = IMAGE_MASK,
        };

        igvm_write_header(writer, IGVM_SUPPORTED_PLATFORM, &platform, sizeof(platform));
        igvm_write_header(writer, IGVM_GUEST_POLICY, &policy, sizeof(policy));
}

/*
 * What the host says: one area for each parameter, which begins at its start, since QEMU writes the map there whatever the
 * offset is (lib/params/block.h). An insert is measured by address alone, as UNMEASURED pages (docs/measure.md): the kernel
 * must check every word in it.
 */
static void write_host_page(struct igvm_writer *writer, uint32_t index, enum igvm_header_type type,
                            uint64_t gpa)
{
        const struct igvm_parameter_area area = {
                .number_of_bytes = PAGE_SIZE,
                .parameter_area_index = index,
        };
        const struct igvm_parameter parameter = { .parameter_area_index = index };
        const struct igvm_parameter_insert insert = {
                .gpa = gpa,
                .compatibility_mask = IMAGE_MASK,
                .parameter_area_index = index,
        };

        igvm_write_header(writer, IGVM_PARAMETER_AREA, &area, sizeof(area));
        igvm_write_header(writer, type, &parameter, sizeof(parameter));
        igvm_write_header(writer, IGVM_PARAMETER_INSERT, &insert, sizeof(insert));
}

static void write_host_pages(struct igvm_writer *writer, const struct image *image)
{
        const struct params_header *header = &image->params.header;

        write_host_page(writer, HOST_MAP_AREA, IGVM_MEMORY_MAP,
                        image->direct ? DIRECT_MAP : header->host_map);
        write_host_page(writer, HOST_COUNT_AREA, IGVM_VP_COUNT,
                        image->direct ? DIRECT_COUNT : header->host_count);
}

/*
 * All of VMPL0's memory, that with pages in the file as well. It comes before them and before what the host says: QEMU
 * throws away what it has put there until then (accel/kvm/kvm-all.c, kvm_convert_memory(): ram_block_discard_range()), and
 * launches zeros. A platform file has less than 4 GiB of it: the header has 32 bits. What starts Linux alone is where
 * there is no RAM: the host makes it here, all at once.
 */
static void write_required_memory(struct igvm_writer *writer, const struct image *image)
{
        const struct platform_range *svsm = &image->platform->svsm;
        const struct igvm_required_memory memory = {
                .gpa = image->direct ? DIRECT_BASE : svsm->base,
                .compatibility_mask = IMAGE_MASK,
                .number_of_bytes = image->direct ? DIRECT_SIZE : (uint32_t)svsm->size,
        };

        igvm_write_header(writer, IGVM_REQUIRED_MEMORY, &memory, sizeof(memory));
}

static bool is_zero_page(const uint8_t *page)
{
        return page[0] == 0 && memcmp(page, page + 1, PAGE_SIZE - 1) == 0;
}

/*
 * Pages of zeros have no data in the file. They are NORMAL pages for the digest, never ZERO
 * (docs/measure.md), unless somebody counts those without data so.
 */
static void write_block(struct igvm_writer *writer, const struct image_block *block)
{
        for (uint64_t at = 0; at < block->size; at += PAGE_SIZE) {
                const uint8_t *page = block->bytes ? block->bytes + at : NULL;

                igvm_write_page(writer, block->gpa + at, IMAGE_MASK, block->type,
                                page && !block->literal && is_zero_page(page) ? NULL : page);
        }
}

/*
 * KVM measures a save area of VMPL0 for every vCPU of the machine (Linux arch/x86/kvm/svm/sev.c, snp_launch_update_vmsa()),
 * and a host can run each. One that the image does not give is in reset state: it begins in the guest's firmware. These
 * end in the kernel's start, which parks whoever comes with RAX not 0; no event has a gate.
 */
static void park(struct vmsa *vmsa)
{
        vmsa->rax = 1;
        vmsa->idtr.limit = 0;
}

/*
 * All at the one address that KVM has for its own, 0xfffffffff000, and the index says whose it is; or one in memory. Equal save areas are
 * written again, since this writer shares no data.
 */
static void write_context(struct igvm_writer *writer, const struct image *image, unsigned int vcpu)
{
        const uint64_t direct = image->params.header.vmsa_page;
        struct igvm_vp_context context = {
                .gpa = direct ? direct : VMSA_LAUNCH_GPA,
                .compatibility_mask = IMAGE_MASK,
                .vp_index = (uint16_t)vcpu,
        };
        struct vmsa vmsa;

        if (image->plain) {
                make_reset_vmsa(image, vcpu && image->ap_reset ? image->ap_reset : RESET_VECTOR,
                                &vmsa);
        } else {
                make_vmsa(image, &vmsa);
                if (vcpu != 0)
                        park(&vmsa);
        }
        context.file_offset = igvm_write_data(writer, &vmsa, sizeof(vmsa), PAGE_SIZE);
        igvm_write_header(writer, IGVM_VP_CONTEXT, &context, sizeof(context));
}

static void write_all(struct igvm_writer *writer, const struct image *image)
{
        write_start(writer, image);
        if (!image->plain || image->direct) {
                write_required_memory(writer, image);
                write_host_pages(writer, image);
        }
        if (image->params.header.vmsa_page)
                write_context(writer, image, 0);
        for (size_t i = 0; i < image->block_count; i++)
                write_block(writer, &image->blocks[i]);
        if (!image->params.header.vmsa_page)
                write_context(writer, image, 0);
        for (unsigned int vcpu = 1; vcpu < image->platform->vcpus; vcpu++)
                write_context(writer, image, vcpu);
}

static int by_gpa(const void *left, const void *right)
{
        uint64_t a = ((const struct image_block *)left)->gpa;
        uint64_t b = ((const struct image_block *)right)->gpa;

        return a < b ? -1 : a > b;
}

/* The writer runs twice over the same calls: once to count, once to write (lib/igvm/writer.h). */
int image_write(struct image *image, struct file *out)
{
        struct igvm_writer counted = igvm_writer_count();
        struct igvm_writer writer;

        if (!image->plain)
                qsort(image->blocks, image->block_count, sizeof(image->blocks[0]), by_gpa);
        write_all(&counted, image);
        out->size = igvm_writer_size(&counted);
        out->data = malloc(out->size);
        if (!out->data)
                return image_error("out of memory");
        writer = igvm_writer_start(&counted, out->data);
        write_all(&writer, image);
        return igvm_writer_finish(&writer) ? 0 : image_error("the image is too large for IGVM");
}

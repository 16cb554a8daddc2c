/* softsnp/svm/emulate.c - see emulate.h. The instructions: APM vol. 4; formats: vol. 2, section 11.5. */
#include "softsnp/svm/emulate.h"

#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "lib/x86/paging.h"
#include "softsnp/svm/decode.h"
#include "softsnp/svm/exception.h"
#include "softsnp/svm/guest_memory.h"
#include "softsnp/svm/xstate.h"

#define OPCODE_GROUP_9    0xc7
#define EXTENSION_XRSTORS 3
#define EXTENSION_XSAVES  5

#define XSTATE_ALIGNMENT 64
#define XCOMP_BV_COMPACT (UINT64_C(1) << 63)
#define MXCSR_DEFINED    UINT32_C(0xffff)
#define MXCSR_RESET      UINT32_C(0x1f80)
#define LEGACY_X87_END   160 /* FXSAVE: control words and MXCSR, ST0 to ST7 */
#define LEGACY_SSE_END   416
#define LEGACY_MXCSR     24
#define LEGACY_MXCSR_END 32
#define LEGACY_X87_STACK 32

/* The header of an image behind its legacy part. */
struct header {
        uint64_t xstate_bv;
        uint64_t xcomp_bv;
        uint64_t reserved[6];
};
_Static_assert(sizeof(struct header) == XSTATE_AVX_OFFSET - XSTATE_HEADER_OFFSET, "XSAVE header");

/* One for all vCPUs: it is used under the machine's lock. */
static union {
        _Alignas(XSTATE_ALIGNMENT) uint8_t bytes[XSTATE_IMAGE_SIZE];
        struct {
                uint8_t legacy[XSTATE_HEADER_OFFSET];
                struct header header;
        };
} image;

/* The whole image can be reached; else the fault that the CPU would raise. */
static bool can_reach(struct vcpu *vcpu, uint64_t address, bool write)
{
        const uint64_t ends[] = { address, page_down(address + XSTATE_IMAGE_SIZE - 1) };

        for (unsigned int i = 0; i < 2; i++) {
                struct translation at;

                if (!guest_translate(vcpu, ends[i], &at)) {
                        raise_pf(vcpu, ends[i], write ? PF_WRITE : 0);
                        return false;
                }
                if (write && !at.writable && vcpu_state(vcpu)->cr0 & CR0_WP) {
                        raise_pf(vcpu, ends[i], PF_WRITE | PF_PRESENT);
                        return false;
                }
        }
        return true;
}

static void read_or_stop(struct vcpu *vcpu, uint64_t address, void *out, size_t size)
{
        if (!guest_read(vcpu, address, out, size))
                vcpu_stop(vcpu, "XRSTORS from 0x%lx, which VMPL%u cannot read", address,
                          vcpu->vmpl);
}

static void write_part(struct vcpu *vcpu, uint64_t address, unsigned int start, unsigned int end)
{
        if (!guest_write(vcpu, address + start, image.bytes + start, end - start))
                vcpu_stop(vcpu, "XSAVES to 0x%lx, which VMPL%u cannot write", address, vcpu->vmpl);
}

/*
 * With x87, SSE and AVX alone the compacted format has the places of the standard one: AVX, if it is there, is the first behind the
 * header. Parts that were not asked for stay as they are.
 */
static void emulate_xsaves(struct vcpu *vcpu, uint64_t address, uint64_t components)
{
        if (!can_reach(vcpu, address, true))
                return;
        memset(&image.header, 0, sizeof(image.header));
        xstate_save_some(&image, components);
        image.header.xstate_bv &= components;
        image.header.xcomp_bv = XCOMP_BV_COMPACT | components;
        if ((components & (XCR0_X87 | XCR0_SSE)) == (XCR0_X87 | XCR0_SSE)) {
                write_part(vcpu, address, 0, LEGACY_SSE_END);
        } else if (components & XCR0_X87) {
                write_part(vcpu, address, 0, LEGACY_MXCSR);
                write_part(vcpu, address, LEGACY_X87_STACK, LEGACY_X87_END);
        } else if (components & XCR0_SSE) {
                write_part(vcpu, address, LEGACY_MXCSR, LEGACY_MXCSR_END);
                write_part(vcpu, address, LEGACY_X87_END, LEGACY_SSE_END);
        }
        write_part(vcpu, address, XSTATE_HEADER_OFFSET,
                   components & XCR0_AVX ? XSTATE_IMAGE_SIZE : XSTATE_AVX_OFFSET);
}

static bool header_is_valid(void)
{
        const struct header *header = &image.header;
        uint64_t reserved = 0;

        for (unsigned int i = 0; i < 6; i++)
                reserved |= header->reserved[i];
        return header->xcomp_bv & XCOMP_BV_COMPACT && !reserved &&
               !(header->xcomp_bv & ~XCOMP_BV_COMPACT & ~xstate_xcr0()) &&
               !(header->xstate_bv & ~header->xcomp_bv);
}

/* False: a bit of MXCSR that there is not. A component at reset has none to be loaded. */
static bool settle_mxcsr(uint64_t components)
{
        uint32_t mxcsr = MXCSR_RESET;

        if (components & image.header.xstate_bv & XCR0_SSE)
                memcpy(&mxcsr, image.legacy + LEGACY_MXCSR, sizeof(mxcsr));
        memcpy(image.legacy + LEGACY_MXCSR, &mxcsr, sizeof(mxcsr));
        return !(mxcsr & ~MXCSR_DEFINED);
}

/* The copy is checked, and becomes one of the standard format, which the CPU below takes. */
static void emulate_xrstors(struct vcpu *vcpu, uint64_t address, uint64_t components)
{
        if (!can_reach(vcpu, address, false))
                return;
        read_or_stop(vcpu, address, image.bytes, XSTATE_AVX_OFFSET);
        if (!header_is_valid() || !settle_mxcsr(components)) {
                raise_gp(vcpu);
                return;
        }
        if (image.header.xcomp_bv & XCR0_AVX)
                read_or_stop(vcpu, address + XSTATE_AVX_OFFSET, image.bytes + XSTATE_AVX_OFFSET,
                             XSTATE_IMAGE_SIZE - XSTATE_AVX_OFFSET);
        image.header.xstate_bv &= components;
        image.header.xcomp_bv = 0;
        xstate_restore_some(&image, components);
}

static uint64_t asked_components(struct vcpu *vcpu)
{
        return ((uint32_t)vcpu_state(vcpu)->rax | vcpu->registers[REGISTER_RDX] << 32) &
               xstate_xcr0();
}

/* The order of faults is the instructions': mode, privilege, CR0.TS, alignment. */
static bool may_execute(struct vcpu *vcpu, uint64_t address)
{
        const struct vmsa *state = vcpu_state(vcpu);

        if (!(state->cr4 & CR4_OSXSAVE)) {
                raise_ud(vcpu);
                return false;
        }
        if (state->cpl == 0 && state->cr0 & CR0_TS) {
                raise_nm(vcpu);
                return false;
        }
        if (state->cpl != 0 || address % XSTATE_ALIGNMENT) {
                raise_gp(vcpu);
                return false;
        }
        return true;
}

/* RIP moves on if there was no fault. */
static void emulate_xstate(struct vcpu *vcpu, const struct instruction *instruction)
{
        vcpu->vmcb->control.event_injection = 0;
        if (!may_execute(vcpu, instruction->address))
                return;
        if (instruction->extension == EXTENSION_XSAVES)
                emulate_xsaves(vcpu, instruction->address, asked_components(vcpu));
        else
                emulate_xrstors(vcpu, instruction->address, asked_components(vcpu));
        if (!(vcpu->vmcb->control.event_injection & EVENT_VALID))
                vcpu_state(vcpu)->rip += instruction->length;
}

bool emulate_instruction(struct vcpu *vcpu)
{
        struct instruction instruction;

        if (!decode_instruction(vcpu, &instruction) || instruction.opcode != OPCODE_GROUP_9 ||
            instruction.has_prefix || !instruction.is_memory ||
            (instruction.extension != EXTENSION_XSAVES &&
             instruction.extension != EXTENSION_XRSTORS))
                return false;
        emulate_xstate(vcpu, &instruction);
        return true;
}

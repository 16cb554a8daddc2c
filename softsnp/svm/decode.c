/* softsnp/svm/decode.c - see decode.h. */
#include "softsnp/svm/decode.h"

#include "lib/base/memory.h"
#include "lib/x86/msr.h"
#include "softsnp/svm/guest_memory.h"

#define LONGEST      15
#define CODE_64_BIT  0x200 /* L in the attributes of CS */
#define CODE_32_BIT  0x400 /* D */
#define NO_REGISTER  0xffffu
#define RM_SIB       4 /* ModRM.rm: a SIB byte follows */
#define RM_RELATIVE  5 /* with mod 0: relative to RIP */
#define SIB_NO_INDEX 4
#define SIB_NO_BASE  5 /* with mod 0 */

/* What has been read so far. */
struct reader {
        struct vcpu *vcpu;
        const uint8_t *at;
        const uint8_t *end;
        uint8_t rex; /* 0 without one */
        bool address_32;
        const struct vmsa_segment *segment; /* FS or GS; NULL: a segment without base */
};

/* Zeros behind the end: who reads them finds out by at > end. */
static uint8_t next(struct reader *r)
{
        uint8_t byte = r->at < r->end ? *r->at : 0;

        r->at++;
        return byte;
}

/* True if @byte is a prefix of the old kind, which then counts. */
static bool take_prefix(struct reader *r, struct instruction *out, uint8_t byte)
{
        const struct vmsa *state = vcpu_state(r->vcpu);

        switch (byte) {
        case 0xf0:
        case 0xf2:
        case 0xf3:
        case 0x66:
                out->has_prefix = true;
                return true;
        case 0x67:
                r->address_32 = true;
                return true;
        case 0x64:
                r->segment = &state->fs;
                return true;
        case 0x65:
                r->segment = &state->gs;
                return true;
        case 0x26:
        case 0x2e:
        case 0x36:
        case 0x3e:
                return true;
        default:
                return false;
        }
}

static void read_prefixes(struct reader *r, struct instruction *out)
{
        while (r->at < r->end && take_prefix(r, out, *r->at))
                r->at++;
        if (out->long_mode && r->at < r->end && (*r->at & 0xf0) == 0x40)
                r->rex = next(r);
}

static uint64_t displacement(struct reader *r, unsigned int size)
{
        uint32_t value = 0;

        for (unsigned int i = 0; i < size; i++)
                value |= (uint32_t)next(r) << 8 * i;
        if (size == 1)
                return (uint64_t)(int8_t)value;
        return (uint64_t)(int32_t)value;
}

static uint64_t value_of(struct reader *r, unsigned int number)
{
        return number == NO_REGISTER ? 0 : vcpu_register(r->vcpu, number);
}

/* The base register, or none; adds the scaled index to *@address. */
static unsigned int read_sib(struct reader *r, unsigned int mod, uint64_t *address)
{
        uint8_t sib = next(r);
        unsigned int index = (sib >> 3 & 7) | (r->rex & 2u) << 2;

        if (index != SIB_NO_INDEX)
                *address += value_of(r, index) << (sib >> 6);
        if ((sib & 7) == SIB_NO_BASE && mod == 0)
                return NO_REGISTER;
        return (sib & 7) | (r->rex & 1u) << 3;
}

/* The instruction ends with the displacement, so that what is relative to RIP is relative to the reader's place. */
static uint64_t effective_address(struct reader *r, const uint8_t *start, unsigned int mod,
                                  unsigned int rm)
{
        bool relative = mod == 0 && rm == RM_RELATIVE;
        unsigned int base = relative ? NO_REGISTER : rm | (r->rex & 1u) << 3;
        uint64_t address = 0;

        if (rm == RM_SIB)
                base = read_sib(r, mod, &address);
        if (mod == 1)
                address += displacement(r, 1);
        else if (mod == 2 || base == NO_REGISTER)
                address += displacement(r, 4);
        address += value_of(r, base);
        if (relative)
                address += vcpu_state(r->vcpu)->rip + (uint64_t)(r->at - start);
        if (r->address_32)
                address = (uint32_t)address;
        return address + (r->segment ? r->segment->base : 0);
}

static void read_operand(struct reader *r, const uint8_t *start, struct instruction *out)
{
        uint8_t modrm = next(r);
        unsigned int mod = modrm >> 6;

        out->extension = modrm >> 3 & 7;
        out->is_memory = mod != 3;
        if (out->is_memory && out->long_mode)
                out->address = effective_address(r, start, mod, modrm & 7);
}

bool decode_instruction(struct vcpu *vcpu, struct instruction *out)
{
        const struct vmsa *state = vcpu_state(vcpu);
        uint8_t bytes[LONGEST];
        struct reader r = { .vcpu = vcpu, .at = bytes };

        r.end = bytes + guest_fetch(vcpu, bytes, sizeof(bytes));
        memset(out, 0, sizeof(*out));
        out->long_mode = state->efer & EFER_LMA && state->cs.attributes & CODE_64_BIT;
        read_prefixes(&r, out);
        if (next(&r) != 0x0f)
                return false;
        out->opcode = next(&r);
        read_operand(&r, bytes, out);
        out->length = (unsigned int)(r.at - bytes);
        return r.at <= r.end && (out->long_mode || !out->is_memory);
}

/* fuzz/kernel/svsm_seed.c - short lives of guests, in the encoding of svsm.c: pokes, VMSAs and calls. */
#include <string.h>

#include "fuzz/seed.h"
#include "lib/base/bytes.h"

#define LIST      0x1000 /* offset in the guest's memory that is validated */
#define CALL_POKE 0x40
#define CALL_VMSA 0xc0
#define PICK_PAGE 0
#define PICK_WORD 3

/* Pages by number from the first validated one. */
static void pick_page(struct bytes_writer *out, uint16_t page)
{
        bytes_write_u8(out, PICK_PAGE);
        bytes_write_le16(out, page);
}

static void poke_word(struct bytes_writer *out, uint16_t at, uint64_t value)
{
        bytes_write_u8(out, CALL_POKE);
        bytes_write_le16(out, at);
        bytes_write_u8(out, PICK_WORD);
        bytes_write_le16(out, 0);
        bytes_write_le64(out, value);
        bytes_write_u8(out, (uint8_t)(value & 0xf));
}

static void call(struct bytes_writer *out, uint8_t kind, uint16_t rcx, uint16_t rdx, uint8_t r8)
{
        bytes_write_u8(out, kind);
        pick_page(out, rcx);
        pick_page(out, rdx);
        bytes_write_u8(out, r8);
}

static void one_entry(struct bytes_writer *out, uint8_t kind, uint64_t entry)
{
        poke_word(out, LIST, 1);
        poke_word(out, LIST + 8, entry);
        call(out, kind, 1, 0, 0);
}

/* An operation in page 1 with buffers in the pages 4, 8 and 16 and the nonce in page 2. */
static void attest(struct bytes_writer *out)
{
        const uint64_t start = 0x10000;

        poke_word(out, LIST, start + 0x4000);
        poke_word(out, LIST + 8, 0x1000);
        poke_word(out, LIST + 0x10, start + 0x2000);
        poke_word(out, LIST + 0x18, 64);
        poke_word(out, LIST + 0x20, start + 0x8000);
        poke_word(out, LIST + 0x28, 0x2000);
        poke_word(out, LIST + 0x30, start + 0x10000);
        poke_word(out, LIST + 0x38, 0x4000);
        poke_word(out, 0x2000, 0x1234120004a001); /* sizes 0x4a0, 0x1200, 0x1234 */
        call(out, 0x10, 1, 0, 0);
        call(out, 0x11, 1, 0, 0);
}

int main(int argc, char **argv)
{
        uint8_t data[2048];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        one_entry(&out, 1, 0x50004); /* PVALIDATE: validate, rescind, a large page */
        one_entry(&out, 1, 0x50000);
        one_entry(&out, 1, 0x200005);
        one_entry(&out, 4, 0x12000); /* DEPOSIT_MEM, WITHDRAW_MEM */
        one_entry(&out, 4, 0x200001);
        call(&out, 5, 1, 0, 0);
        bytes_write_u8(&out, CALL_VMSA); /* CREATE_VCPU, DELETE_VCPU */
        bytes_write_u8(&out, 4);
        bytes_write_u8(&out, 2);
        call(&out, 2, 4, 5, 2);
        call(&out, 3, 4, 0, 0);
        call(&out, 0, 6, 0, 0);   /* REMAP_CA */
        poke_word(&out, LIST, 8); /* a TPM command of 12 bytes */
        poke_word(&out, LIST + 5, 12);
        call(&out, 0x21, 1, 0, 0);
        attest(&out);
        return argc == 2 ? write_seed(argv[1], "seed", data, out.size) : 2;
}

/*
 * Without paging every access is private, since there is no C-bit to say otherwise (APM vol. 2,
 * section 15.34.4): in 32-bit protected mode a shared page is met as one that is not validated. The
 * #VC comes through a 32-bit gate.
 *
 * Broken on purpose by giving VMPL2 the view with a C-bit in every mode: its stores meet private
 * memory as shared, and it is stopped.
 */
#include "lib/base/memory.h"
#include "tests/machine/runtime/test.h"

/*
 * Reads [EBX]; what happens goes to [ESI]: the #VC's error code, or 1 if the read worked. Then back
 * by RUN_VMPL.
 */
__asm__(".pushsection .text\n"
        ".code32\n"
        "flat_code:\n\t"
        "movl (%ebx), %eax\n\t"
        "movl $1, (%esi)\n\t"
        "jmp 1f\n"
        "flat_vc:\n\t"
        "popl (%esi)\n"
        "1:\n\t"
        "movl $0xc0010130, %ecx\n\t"
        "movl $0x16, %eax\n\t"
        "xorl %edx, %edx\n\t"
        "wrmsr\n\t"
        "rep; vmmcall\n\t"
        "jmp 1b\n"
        ".code64\n"
        ".popsection\n");
extern const char flat_code[];
extern const char flat_vc[];

static uint64_t flat_gdt[3] = { 0, 0x00cf9b000000ffff, 0x00cf93000000ffff };
static uint64_t flat_idt[32];
static volatile uint32_t seen;
static _Alignas(16) uint8_t flat_stack[4096];

static void unused(void)
{
}

/*
 * The save area that prepare_vmpl2() made, in another mode; VMPL0 may write it as long as it does
 * not run.
 */
static void make_flat(struct vmsa *vmsa)
{
        uint64_t handler = physical_of(flat_vc);

        flat_idt[VECTOR_VC] = (handler & 0xffff) | UINT64_C(8) << 16 | UINT64_C(0x8e00) << 32 |
                              (handler >> 16 & 0xffff) << 48;
        vmsa->cs = (struct vmsa_segment){ .selector = 8, .attributes = 0xc9b, .limit = 0xffffffff };
        vmsa->gdtr.base = physical_of(flat_gdt);
        vmsa->gdtr.limit = sizeof(flat_gdt) - 1;
        vmsa->idtr.base = physical_of(flat_idt);
        vmsa->idtr.limit = sizeof(flat_idt) - 1;
        vmsa->cr0 = CR0_PE | CR0_ET | CR0_NE;
        vmsa->cr3 = 0;
        vmsa->cr4 = 0;
        vmsa->efer = EFER_SVME;
        vmsa->rip = physical_of(flat_code);
        vmsa->rsp = physical_of(flat_stack) + sizeof(flat_stack);
        vmsa->rbx = spare_page(0);
        vmsa->rsi = physical_of((const void *)&seen);
}

void test_main(void)
{
        uint64_t page = prepare_vmpl2(unused);

        give_away(spare_page(0));
        make_flat(private_view(page));
        enter_vmpl2();
        CHECK_EQUAL(seen, GHCB_EVENT_PAGE_NOT_VALIDATED);
}

/* guest/probe/call.c - SVSM calls, as the specification has them (SVSM 1.00, section 4; Linux arch/x86/coco/sev/svsm.c). */
#include "guest/probe/probe.h"
#include "lib/base/memory.h"
#include "lib/x86/msr.h"

/*
 * call_pending is written before the exit and read behind it: the area is volatile, the asm a
 * barrier.
 */
static void enter_svsm(volatile struct svsm_calling_area *area, struct svsm_registers *registers)
{
        register uint64_t r8 __asm__("r8") = registers->r8;
        register uint64_t r9 __asm__("r9") = registers->r9;

        area->call_pending = 1;
        __asm__ volatile("rep; vmmcall"
                         : "+a"(registers->rax), "+c"(registers->rcx), "+d"(registers->rdx),
                           "+r"(r8), "+r"(r9)
                         :
                         : "memory");
        registers->r8 = r8;
        registers->r9 = r9;
}

/* The pending flag tells a call that was done from a host that only pretends (SVSM 1.00, section 4). */
static uint64_t finish(volatile struct svsm_calling_area *area,
                       const struct svsm_registers *registers)
{
        if (area->call_pending) {
                area->call_pending = 0;
                return UINT64_MAX;
        }
        return registers->rax;
}

/*
 * The MSR protocol leaves the VMPL at 0 in bits 39:32, which is who is called (GHCB 2.0, section
 * 2.3.1).
 */
uint64_t svsm_call_from(uint64_t calling_area, struct svsm_registers *registers)
{
        volatile struct svsm_calling_area *area = (volatile struct svsm_calling_area *)calling_area;

        wrmsr(MSR_GHCB, GHCB_MSR_RUN_VMPL_REQUEST);
        enter_svsm(area, registers);
        return finish(area, registers);
}

uint64_t svsm_call(struct svsm_registers *registers)
{
        return svsm_call_from(probe.calling_area, registers);
}

/* exit_info1 has the VMPL, 0. The SVSM must see no difference: the calling area is the same. */
uint64_t svsm_call_by_ghcb(struct svsm_registers *registers)
{
        volatile struct svsm_calling_area *area =
                (volatile struct svsm_calling_area *)probe.calling_area;
        struct ghcb *ghcb = probe_ghcb();

        memset(ghcb->valid_bitmap, 0, sizeof(ghcb->valid_bitmap));
        ghcb->protocol_version = 2;
        ghcb->usage = 0;
        GHCB_SET(ghcb, exit_code, GHCB_EVENT_RUN_VMPL);
        GHCB_SET(ghcb, exit_info1, 0);
        GHCB_SET(ghcb, exit_info2, 0);
        wrmsr(MSR_GHCB, probe_ghcb_address());
        enter_svsm(area, registers);
        return finish(area, registers);
}

uint64_t svsm(uint32_t protocol, uint32_t call, uint64_t rcx, uint64_t rdx, uint64_t r8)
{
        struct svsm_registers registers = {
                .rax = svsm_number(protocol, call), .rcx = rcx, .rdx = rdx, .r8 = r8
        };

        return svsm_call(&registers);
}

/*
 * An entry has the page, its size in bits 1:0, then what to do (SVSM 1.00, section 6.2). The list
 * lies behind the calling area's flags, in the same page.
 */
uint64_t svsm_pvalidate(uint64_t page, bool large, bool validate, bool ignore_cf)
{
        uint64_t at = probe.calling_area + offsetof(struct svsm_calling_area, buffer);
        struct svsm_pvalidate_list *list = (struct svsm_pvalidate_list *)at;

        list->count = 1;
        list->next = 0;
        list->reserved = 0;
        list->entries[0] = page | (large ? 1 : 0) | (validate ? SVSM_PVALIDATE_VALIDATE : 0) |
                           (ignore_cf ? SVSM_PVALIDATE_IGNORE_CF : 0);
        return svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_PVALIDATE, at, 0, 0);
}

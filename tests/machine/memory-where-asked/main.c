/*
 * Where an image has pages or required memory and there is no RAM, the host makes some: there, and nowhere beside (QEMU
 * backends/igvm.c, qigvm_prepare_memory). What derive.py adds: 16 MiB at 512 GiB, where COCONUT-SVSM has been, a page at 8190 GiB, and
 * one below 4 GiB.
 *
 * Broken on purpose by making whole 2 MiB of it in window_index(): what is beside is memory too.
 */
#include "tests/machine/runtime/test.h"

#define FAR       UINT64_C(0x8000000000)
#define FURTHER   UINT64_C(0x7ff80000000)
#define BELOW_4GB UINT64_C(0xfffff000)
#define SIZE      UINT64_C(0x1000000)
#define PRESENT   UINT64_C(0x87) /* writable, for users, large */

extern uint32_t cbit_position;

/* Our tables get 1 GiB at @address, private. */
static void map(uint64_t address, uint64_t *pointers)
{
        const uint64_t cbit = UINT64_C(1) << cbit_position;
        uint64_t cr3;
        uint64_t *pml4;

        __asm__ volatile("mov %%cr3, %0" : "=r"(cr3));
        pml4 = private_view(cr3 & PTE_ADDRESS_MASK & ~cbit);
        pointers[page_table_index(address, 3)] = (address & ~UINT64_C(0x3fffffff)) | cbit | PRESENT;
        pml4[page_table_index(address, 4)] = physical_of(pointers) | cbit | 7;
        __asm__ volatile("mov %0, %%cr3" : : "r"(cr3) : "memory");
}

static uint8_t byte_at(uint64_t address)
{
        return *(volatile uint8_t *)private_view(address);
}

static void check_no_memory(uint64_t address)
{
        CHECK(!try_read(private_view(address)));
        check_fault("a read of no memory", VC(GHCB_EVENT_NPF));
}

/* Required memory is private, and not validated yet. */
static void check_required(uint64_t address)
{
        uint64_t rax = address;
        uint8_t carry;

        CHECK(!try_read(private_view(address)));
        check_fault("a read of required memory", VC(GHCB_EVENT_PAGE_NOT_VALIDATED));
        __asm__ volatile(".byte 0xf2, 0x0f, 0x01, 0xff\n\tsetc %1"
                         : "+a"(rax), "=q"(carry)
                         : "c"(UINT64_C(0)), "d"(UINT64_C(1))
                         : "memory", "cc");
        CHECK_EQUAL(rax, 0);
        CHECK_EQUAL(carry, 0);
        *(volatile uint64_t *)private_view(address) = ~address;
        CHECK_EQUAL(*(volatile uint64_t *)private_view(address), ~address);
}

void test_main(void)
{
        static uint64_t near[512] __attribute__((aligned(4096)));
        static uint64_t far[512] __attribute__((aligned(4096)));

        map(FAR, near);
        map(FURTHER, far);
        CHECK_EQUAL(byte_at(FAR + 0x2000), 0x5a);
        CHECK_EQUAL(byte_at(FAR + 0x2fff), 0x5a);
        CHECK_EQUAL(byte_at(FURTHER + 0xfff), 0xa5);
        CHECK_EQUAL(byte_at(BELOW_4GB), 0x3c);
        check_required(FAR);
        check_required(FAR + 0x3000);
        check_required(FAR + SIZE - 0x1000);
        check_no_memory(FAR + SIZE);
        check_no_memory(FURTHER + 0x1000);
        check_no_memory(BELOW_4GB - 0x1000);
}

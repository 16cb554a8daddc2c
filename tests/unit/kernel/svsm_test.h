/*
 * tests/unit/kernel/svsm_test.h - a guest at the fake machine, for tests of SVSM calls. "Nothing
 * changed" is meant literally: the whole guest, its RMP and its VMSAs are compared.
 */
#ifndef TESTS_UNIT_KERNEL_SVSM_TEST_H
#define TESTS_UNIT_KERNEL_SVSM_TEST_H

#include "tests/unit/kernel/test.h"

#include "kernel/mm/guest_memory.h"
#include "kernel/svsm/entry.h"
#include "kernel/svsm/vcpus.h"
#include "tests/unit/kernel/fake_arch.h"

/* Pages of the guest's that are validated from the start. */
#define GUEST_START UINT64_C(0x10000)
#define GUEST_END   UINT64_C(0x40000)
#define AREA        UINT64_C(0x10000) /* calling area of vCPU 0 */
#define LIST        UINT64_C(0x11000)
#define PAGE_A      UINT64_C(0x12000)
#define PAGE_B      UINT64_C(0x13000)
#define NOT_VALID   UINT64_C(0x50000)
#define LARGE_A     UINT64_C(0x200000)

struct snapshot {
        uint8_t guest[FAKE_GUEST_SIZE];
        struct fake_rmp_entry rmp[FAKE_GUEST_SIZE / PAGE_SIZE];
        struct vmsa vmsas[FAKE_VCPUS];
        gpa_t vmsa_pages[FAKE_VCPUS];
        gpa_t calling_areas[FAKE_VCPUS];
        uint64_t deposited;
};
static struct snapshot before;

static inline int svsm_set_up(void **state)
{
        (void)state;
        fake_reset(0);
        fake_guest_memory();
        fake_give(GUEST_START, GUEST_END - GUEST_START);
        for (unsigned int i = 0; i < FAKE_VCPUS; i++)
                svsm_set_calling_area(i, gpa(0));
        svsm_set_calling_area(0, gpa(AREA));
        return 0;
}

static inline void remember(void)
{
        memcpy(before.guest, fake.guest, sizeof(before.guest));
        memcpy(before.rmp, fake.rmp, sizeof(before.rmp));
        memcpy(before.vmsas, fake.vmsas, sizeof(before.vmsas));
        memcpy(before.vmsa_pages, fake.vmsa_pages, sizeof(before.vmsa_pages));
        for (unsigned int i = 0; i < FAKE_VCPUS; i++)
                before.calling_areas[i] = svsm_calling_area(i);
        before.deposited = guest_deposited_pages();
}

static inline void assert_nothing_changed(void)
{
        /* memcmp(): the arrays are too big for cmocka's message, and one word is enough. */
        assert_int_equal(memcmp(before.guest, fake.guest, sizeof(before.guest)), 0);
        assert_int_equal(memcmp(before.rmp, fake.rmp, sizeof(before.rmp)), 0);
        assert_int_equal(memcmp(before.vmsas, fake.vmsas, sizeof(before.vmsas)), 0);
        assert_int_equal(memcmp(before.vmsa_pages, fake.vmsa_pages, sizeof(before.vmsa_pages)), 0);
        for (unsigned int i = 0; i < FAKE_VCPUS; i++)
                assert_int_equal(before.calling_areas[i].value, svsm_calling_area(i).value);
        assert_int_equal(before.deposited, guest_deposited_pages());
}

/* True if the guest may name all of it: validated or not, but nobody else's. */
static inline bool guest_has(uint64_t start, uint64_t size)
{
        for (uint64_t page = page_down(start); page < start + size; page += PAGE_SIZE)
                if (book_look(gpa(page), 1, PAGE_VALID) != PAGES_ALL &&
                    book_look(gpa(page), 1, PAGE_NOT_VALID) != PAGES_ALL)
                        return false;
        return true;
}

static inline uint64_t core(uint32_t number, uint64_t rcx, uint64_t rdx, uint64_t r8)
{
        struct svsm_call call = { .rax = number, .rcx = rcx, .rdx = rdx, .r8 = r8 };

        return svsm_dispatch(0, &call);
}

/* The call is refused with @result, and nothing has changed. */
static inline void assert_refused(uint32_t number, uint64_t rcx, uint64_t rdx, uint64_t r8,
                                  uint64_t result)
{
        remember();
        assert_int_equal(core(number, rcx, rdx, r8), result);
        assert_nothing_changed();
}

static inline void put64(uint64_t at, uint64_t value)
{
        memcpy(fake_guest_at(at), &value, sizeof(value));
}

static inline uint64_t get64(uint64_t at)
{
        uint64_t value;

        memcpy(&value, fake_guest_at(at), sizeof(value));
        return value;
}

static inline uint16_t get16(uint64_t at)
{
        uint16_t value;

        memcpy(&value, fake_guest_at(at), sizeof(value));
        return value;
}

static inline void put_list(uint64_t at, uint16_t count, uint16_t next)
{
        put64(at, count | (uint64_t)next << 16);
}

/* A list with one entry. */
static inline void put_list_of_one(uint64_t at, uint64_t entry)
{
        put_list(at, 1, 0);
        put64(at + 8, entry);
}

static inline const struct fake_rmp_entry *rmp_of(uint64_t page)
{
        return &fake.rmp[page / PAGE_SIZE];
}

static inline void assert_rights(uint64_t page, uint8_t rights)
{
        assert_int_equal(rmp_of(page)->rights[1], rights);
        assert_int_equal(rmp_of(page)->rights[2], rights);
        assert_int_equal(rmp_of(page)->rights[3], 0);
}

#endif

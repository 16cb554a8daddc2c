/* tests/unit/kernel/test_memory_calls.c - mmap(), mprotect() and brk() of a service. */
#include "tests/unit/kernel/calls_test.h"

static void maps_and_unmaps_memory(void **state)
{
        int64_t first = call(MMAP, 0, 3 * PAGE_SIZE - 1, 3, PRIVATE);
        uint64_t used = pages_used();
        char byte = 1;

        (void)state;
        assert_int_equal(first, service->mmap_start);
        put((uint64_t)first + 3 * PAGE_SIZE - 1, &byte, 1);
        assert_int_equal(call(MMAP, 0, PAGE_SIZE, 1, PRIVATE), first + 3 * (int64_t)PAGE_SIZE);
        assert_int_equal(call(MUNMAP, (uint64_t)first, 3 * PAGE_SIZE, 0, 0), 0);
        assert_false(user_read(&service->memory, &byte, (uint64_t)first, 1));
        assert_int_equal(pages_used(), used + 1 - 3);
        assert_int_equal(call(MMAP, 0, PAGE_SIZE, 3, PRIVATE), first);
        get(&byte, (uint64_t)first, 1);
        assert_int_equal(byte, 0);
}

static void refuses_maps_that_cannot_be(void **state)
{
        uint64_t used = pages_used();

        (void)state;
        assert_int_equal(call(MMAP, 0, 0, 3, PRIVATE), EINVAL);
        assert_int_equal(call(MMAP, 0x5000, PAGE_SIZE, 3, PRIVATE | 0x10), EINVAL);
        assert_int_equal(call(MMAP, 0, PAGE_SIZE, 3, 0x2), EINVAL);
        assert_int_equal(call(MMAP, 0, PAGE_SIZE, 3, 0x21), EINVAL);
        assert_int_equal(call(MMAP, 0, PAGE_SIZE, 5, PRIVATE), EACCES);
        assert_int_equal(call(MMAP, 0, PAGE_SIZE, 7, PRIVATE), EACCES);
        assert_int_equal(call(MMAP, 0, UINT64_MAX, 3, PRIVATE), ENOMEM);
        assert_int_equal(call(MMAP, 0, UINT64_C(1) << 62, 3, PRIVATE), ENOMEM);
        assert_int_equal(call(MUNMAP, service->mmap_start, 0, 0, 0), EINVAL);
        assert_int_equal(call(MUNMAP, service->mmap_start + 1, PAGE_SIZE, 0, 0), EINVAL);
        assert_int_equal(call(MUNMAP, service->mmap_start, UINT64_MAX - 4095, 0, 0), EINVAL);
        assert_int_equal(call(MUNMAP, service->mmap_start, UINT64_MAX, 0, 0), EINVAL);
        assert_int_equal(call(MUNMAP, service->mmap_start + (MMAP_PAGES - 1) * PAGE_SIZE,
                              2 * PAGE_SIZE, 0, 0),
                         EINVAL);
        assert_int_equal(call(MUNMAP, USER_TEXT & ~0xfffull, PAGE_SIZE, 0, 0), EINVAL);
        assert_int_equal(call(MUNMAP, KERNEL_ADDRESS, PAGE_SIZE, 0, 0), EINVAL);
        assert_int_equal(pages_used(), used);
}

static void recovers_when_memory_has_run_out(void **state)
{
        uint64_t used;
        int count = 0;

        (void)state;
        assert_true(call(MMAP, 0, PAGE_SIZE, 3, PRIVATE) > 0);
        used = pages_used();
        while (call(MMAP, 0, 1 << 20, 3, PRIVATE) > 0)
                count++;
        assert_true(count > 5);
        for (int i = count; i-- > 0;)
                assert_int_equal(call(MUNMAP, service->mmap_start + PAGE_SIZE + ((uint64_t)i << 20),
                                      1 << 20, 0, 0),
                                 0);
        assert_in_range(pages_used(), used, used + 32); /* page tables stay */
        assert_true(call(MMAP, 0, 1 << 20, 3, PRIVATE) > 0);
}

static void changes_rights_within_writable_xor_executable(void **state)
{
        int64_t page = call(MMAP, 0, PAGE_SIZE, 0, PRIVATE);
        char byte = 'b';

        (void)state;
        assert_false(user_read(&service->memory, &byte, (uint64_t)page, 1));
        assert_int_equal(call(MPROTECT, (uint64_t)page, PAGE_SIZE, 3, 0), 0);
        put((uint64_t)page, &byte, 1);
        assert_int_equal(call(MPROTECT, (uint64_t)page, PAGE_SIZE, 1, 0), 0);
        assert_false(user_write(&service->memory, (uint64_t)page, &byte, 1));
        get(&byte, (uint64_t)page, 1);
        assert_int_equal(call(MPROTECT, (uint64_t)page, PAGE_SIZE, 5, 0), EACCES);
        assert_int_equal(call(MPROTECT, (uint64_t)page, 2 * PAGE_SIZE, 3, 0), EACCES);
        assert_false(user_write(&service->memory, (uint64_t)page, &byte, 1));
        assert_int_equal(call(MPROTECT, 0x400000, PAGE_SIZE, 3, 0), EACCES);
        assert_int_equal(call(MPROTECT, KERNEL_ADDRESS, PAGE_SIZE, 3, 0), ENOMEM);
        assert_int_equal(call(MPROTECT, (uint64_t)page, UINT64_MAX, 3, 0), ENOMEM);
        assert_int_equal(call(MPROTECT, (uint64_t)page + 1, PAGE_SIZE, 3, 0), EINVAL);
}

static void moves_the_end_of_its_heap(void **state)
{
        uint64_t start_of_heap = service->brk_start;
        uint64_t used;
        char byte = 7;

        (void)state;
        /* Its page tables are there and stay. */
        assert_int_equal(call(BRK, start_of_heap + 5000, 0, 0, 0), start_of_heap + 5000);
        assert_int_equal(call(BRK, start_of_heap, 0, 0, 0), start_of_heap);
        used = pages_used();
        assert_int_equal(call(BRK, 0, 0, 0, 0), start_of_heap);
        assert_int_equal(call(BRK, start_of_heap + 5000, 0, 0, 0), start_of_heap + 5000);
        put(start_of_heap + 4999, &byte, 1);
        assert_int_equal(call(BRK, start_of_heap, 0, 0, 0), start_of_heap);
        assert_int_equal(pages_used(), used);
        assert_int_equal(call(BRK, start_of_heap + 5000, 0, 0, 0), start_of_heap + 5000);
        get(&byte, start_of_heap + 4999, 1);
        assert_int_equal(byte, 0);
        assert_int_equal(call(BRK, start_of_heap - 1, 0, 0, 0), start_of_heap + 5000);
        assert_int_equal(call(BRK, UINT64_MAX, 0, 0, 0), start_of_heap + 5000);
        used = pages_used();
        assert_int_equal(call(BRK, service->brk_end, 0, 0, 0),
                         start_of_heap + 5000); /* more than there is */
        assert_in_range(pages_used(), used, used + 32);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(maps_and_unmaps_memory, set_up),
                cmocka_unit_test_setup(refuses_maps_that_cannot_be, set_up),
                cmocka_unit_test_setup(recovers_when_memory_has_run_out, set_up),
                cmocka_unit_test_setup(changes_rights_within_writable_xor_executable, set_up),
                cmocka_unit_test_setup(moves_the_end_of_its_heap, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

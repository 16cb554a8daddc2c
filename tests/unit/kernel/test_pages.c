/* tests/unit/kernel/test_pages.c - the pool of VMPL0's pages. */
#include "tests/unit/kernel/test.h"

#include "kernel/mm/pages.h"
#include "tests/unit/kernel/fake_arch.h"

static int set_up(void **state)
{
        (void)state;
        fake_reset(0);
        return 0;
}

static void accepts_memory_only_when_it_is_needed(void **state)
{
        (void)state;
        assert_int_equal(fake.accepted, 0);
        assert_int_equal(page_allocate(), FAKE_OWN_BASE);
        assert_int_equal(fake.accepted, 64 * PAGE_SIZE);
        assert_int_equal(page_allocate(), FAKE_OWN_BASE + PAGE_SIZE);
        assert_int_equal(pages_used(), 2);
}

static void gives_zeroed_pages_again_and_again(void **state)
{
        (void)state;
        for (int round = 0; round < 100; round++) {
                uint64_t page = page_allocate();
                uint8_t *bytes = arch_own_memory(page);

                for (size_t i = 0; i < PAGE_SIZE; i++)
                        assert_int_equal(bytes[i], 0);
                memset(bytes, 0xa5, PAGE_SIZE);
                page_free(page);
        }
        assert_int_equal(pages_used(), 0);
        assert_int_equal(pages_peak(), 1);
}

static void gives_runs_of_pages_from_what_is_not_accepted_yet(void **state)
{
        uint64_t run;

        (void)state;
        assert_int_equal(page_allocate(), FAKE_OWN_BASE);
        run = pages_allocate_run(6);
        assert_int_equal(run, FAKE_OWN_BASE + 64 * PAGE_SIZE);
        assert_int_equal(fake.accepted, 70 * PAGE_SIZE);
        assert_int_equal(pages_used(), 7);
        assert_int_equal(pages_allocate_run(FAKE_OWN_SIZE / PAGE_SIZE), 0);
        fake.refuse_accept = true;
        assert_int_equal(pages_allocate_run(1), 0);
        assert_int_equal(pages_used(), 7);
}

static void zeroes_a_page_when_it_is_freed(void **state)
{
        uint64_t page = page_allocate();
        uint8_t *bytes = arch_own_memory(page);

        (void)state;
        memset(bytes, 0xa5, PAGE_SIZE);
        page_free(page);
        for (size_t i = sizeof(uint64_t); i < PAGE_SIZE; i++)
                assert_int_equal(bytes[i], 0);
}

static void has_an_end_and_recovers(void **state)
{
        uint64_t pages = FAKE_OWN_SIZE / PAGE_SIZE;
        uint64_t last = 0;

        (void)state;
        for (uint64_t i = 0; i < pages; i++) {
                last = page_allocate();
                assert_int_not_equal(last, 0);
        }
        assert_int_equal(page_allocate(), 0);
        page_free(last);
        assert_int_equal(page_allocate(), last);
        assert_int_equal(page_allocate(), 0);
        assert_int_equal(pages_peak(), pages);
}

static void has_nothing_when_the_host_refuses(void **state)
{
        (void)state;
        fake.refuse_accept = true;
        assert_int_equal(page_allocate(), 0);
        assert_int_equal(pages_used(), 0);
        fake.refuse_accept = false;
        /* The refused chunk is not tried again, the next one is. */
        assert_int_equal(page_allocate(), FAKE_OWN_BASE + 64 * PAGE_SIZE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(accepts_memory_only_when_it_is_needed, set_up),
                cmocka_unit_test_setup(gives_zeroed_pages_again_and_again, set_up),
                cmocka_unit_test_setup(gives_runs_of_pages_from_what_is_not_accepted_yet, set_up),
                cmocka_unit_test_setup(zeroes_a_page_when_it_is_freed, set_up),
                cmocka_unit_test_setup(has_an_end_and_recovers, set_up),
                cmocka_unit_test_setup(has_nothing_when_the_host_refuses, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

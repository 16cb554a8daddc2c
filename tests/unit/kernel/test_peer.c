/*
 * tests/unit/kernel/test_peer.c - one service asks another: "asker" has the peer "oracle", which
 * the guest can ask too.
 */
#include "tests/unit/kernel/services_test.h"

#include <poll.h>
#include <stdio.h>

#include "lib/svsm/attest_message.h"
#include "lib/x86/cpu.h"

#define READ   0
#define WRITE  1
#define POLL   7
#define WRITEV 20

#define EIO      (-5)
#define EBADF    (-9)
#define EAGAIN   (-11)
#define EFAULT   (-14)
#define EMSGSIZE (-90)

static const char services[] = "service oracle protocol=7 exec=/bin/x\n"
                               "service asker protocol=8 exec=/bin/x peer=oracle\n";

/* Step 0 is the oracle's, step 1 the asker's first. */
static int set_up(void **state)
{
        (void)state;
        build_elf(test_program);
        make_archive(services);
        fake_call(READ, 3, USER_DATA, 4096, 0);
        return 0;
}

static void reaches_the_peer_with_its_name_in_front(void **state)
{
        struct service_peer_header header = { .mark = SERVICE_PEER_MARK, .name = "asker" };
        uint8_t request[24];
        uint8_t reply[64];
        size_t size;

        (void)state;
        fake_call(WRITE, 5, USER_DATA, 8, 0);      /* 1: the asker */
        fake_call(WRITE, 3, USER_DATA, 24, 0);     /* 2: the oracle sends back what it got */
        fake_call(READ, 5, USER_DATA, 4096, 0);    /* 3: the asker */
        fake_call(READ, 3, USER_DATA + 64, 64, 0); /* 4: it is ready */
        fake_call(WRITE, 3, USER_DATA, 24, 0);     /* 5: it says what it has read */
        assert_int_equal(start(), 0);
        assert_int_equal(fake.results[0], 24);
        assert_int_equal(fake.results[1], 8);
        assert_int_equal(fake.results[3], 24);
        assert_int_equal(service_call(8, "x", 1, reply, sizeof(reply), &size), SERVICE_OK);
        assert_int_equal(size, 24);
        memcpy(request, &header, sizeof(header));
        memcpy(request + sizeof(header), test_program + 0x2000, 8); /* what was at USER_DATA */
        assert_memory_equal(reply, request, 24);
        assert_int_equal(fake.user_depth, 0);
}

static void each_runs_in_its_own_address_space(void **state)
{
        (void)state;
        fake_call(WRITE, 5, USER_DATA, 8, 0);
        fake_call(WRITE, 3, USER_DATA, 4, 0);
        fake_call(READ, 5, USER_DATA, 4096, 0);
        fake_call(READ, 3, USER_DATA, 64, 0);
        assert_int_equal(start(), 0);
        assert_int_equal(fake.tables[0], fake.tables[2]);
        assert_int_equal(fake.tables[1], fake.tables[3]);
        assert_int_equal(fake.tables[1], fake.tables[4]);
        assert_int_not_equal(fake.tables[0], fake.tables[1]);
}

static void the_peer_still_answers_everybody_else(void **state)
{
        uint8_t reply[8];
        size_t size;

        (void)state;
        fake_call(WRITE, 5, USER_DATA, 8, 0);
        fake_call(WRITE, 3, USER_DATA, 4, 0);
        fake_call(READ, 3, USER_DATA, 64, 0); /* 3: the asker */
        fake_call(READ, 3, USER_DATA, 64, 0); /* 4: the oracle gets a guest's request */
        fake_call(WRITE, 3, USER_DATA, 2, 0); /* 5 */
        assert_int_equal(start(), 0);
        assert_int_equal(service_call(7, "hi", 2, reply, sizeof(reply), &size), SERVICE_OK);
        assert_memory_equal(reply, "hi", 2);
        assert_int_equal(fake.results[4], 2);
}

static void a_dead_peer_is_an_error_and_no_more(void **state)
{
        (void)state;
        fake_call(WRITE, 5, USER_DATA, 8, 0);
        fake_exception(VECTOR_PF, 6, 0x123); /* 2: the oracle */
        fake_call(READ, 5, USER_DATA, 64, 0);
        fake_call(WRITE, 5, USER_DATA, 8, 0); /* 4: once more */
        fake_call(READ, 3, USER_DATA, 64, 0);
        assert_int_equal(start(), 0);
        assert_true(fake_logged("oracle: killed: exception 14"));
        assert_true(fake_logged("asker: ready"));
        assert_int_equal((int64_t)fake.results[1], EIO);
        assert_int_equal((int64_t)fake.results[3], EAGAIN);
        assert_int_equal((int64_t)fake.results[4], EIO);
        assert_false(service_alive(7));
        assert_int_equal(fake.user_depth, 0);
}

static void a_peer_that_reads_again_without_a_reply_dies(void **state)
{
        (void)state;
        fake_call(WRITE, 5, USER_DATA, 8, 0);
        fake_call(READ, 3, USER_DATA, 64, 0); /* 2: the oracle */
        fake_call(READ, 3, USER_DATA, 64, 0);
        assert_int_equal(start(), 0);
        assert_true(fake_logged("oracle: killed: it read again without a reply"));
        assert_int_equal((int64_t)fake.results[1], EIO);
}

static void refuses_bad_requests_without_asking(void **state)
{
        (void)state;
        fake_call(WRITE, 5, USER_DATA, 4081, 0);
        fake_call(WRITE, 5, USER_DATA, UINT64_MAX, 0);
        fake_call(WRITE, 5, 0x5000, 8, 0);
        fake_call(READ, 5, USER_DATA, 4096, 0);
        fake_call(WRITE, 6, USER_DATA, 8, 0);
        fake_call(READ, 6, USER_DATA, 8, 0);
        fake_call(READ, 3, USER_DATA, 64, 0);
        assert_int_equal(start(), 0);
        assert_int_equal((int64_t)fake.results[1], EMSGSIZE);
        assert_int_equal((int64_t)fake.results[2], EMSGSIZE);
        assert_int_equal((int64_t)fake.results[3], EFAULT);
        assert_int_equal((int64_t)fake.results[4], EAGAIN);
        assert_int_equal((int64_t)fake.results[5], EBADF);
        assert_int_equal((int64_t)fake.results[6], EBADF);
        assert_true(service_alive(7));
}

static void keeps_a_reply_until_it_is_read(void **state)
{
        (void)state;
        fake_call(WRITE, 5, USER_DATA, 4080, 0);
        fake_call(WRITE, 3, USER_DATA, 4096, 0); /* 2: the oracle */
        fake_call(READ, 5, USER_DATA, 4095, 0);  /* too small */
        fake_call(READ, 5, 0x5000, 4096, 0);
        fake_call(READ, 5, USER_DATA, 4096, 0);
        fake_call(READ, 5, USER_DATA, 4096, 0);
        fake_call(READ, 3, USER_DATA, 64, 0);
        assert_int_equal(start(), 0);
        assert_int_equal(fake.results[0], 4096);
        assert_int_equal(fake.results[1], 4080);
        assert_int_equal((int64_t)fake.results[3], EMSGSIZE);
        assert_int_equal((int64_t)fake.results[4], EFAULT);
        assert_int_equal(fake.results[5], 4096);
        assert_int_equal((int64_t)fake.results[6], EAGAIN);
}

static void poll_says_what_can_be_done(void **state)
{
        uint8_t reply[8];
        size_t size;

        (void)state;
        /* struct pollfd: descriptor 5, POLLIN | POLLOUT */
        memcpy(test_program + 0x2000, "\5\0\0\0\5\0\0\0", 8);
        make_archive(services);
        fake_call(READ, 3, USER_DATA + 0x100, 64, 0);
        fake_call(WRITE, 5, USER_DATA, 8, 0);         /* 1: the asker */
        fake_call(WRITE, 3, USER_DATA + 0x100, 4, 0); /* 2: the oracle */
        fake_call(POLL, USER_DATA, 1, 0, 0);
        fake_call(READ, 3, USER_DATA + 0x100, 64, 0);
        fake_call(WRITE, 3, USER_DATA, 8, 0);
        assert_int_equal(start(), 0);
        assert_int_equal(fake.results[3], 1);
        assert_int_equal(service_call(8, "x", 1, reply, sizeof(reply), &size), SERVICE_OK);
        assert_int_equal(reply[6], 5);
}

/* Descriptors 4 and 5 of the asker, polled for POLLIN | POLLOUT, in the program at USER_DATA. */
static void make_boot_archive(const char *rights)
{
        char text[200];

        memcpy(test_program + 0x2000, "\4\0\0\0\5\0\0\0\5\0\0\0\5\0\0\0", 16);
        snprintf(text, sizeof(text),
                 "service oracle protocol=7 exec=/bin/x\n"
                 "service asker protocol=8 exec=/bin/x %s\n"
                 "service late protocol=9 exec=/bin/x\n",
                 rights);
        make_archive(text);
        fake_call(READ, 3, USER_DATA + 0x100, 64, 0);
        fake_call(WRITE, 5, USER_DATA, 8, 0);         /* 1: the asker */
        fake_call(WRITE, 3, USER_DATA + 0x100, 4, 0); /* 2: the oracle */
        fake_call(POLL, USER_DATA, 2, 0, 0); /* 3: the asker, before its peer's reply is read */
        fake_call(READ, 3, USER_DATA + 0x100, 64, 0); /* 4 */
        fake_call(READ, 3, USER_DATA + 0x100, 64, 0); /* 5: the last service is ready */
        assert_int_equal(start(), 0);
        assert_int_equal(fake.results[1], 8);
        assert_int_equal(fake.results[3], 2);
}

/* Everything that a service can do with 4 and 5, during a request after boot; the reply is poll()'s. */
static void use_everything(uint8_t reply[16])
{
        size_t size;

        fake_call(READ, 5, USER_DATA + 0x100, 4096, 0); /* 6: the reply that was not read */
        fake_call(WRITE, 5, USER_DATA, 8, 0);           /* 7 */
        fake_call(READ, 4, USER_DATA + 0x100, 8, 0);    /* 8 */
        fake_call(WRITE, 4, USER_DATA, 8, 0);           /* 9 */
        fake_call(WRITEV, 4, USER_DATA + 0x200, 0, 0);  /* 10 */
        fake_call(POLL, USER_DATA, 2, 0, 0);            /* 11 */
        fake_call(WRITE, 3, USER_DATA, 16, 0);          /* 12 */
        assert_int_equal(service_call(8, "x", 1, reply, 16, &size), SERVICE_OK);
        assert_int_equal(size, 16);
}

static void rights_that_end_with_boot_are_gone_for_good(void **state)
{
        uint8_t reply[16];
        uint64_t used;

        (void)state;
        make_boot_archive("peer=oracle:boot devices=channel:boot");
        used = pages_used();
        use_everything(reply);
        for (unsigned int i = 6; i <= 10; i++)
                assert_int_equal((int64_t)fake.results[i], EBADF);
        assert_int_equal(fake.results[11], 2);
        assert_int_equal(reply[6], POLLNVAL);
        assert_int_equal(reply[14], POLLNVAL);
        assert_true(service_alive(7));
        assert_int_equal(pages_used(), used);
}

static void other_rights_stay_after_boot(void **state)
{
        uint8_t reply[8];
        size_t size;

        (void)state;
        make_boot_archive("peer=oracle devices=channel");
        fake_call(READ, 5, USER_DATA + 0x100, 4096, 0); /* 6 */
        fake_call(WRITE, 4, USER_DATA, 8, 0);           /* 7 */
        fake_call(POLL, USER_DATA, 2, 0, 0);            /* 8 */
        fake_call(WRITE, 3, USER_DATA + 8, 8, 0);       /* 9 */
        assert_int_equal(service_call(8, "x", 1, reply, sizeof(reply), &size), SERVICE_OK);
        assert_int_equal(fake.results[6], 4);
        assert_int_equal(fake.results[7], 8);
        assert_int_equal(fake.results[8], 2);
        assert_int_equal(reply[6], 4); /* POLLOUT */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(reaches_the_peer_with_its_name_in_front, set_up),
                cmocka_unit_test_setup(each_runs_in_its_own_address_space, set_up),
                cmocka_unit_test_setup(the_peer_still_answers_everybody_else, set_up),
                cmocka_unit_test_setup(a_dead_peer_is_an_error_and_no_more, set_up),
                cmocka_unit_test_setup(a_peer_that_reads_again_without_a_reply_dies, set_up),
                cmocka_unit_test_setup(refuses_bad_requests_without_asking, set_up),
                cmocka_unit_test_setup(keeps_a_reply_until_it_is_read, set_up),
                cmocka_unit_test_setup(poll_says_what_can_be_done, set_up),
                cmocka_unit_test_setup(rights_that_end_with_boot_are_gone_for_good, set_up),
                cmocka_unit_test_setup(other_rights_stay_after_boot, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

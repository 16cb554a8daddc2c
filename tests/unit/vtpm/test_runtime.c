/*
 * tests/unit/vtpm/test_runtime.c - a service's reply and next request in one call, where the kernel has no call for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "services/runtime/service.h"

static int asking; /* the other end of the service's requests */

static int set_up(void **state)
{
        int ends[2];

        (void)state;
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0)
                return -1;
        asking = dup(ends[1]);
        return dup2(ends[0], SERVICE_REQUEST_FD) == SERVICE_REQUEST_FD ? 0 : -1;
}

static void exchange(const char *given, const char *wanted)
{
        char request[16] = { 0 };
        char reply[16] = { 0 };

        assert_int_equal(send(asking, wanted, strlen(wanted), 0), strlen(wanted));
        assert_int_equal(service_exchange(given, strlen(given), request, sizeof(request)),
                         strlen(wanted));
        assert_string_equal(request, wanted);
        assert_int_equal(recv(asking, reply, sizeof(reply), 0), strlen(given));
        assert_string_equal(reply, given);
}

static void exchanges_by_write_and_read(void **state)
{
        (void)state;
        exchange("one", "second");
        exchange("two", "third");
        assert_int_equal(service_request_time(), 0); /* so the clock has to be asked */
}

static void says_that_nobody_asks_any_more(void **state)
{
        char request[16];

        (void)state;
        shutdown(asking, SHUT_WR);
        assert_int_equal(service_exchange("x", 1, request, sizeof(request)), 0);
}

static void says_that_a_reply_cannot_be_given(void **state)
{
        char request[16];

        (void)state;
        close(SERVICE_REQUEST_FD);
        assert_int_equal(service_exchange("x", 1, request, sizeof(request)), -1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(exchanges_by_write_and_read),
                cmocka_unit_test(says_that_nobody_asks_any_more),
                cmocka_unit_test(says_that_a_reply_cannot_be_given),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}

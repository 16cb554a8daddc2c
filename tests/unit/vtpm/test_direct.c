/*
 * tests/unit/vtpm/test_direct.c - requests on descriptor 3 and commands on a connection of their
 * own, which comes with a request.
 */
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/direct.h"
#include "tests/unit/wire/test.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int requests;   /* who asks at descriptor 3 */
static int connection; /* the client of the connection */
static uint8_t request[SERVICE_MESSAGE_MAX];
static bool direct;

/* Ten bytes are the least that is a command; the header says so many. */
#define COMMAND "\x80\x01\0\0\0\x0c\0\0\x01\x44\0\0"

static long wait_for_one(void)
{
        return direct_wait(request, sizeof(request), &direct);
}

/* Sends a request with @fd, as the host twin does. */
static void pass(int fd)
{
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } control = { 0 };
        struct iovec vector = { .iov_base = (char[]){ (char)VTPM_CONTROL, VTPM_CONTROL_DATA },
                                .iov_len = 2 };
        struct msghdr header = { .msg_iov = &vector,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof(control.bytes) };
        struct cmsghdr *part = CMSG_FIRSTHDR(&header);

        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(fd));
        memcpy(CMSG_DATA(part), &fd, sizeof(fd));
        assert_int_equal(sendmsg(requests, &header, 0), 2);
}

static void connect_client(void)
{
        int pair[2];

        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        pass(pair[0]);
        close(pair[0]);
        connection = pair[1];
        assert_int_equal(wait_for_one(), 2);
        assert_false(direct);
        assert_true(direct_attach());
}

static int set_up(void **state)
{
        int pair[2];

        (void)state;
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair))
                return -1;
        /* The client's end must not be the number that the service's gets. */
        requests = dup2(pair[0], 40);
        if (requests < 0 || dup2(pair[1], SERVICE_REQUEST_FD) < 0)
                return -1;
        if (pair[1] != SERVICE_REQUEST_FD)
                close(pair[1]);
        if (pair[0] != SERVICE_REQUEST_FD)
                close(pair[0]);
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        close(requests);
        close(SERVICE_REQUEST_FD);
        return 0;
}

static void requests_come_as_they_are(void **state)
{
        (void)state;
        assert_int_equal(send(requests, "\1abc", 4, 0), 4);
        assert_int_equal(wait_for_one(), 4);
        assert_false(direct);
        assert_memory_equal(request, "\1abc", 4);
        assert_false(direct_attach());
}

static void a_command_comes_with_the_locality_and_is_answered_there(void **state)
{
        uint8_t response[16];

        (void)state;
        connect_client();
        direct_set_locality(3);
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        assert_true(direct);
        assert_memory_equal(request, "\3" COMMAND, 13);
        direct_reply((const uint8_t *)"response", 8);
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 8);
        assert_memory_equal(response, "response", 8);
        direct_set_locality(0);
        close(connection);
}

static void a_command_may_come_in_pieces_and_a_request_between_them(void **state)
{
        (void)state;
        connect_client();
        assert_int_equal(send(connection, COMMAND, 5, 0), 5);
        assert_int_equal(send(requests, "\xf0\2", 2, 0), 2);
        assert_int_equal(wait_for_one(), 2);
        assert_false(direct);
        assert_int_equal(send(connection, &COMMAND[5], 7, 0), 7);
        assert_int_equal(wait_for_one(), 13);
        assert_memory_equal(request, "\0" COMMAND, 13);
        close(connection);
}

static void who_is_always_ready_does_not_keep_the_other_waiting(void **state)
{
        (void)state;
        connect_client();
        for (int i = 0; i < 3; i++)
                assert_int_equal(send(requests, "\xf0\2", 2, 0), 2);
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 2);
        assert_int_equal(wait_for_one(), 13);
        assert_int_equal(wait_for_one(), 2);
        assert_int_equal(wait_for_one(), 2);
        close(connection);
}

/* A size that no command has: the TPM is asked, and says so. */
static void a_command_that_never_ends_is_handed_on(void **state)
{
        (void)state;
        connect_client();
        assert_int_equal(send(connection, "\x80\x01\xff\xff\xff\xff\0\0\1\x44", 10, 0), 10);
        assert_int_equal(wait_for_one(), 11);
        assert_true(direct);
        close(connection);
}

static void a_client_that_went_is_forgotten_and_the_next_begins_anew(void **state)
{
        (void)state;
        connect_client();
        assert_int_equal(send(connection, COMMAND, 5, 0), 5);
        close(connection);
        connect_client();
        direct_reply((const uint8_t *)"x", 1);
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        close(connection);
        direct_reply((const uint8_t *)"nobody", 6);
        assert_int_equal(send(requests, "\1abc", 4, 0), 4);
        assert_int_equal(wait_for_one(), 4);
        shutdown(requests, SHUT_RDWR);
        assert_int_equal(wait_for_one(), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(requests_come_as_they_are, set_up, tear_down),
                cmocka_unit_test_setup_teardown(
                        a_command_comes_with_the_locality_and_is_answered_there, set_up, tear_down),
                cmocka_unit_test_setup_teardown(
                        a_command_may_come_in_pieces_and_a_request_between_them, set_up, tear_down),
                cmocka_unit_test_setup_teardown(who_is_always_ready_does_not_keep_the_other_waiting,
                                                set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_command_that_never_ends_is_handed_on, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(
                        a_client_that_went_is_forgotten_and_the_next_begins_anew, set_up,
                        tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * tests/unit/vtpm/test_direct.c - requests on descriptor 3 and commands on a connection of their
 * own, which comes with a request.
 */
#include "lib/svsm/vtpm_message.h"
#include "services/runtime/service.h"
#include "services/vtpm/direct.h"
#include "tests/unit/wire/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
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
static void pass_for(enum vtpm_control operation, int fd)
{
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } control = { 0 };
        struct iovec vector = { .iov_base = (char[]){ (char)VTPM_CONTROL, (char)operation },
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

static void pass(int fd)
{
        pass_for(VTPM_CONTROL_DATA, fd);
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
        assert_true(direct_attach(0));
}

/* The header of the TCG's simulator, for a command of @size bytes from @locality. */
static void send_framed(char locality, const char *command, char size)
{
        const char header[] = { 0, 0, 0, 8, locality, 0, 0, 0, size };

        assert_int_equal(send(connection, header, sizeof(header), 0), sizeof(header));
        assert_int_equal(send(connection, command, (size_t)size, 0), size);
}

static void connect_client_for(uint8_t flags)
{
        int pair[2];

        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        pass(pair[0]);
        close(pair[0]);
        connection = pair[1];
        assert_int_equal(wait_for_one(), 2);
        assert_true(direct_attach(flags));
}

/* Requests and commands take turns: after two requests, what is no request has been looked at. */
static void let_it_be_served(void)
{
        for (int i = 0; i < 2; i++) {
                assert_int_equal(send(requests, "\1abc", 4, 0), 4);
                assert_int_equal(wait_for_one(), 4);
        }
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
        assert_false(direct_attach(0));
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

static void a_framed_command_is_answered_in_a_frame(void **state)
{
        uint8_t response[32];

        (void)state;
        connect_client();
        send_framed(2, COMMAND, 12);
        assert_int_equal(wait_for_one(), 13);
        assert_memory_equal(request, "\2" COMMAND, 13);
        direct_reply((const uint8_t *)"response", 8);
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 16);
        assert_memory_equal(response, "\0\0\0\x08response\0\0\0\0", 16);
        /* The next one has none. */
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        assert_memory_equal(request, "\0" COMMAND, 13);
        direct_reply((const uint8_t *)"response", 8);
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 8);
        close(connection);
}

/* Else a client could say what only the parent may. */
static void a_frame_names_no_locality_that_is_a_control_message(void **state)
{
        (void)state;
        connect_client();
        send_framed((char)VTPM_CONTROL, COMMAND, 12);
        assert_int_equal(wait_for_one(), 13);
        assert_int_equal(request[0], 5);
        close(connection);
}

static void a_session_that_ends_hangs_up(void **state)
{
        uint8_t byte;

        (void)state;
        connect_client();
        assert_int_equal(send(connection, "\0\0\0\x14", 4, 0), 4);
        let_it_be_served();
        assert_int_equal(recv(connection, &byte, 1, MSG_DONTWAIT), 0);
        close(connection);
}

static void a_connection_for_one_command_ends_with_its_response(void **state)
{
        uint8_t response[16];

        (void)state;
        connect_client_for(VTPM_DATA_ONCE);
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        direct_reply((const uint8_t *)"response", 8);
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 8);
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 0);
        close(connection);
}

static void set_locality_is_obeyed_where_it_is_allowed(void **state)
{
        static const char to_3[] = "\x80\x01\0\0\0\x0b\x20\0\x10\0\3";
        static const char to_4[] = "\x80\x01\0\0\0\x0b\x20\0\x10\0\4";
        uint8_t response[16];

        (void)state;
        connect_client_for(VTPM_DATA_SET_LOCALITY | VTPM_DATA_BELOW_4);
        assert_int_equal(send(connection, to_3, 11, 0), 11);
        let_it_be_served();
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 10);
        assert_memory_equal(response, "\x80\x01\0\0\0\x0a\0\0\0\0", 10);
        assert_int_equal(send(connection, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        assert_int_equal(request[0], 3);
        assert_int_equal(send(connection, to_4, 11, 0), 11);
        let_it_be_served();
        assert_int_equal(recv(connection, response, sizeof(response), MSG_DONTWAIT), 10);
        assert_memory_equal(response + 6, "\0\0\x09\x07", 4);
        direct_set_locality(0);
        close(connection);
}

/* Where clients come to, and its address: of no file system. */
static int listen_for_clients(struct sockaddr_un *address)
{
        int listener = socket(AF_UNIX, SOCK_STREAM, 0);

        *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
        snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, "cashew-direct-%d",
                 (int)getpid());
        assert_int_equal(bind(listener, (struct sockaddr *)address, sizeof(*address)), 0);
        assert_int_equal(listen(listener, 4), 0);
        pass_for(VTPM_CONTROL_LISTEN, listener);
        assert_int_equal(wait_for_one(), 2);
        assert_false(direct);
        assert_true(direct_listen(VTPM_DATA_BELOW_4));
        assert_false(direct_listen(0)); /* nothing came */
        return listener;
}

static int come(const struct sockaddr_un *address)
{
        int client = socket(AF_UNIX, SOCK_STREAM, 0);

        assert_int_equal(connect(client, (const struct sockaddr *)address, sizeof(*address)), 0);
        return client;
}

/* One after the other, each until it goes. Requests are served at any time. The last test: listeners stay. */
static void clients_who_come_are_served_one_after_the_other(void **state)
{
        struct sockaddr_un address;
        uint8_t response[16];
        int first, second;
        int listener = listen_for_clients(&address);

        (void)state;
        first = come(&address);
        second = come(&address);
        assert_int_equal(send(second, COMMAND, 12, 0), 12);
        let_it_be_served();
        assert_int_equal(send(first, COMMAND, 12, 0), 12);
        assert_int_equal(wait_for_one(), 13);
        direct_reply((const uint8_t *)"first", 5);
        assert_int_equal(recv(first, response, sizeof(response), MSG_DONTWAIT), 5);
        assert_memory_equal(response, "first", 5);
        assert_int_equal(send(requests, "\1abc", 4, 0), 4);
        assert_int_equal(wait_for_one(), 4);
        close(first);
        assert_int_equal(wait_for_one(), 13);
        direct_reply((const uint8_t *)"second", 6);
        assert_int_equal(recv(second, response, sizeof(response), MSG_DONTWAIT), 6);
        assert_memory_equal(response, "second", 6);
        /* A client that says nothing keeps nobody but clients waiting. */
        close(second);
        first = come(&address);
        let_it_be_served();
        let_it_be_served();
        close(first);
        let_it_be_served();
        close(listener);
}

/* There is room for two. */
static void a_third_listener_is_refused(void **state)
{
        int pair[2];

        (void)state;
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        pass_for(VTPM_CONTROL_LISTEN, pair[0]);
        assert_int_equal(wait_for_one(), 2);
        assert_true(direct_listen(0));
        pass_for(VTPM_CONTROL_LISTEN, pair[0]);
        assert_int_equal(wait_for_one(), 2);
        assert_false(direct_listen(0));
        close(pair[0]);
        close(pair[1]);
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
                cmocka_unit_test_setup_teardown(a_framed_command_is_answered_in_a_frame, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(a_frame_names_no_locality_that_is_a_control_message,
                                                set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_session_that_ends_hangs_up, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_connection_for_one_command_ends_with_its_response,
                                                set_up, tear_down),
                cmocka_unit_test_setup_teardown(set_locality_is_obeyed_where_it_is_allowed, set_up,
                                                tear_down),
                cmocka_unit_test_setup_teardown(clients_who_come_are_served_one_after_the_other,
                                                set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_third_listener_is_refused, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* tests/unit/ca/test_clients.c - clients that say nothing, say half of something, or do not read, are nobody else's trouble. */
#include "tests/unit/ca/machine.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/ca/serve/clients.h"

#define IDLE_MS 60000

static struct clients clients;
static int ends[CLIENTS_MAX + 1]; /* the clients' */
static int count;
static uint64_t now;

static int reset(void **state)
{
        struct machine *machine = *state;

        clients = (struct clients){ .ca = &machine->ca, .idle_ms = IDLE_MS };
        count = 0;
        now = 1000;
        return machine_reset(state);
}

static int end(void **state)
{
        (void)state;
        clients_drop_all(&clients);
        while (count)
                close(ends[--count]);
        return 0;
}

/* One more client; its end. */
static int connect_one(void)
{
        int pair[2];

        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        assert_int_equal(clients_add(&clients, pair[0], now), 0);
        ends[count++] = pair[1];
        return pair[1];
}

/* What the server does when poll() returns @later milliseconds later. */
static void run(uint64_t later)
{
        struct pollfd fds[CLIENTS_MAX];

        now += later;
        clients_fill(&clients, fds);
        assert_true(poll(fds, CLIENTS_MAX, 0) >= 0);
        clients_run(&clients, fds, now);
}

static void send_hello(int fd, size_t size)
{
        uint8_t data[WIRE_HEADER_SIZE];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        wire_begin(&out, WIRE_HELLO, 5);
        assert_int_equal(wire_end(&out), sizeof(data));
        assert_int_equal(send(fd, data, size, 0), size);
}

/* The start of a frame whose rest would be 100 bytes. */
static void send_half(int fd)
{
        uint8_t data[WIRE_HEADER_SIZE + 100] = { 0 };
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        wire_begin(&out, WIRE_REQUEST, 5);
        bytes_write_zero(&out, 100);
        assert_int_equal(wire_end(&out), sizeof(data));
        assert_int_equal(send(fd, data, WIRE_HEADER_SIZE, 0), WIRE_HEADER_SIZE);
}

static bool is_answered(int fd)
{
        uint8_t data[1000];

        return recv(fd, data, sizeof(data), MSG_DONTWAIT) > 0;
}

static bool is_dropped(int fd)
{
        uint8_t byte;

        return recv(fd, &byte, 1, MSG_DONTWAIT) == 0;
}

static void who_says_nothing_is_dropped_in_time(void **state)
{
        int silent = connect_one();
        int talks;

        (void)state;
        assert_int_equal(clients_wait(&clients, now), IDLE_MS);
        run(IDLE_MS / 2);
        talks = connect_one();
        run(IDLE_MS / 2 - 1);
        assert_false(is_dropped(silent));
        assert_int_equal(clients_wait(&clients, now), 1);
        send_hello(talks, WIRE_HEADER_SIZE);
        run(1);
        assert_true(is_dropped(silent));
        assert_true(is_answered(talks));
        run(IDLE_MS - 1); /* from its hello on */
        assert_false(is_dropped(talks));
        run(1);
        assert_true(is_dropped(talks));
        assert_int_equal(clients_wait(&clients, now), -1);
}

/* A byte now and then does not keep a place. */
static void who_says_nothing_sensible_is_dropped_too(void **state)
{
        int fd = connect_one();

        (void)state;
        for (unsigned int i = 0; i < IDLE_MS / 500 - 1; i++) {
                assert_int_equal(send(fd, "C", 1, 0), 1);
                run(500);
                assert_false(is_dropped(fd));
        }
        assert_int_equal(send(fd, "C", 1, 0), 1);
        run(500);
        assert_int_equal(send(fd, "C", 1, MSG_NOSIGNAL), -1);
}

static void without_a_limit_nobody_is_dropped(void **state)
{
        int fd = connect_one();

        (void)state;
        clients.idle_ms = 0;
        assert_int_equal(clients_wait(&clients, now), -1);
        run(UINT32_MAX);
        assert_false(is_dropped(fd));
}

/* Its half frame hides a hello; another that never stops talking does not keep it there. */
static void half_a_frame_is_given_up_while_others_talk(void **state)
{
        int half = connect_one();
        int talks = connect_one();

        (void)state;
        send_half(half);
        send_hello(half, WIRE_HEADER_SIZE);
        run(0);
        assert_int_equal(clients_wait(&clients, now), CLIENTS_HALF_FRAME_MS);
        for (unsigned int i = 0; i < CLIENTS_HALF_FRAME_MS / 250; i++) {
                assert_false(is_answered(half));
                send_hello(talks, WIRE_HEADER_SIZE);
                run(250);
                assert_true(is_answered(talks));
        }
        assert_true(is_answered(half));
}

static void half_a_frame_waits_for_its_own_rest(void **state)
{
        int fd = connect_one();

        (void)state;
        send_hello(fd, 7);
        run(CLIENTS_HALF_FRAME_MS - 1);
        assert_int_equal(send(fd, "", 1, 0), 1); /* the eighth byte is another than this */
        run(0);
        assert_false(is_answered(fd));
        run(CLIENTS_HALF_FRAME_MS);
        send_hello(fd, WIRE_HEADER_SIZE);
        run(0);
        assert_true(is_answered(fd));
}

/* It asks and asks, and reads nothing: nobody waits until it does. */
static void who_does_not_read_is_dropped(void **state)
{
        int fd = connect_one();
        int other = connect_one();
        bool dropped = false;

        (void)state;
        for (unsigned int i = 0; i < 100000 && !dropped; i++) {
                uint8_t data[WIRE_HEADER_SIZE];
                struct bytes_writer out = bytes_writer(data, sizeof(data));

                wire_begin(&out, WIRE_HELLO, i);
                assert_int_equal(wire_end(&out), sizeof(data));
                dropped = send(fd, data, sizeof(data), MSG_NOSIGNAL) < 0;
                run(0);
        }
        assert_true(dropped);
        send_hello(other, WIRE_HEADER_SIZE);
        run(0);
        assert_true(is_answered(other));
}

static void there_is_room_for_so_many(void **state)
{
        (void)state;
        for (unsigned int i = 0; i < CLIENTS_MAX; i++) {
                assert_false(clients_full(&clients));
                connect_one();
        }
        assert_true(clients_full(&clients));
        assert_int_equal(clients_add(&clients, -1, now), -1);
        run(IDLE_MS);
        assert_false(clients_full(&clients));
}

#define CLIENTS_TEST(name) cmocka_unit_test_setup_teardown(name, reset, end)

int main(void)
{
        const struct CMUnitTest tests[] = {
                CLIENTS_TEST(who_says_nothing_is_dropped_in_time),
                CLIENTS_TEST(who_says_nothing_sensible_is_dropped_too),
                CLIENTS_TEST(without_a_limit_nobody_is_dropped),
                CLIENTS_TEST(half_a_frame_is_given_up_while_others_talk),
                CLIENTS_TEST(half_a_frame_waits_for_its_own_rest),
                CLIENTS_TEST(who_does_not_read_is_dropped),
                CLIENTS_TEST(there_is_room_for_so_many),
        };

        return cmocka_run_group_tests(tests, machine_make, machine_free);
}

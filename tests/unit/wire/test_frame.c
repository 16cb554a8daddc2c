/*
 * tests/unit/wire/test_frame.c - frames are found in whatever comes, whole, late, broken or behind
 * rubbish.
 */
#include "lib/wire/frame.h"
#include "tests/unit/wire/test.h"

#include <string.h>

static struct wire_stream stream;

static int reset(void **state)
{
        (void)state;
        memset(&stream, 0, sizeof(stream));
        return 0;
}

static void add(const void *data, size_t size)
{
        size_t room;
        uint8_t *place = wire_stream_room(&stream, &room);

        assert_true(size <= room);
        memcpy(place, data, size);
        wire_stream_added(&stream, size);
}

/* A frame with @size bytes of payload, all of them @fill. */
static size_t make(uint8_t *out, size_t capacity, enum wire_type type, size_t size, uint8_t fill)
{
        struct bytes_writer writer = bytes_writer(out, capacity);

        wire_begin(&writer, type, 0x1122334455667788);
        for (size_t i = 0; i < size; i++)
                bytes_write_u8(&writer, fill);
        return wire_end(&writer);
}

static void header_is_as_documented(void **state)
{
        static const uint8_t expected[] = { 0x43, 0x53, 0x57, 0x4d, 0x00, 0x02, 0x00, 0x03,
                                            0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
                                            0x00, 0x00, 0x00, 0x02, 0xaa, 0xaa };
        uint8_t frame[64];

        (void)state;
        assert_int_equal(make(frame, sizeof(frame), WIRE_REQUEST, 2, 0xaa), sizeof(expected));
        assert_memory_equal(frame, expected, sizeof(expected));
}

static void reads_what_was_written(void **state)
{
        uint8_t data[64];
        struct wire_frame frame;

        (void)state;
        add(data, make(data, sizeof(data), WIRE_READY, 5, 0x42));
        assert_true(wire_stream_next(&stream, &frame));
        assert_int_equal(frame.type, WIRE_READY);
        assert_int_equal(frame.session, 0x1122334455667788);
        assert_int_equal(frame.size, 5);
        assert_int_equal(frame.payload[4], 0x42);
        wire_stream_accept(&stream);
        assert_false(wire_stream_next(&stream, &frame));
        assert_int_equal(wire_stream_pending(&stream), 0);
}

static void takes_a_frame_byte_by_byte(void **state)
{
        uint8_t data[64];
        size_t size = make(data, sizeof(data), WIRE_REPLY, 7, 1);
        struct wire_frame frame;

        (void)state;
        for (size_t i = 0; i < size; i++) {
                assert_false(wire_stream_next(&stream, &frame));
                add(data + i, 1);
        }
        assert_true(wire_stream_next(&stream, &frame));
}

static void finds_a_frame_behind_rubbish(void **state)
{
        static const char rubbish[] = "login: CSW CSWCSCSWM, no magic here: CSWN";
        uint8_t data[64];
        struct wire_frame frame;

        (void)state;
        add(rubbish, sizeof(rubbish));
        add(data, make(data, sizeof(data), WIRE_HELLO, 0, 0));
        assert_true(wire_stream_next(&stream, &frame));
        assert_int_equal(frame.type, WIRE_HELLO);
}

static void keeps_a_magic_that_has_not_ended(void **state)
{
        uint8_t data[64];
        size_t size = make(data, sizeof(data), WIRE_HELLO, 0, 0);
        struct wire_frame frame;

        (void)state;
        add("xyzCS", 5);
        assert_false(wire_stream_next(&stream, &frame));
        assert_int_equal(wire_stream_pending(&stream), 2);
        add(data + 2, size - 2);
        assert_true(wire_stream_next(&stream, &frame));
}

static void skips_another_version_and_too_long_a_payload(void **state)
{
        uint8_t data[64];
        size_t size = make(data, sizeof(data), WIRE_HELLO, 0, 0);
        struct wire_frame frame;

        (void)state;
        data[5] = WIRE_VERSION + 1;
        add(data, size);
        size = make(data, sizeof(data), WIRE_HELLO, 0, 0);
        data[18] = (WIRE_PAYLOAD_MAX + 1) >> 8; /* of the length */
        data[19] = (WIRE_PAYLOAD_MAX + 1) & 0xff;
        add(data, size);
        assert_false(wire_stream_next(&stream, &frame));
        assert_int_equal(wire_stream_pending(&stream), 0);
}

/* The half message of a previous boot, and then the first one of this boot. */
static void rejecting_half_a_frame_finds_the_next(void **state)
{
        uint8_t half[400];
        uint8_t hello[64];
        struct wire_frame frame;

        (void)state;
        assert_int_equal(make(half, sizeof(half), WIRE_REQUEST, 300, 0), 320);
        add(half, 100);
        add(hello, make(hello, sizeof(hello), WIRE_HELLO, 0, 0));
        assert_false(wire_stream_next(&stream, &frame));
        wire_stream_reject(&stream);
        assert_true(wire_stream_next(&stream, &frame));
        assert_int_equal(frame.type, WIRE_HELLO);
}

static void rejecting_a_whole_frame_finds_one_inside(void **state)
{
        uint8_t outer[128];
        uint8_t inner[64];
        size_t size = make(inner, sizeof(inner), WIRE_HELLO, 0, 0);
        struct bytes_writer writer = bytes_writer(outer, sizeof(outer));
        struct wire_frame frame;

        (void)state;
        wire_begin(&writer, WIRE_REQUEST, 1);
        bytes_write(&writer, inner, size);
        add(outer, wire_end(&writer));
        assert_true(wire_stream_next(&stream, &frame));
        assert_int_equal(frame.type, WIRE_REQUEST);
        wire_stream_reject(&stream);
        assert_true(wire_stream_next(&stream, &frame));
        assert_int_equal(frame.type, WIRE_HELLO);
}

static void the_largest_frame_fits_and_a_larger_is_not_made(void **state)
{
        static uint8_t data[WIRE_FRAME_MAX + 1];
        struct wire_frame frame;
        size_t room;

        (void)state;
        assert_int_equal(make(data, sizeof(data), WIRE_REPLY, WIRE_PAYLOAD_MAX + 1, 0), 0);
        assert_int_equal(make(data, 30, WIRE_REPLY, 11, 0), 0);
        assert_int_equal(make(data, sizeof(data), WIRE_REPLY, WIRE_PAYLOAD_MAX, 3), WIRE_FRAME_MAX);
        add(data, WIRE_FRAME_MAX - 1);
        assert_false(wire_stream_next(&stream, &frame));
        wire_stream_room(&stream, &room);
        assert_true(room >= 1);
        add(data + WIRE_FRAME_MAX - 1, 1);
        assert_true(wire_stream_next(&stream, &frame));
        assert_int_equal(frame.size, WIRE_PAYLOAD_MAX);
}

/* Each byte of this could be the start of a frame or is that of one whose rest is the others. */
static void rubbish_is_dropped_without_moving_what_follows(void **state)
{
        uint8_t header[WIRE_HEADER_SIZE];
        struct wire_frame frame;
        uint8_t *place;
        size_t room;

        (void)state;
        make(header, sizeof(header), WIRE_REQUEST, 0, 0);
        header[18] = 1; /* each asks for 256 bytes, which are headers */
        for (unsigned int i = 0; i < WIRE_FRAME_MAX / WIRE_HEADER_SIZE; i++)
                add(header, sizeof(header));
        place = wire_stream_room(&stream, &room);
        while (wire_stream_next(&stream, &frame))
                wire_stream_reject(&stream);
        assert_true(wire_stream_pending(&stream) <= 256 + WIRE_HEADER_SIZE);
        assert_ptr_equal(wire_stream_room(&stream, &room), place);
        /* A frame's length of rubbish more, and what is left of it is at the start again. */
        for (unsigned int i = 0; i < WIRE_FRAME_MAX / WIRE_HEADER_SIZE; i++)
                add("CSWMCSWMCSWMCSWMCSWM", 20);
        while (wire_stream_next(&stream, &frame))
                wire_stream_reject(&stream);
        assert_true(wire_stream_pending(&stream) < WIRE_HEADER_SIZE);
        wire_stream_room(&stream, &room);
        assert_true(room > sizeof(stream.data) - WIRE_HEADER_SIZE);
        add(header, sizeof(header));
        assert_false(wire_stream_next(&stream, &frame));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(header_is_as_documented, reset),
                cmocka_unit_test_setup(reads_what_was_written, reset),
                cmocka_unit_test_setup(takes_a_frame_byte_by_byte, reset),
                cmocka_unit_test_setup(finds_a_frame_behind_rubbish, reset),
                cmocka_unit_test_setup(keeps_a_magic_that_has_not_ended, reset),
                cmocka_unit_test_setup(skips_another_version_and_too_long_a_payload, reset),
                cmocka_unit_test_setup(rejecting_half_a_frame_finds_the_next, reset),
                cmocka_unit_test_setup(rejecting_a_whole_frame_finds_one_inside, reset),
                cmocka_unit_test_setup(rubbish_is_dropped_without_moving_what_follows, reset),
                cmocka_unit_test_setup(the_largest_frame_fits_and_a_larger_is_not_made, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

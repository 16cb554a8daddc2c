/* services/vtpm/evidence.c against an attestation service that says what the test wants. */
#include "services/runtime/service.h"
#include "services/vtpm/evidence.h"

#include "lib/base/bytes.h"
#include "tests/unit/wire/test.h"

#include <string.h>

#define PIECES 16

/* A reply to a request for certificates: how much there is, and how many bytes come with it. */
struct piece {
        uint32_t total;
        size_t size;
};

static struct {
        struct piece pieces[PIECES];
        unsigned int asked;
} peer;

static struct {
        struct evidence evidence;
        uint8_t behind[SERVICE_MESSAGE_MAX];
} place;

void service_log(const char *format, ...)
{
        (void)format;
}

bool service_has_peer(void)
{
        return true;
}

static long give_piece(uint8_t *reply, size_t capacity)
{
        const struct piece *piece = &peer.pieces[peer.asked];
        struct bytes_writer out = bytes_writer(reply, capacity);

        assert_true(++peer.asked <= PIECES);
        bytes_write_le32(&out, ATTEST_PEER_OK);
        bytes_write_le32(&out, piece->total);
        memset(reply + out.size, 0xce, piece->size);
        return (long)(out.size + piece->size);
}

long service_peer_call(const void *request, size_t size, void *reply, size_t capacity)
{
        struct bytes_reader in = bytes_reader(request, size);

        memset(reply, 0, capacity);
        if (bytes_read_le32(&in) == ATTEST_PEER_CERTIFICATES)
                return give_piece(reply, capacity);
        return (long)(sizeof(uint32_t) + SNP_REPORT_SIZE);
}

static int reset(void **state)
{
        (void)state;
        memset(&peer, 0, sizeof(peer));
        memset(&place, 0, sizeof(place));
        return 0;
}

static size_t certificates_size(void)
{
        static const uint8_t zero[sizeof(place.behind)];

        evidence_get(ATTEST_PEER_REPORT, (struct wire_blob){ 0 }, true, &place.evidence);
        assert_int_equal(place.evidence.report_size, SNP_REPORT_SIZE);
        assert_memory_equal(place.behind, zero, sizeof(zero));
        return place.evidence.certificates_size;
}

static void say(unsigned int from, unsigned int count, uint32_t total, size_t size)
{
        for (unsigned int i = from; i < from + count; i++)
                peer.pieces[i] = (struct piece){ total, size };
}

static void pieces_make_a_table(void **state)
{
        (void)state;
        say(0, 1, 5000, 4000);
        say(1, 1, 5000, 1000);
        assert_int_equal(certificates_size(), 5000);
        assert_int_equal(peer.asked, 2);
}

static void more_than_was_said_is_none(void **state)
{
        (void)state;
        say(0, 1, 100, 101);
        assert_int_equal(certificates_size(), 0);
}

/* The buffer is almost full when the whole has become smaller than what is there. */
static void a_whole_that_shrinks_is_none(void **state)
{
        (void)state;
        say(0, 4, SNP_CERTIFICATES_MAX, 4080);
        say(4, 1, 0, 4080);
        assert_int_equal(certificates_size(), 0);
        assert_int_equal(peer.asked, 5);
}

static void a_whole_that_grows_ends_at_the_buffers_end(void **state)
{
        (void)state;
        say(0, PIECES, UINT32_MAX, 4080);
        assert_int_equal(certificates_size(), 0);
        assert_int_equal(peer.asked, 5);
}

static void a_peer_that_gives_nothing_is_not_asked_again(void **state)
{
        (void)state;
        say(0, 1, 100, 0);
        assert_int_equal(certificates_size(), 0);
        assert_int_equal(peer.asked, 1);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(pieces_make_a_table, reset),
                cmocka_unit_test_setup(more_than_was_said_is_none, reset),
                cmocka_unit_test_setup(a_whole_that_shrinks_is_none, reset),
                cmocka_unit_test_setup(a_whole_that_grows_ends_at_the_buffers_end, reset),
                cmocka_unit_test_setup(a_peer_that_gives_nothing_is_not_asked_again, reset),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

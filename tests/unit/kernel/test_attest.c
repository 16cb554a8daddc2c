/*
 * tests/unit/kernel/test_attest.c - the attestation protocol's framing, in front of a service that
 * answers as the test says.
 */
#include "tests/unit/kernel/services_test.h"
#include "tests/unit/kernel/svsm_test.h"

#include <stdlib.h>

#include "lib/svsm/attest_message.h"

#define READ      0
#define WRITE     1
#define ATTEST    (UINT64_C(1) << 32)
#define OPERATION (AREA + 8)        /* where Linux has it */
#define NONCE     UINT64_C(0x20fe0) /* not aligned, across a page */
#define REPORT    UINT64_C(0x22000)
#define MANIFEST  UINT64_C(0x24000)
#define CERTS     UINT64_C(0x28000)

static const uint8_t vtpm[SVSM_GUID_SIZE] = SVSM_GUID_VTPM;

/* What the service has been asked, and what it says. */
static struct {
        struct attest_prepare asked;
        unsigned int prepares;
        unsigned int reads;
        struct attest_prepared says;
        uint64_t prepared_size;
        uint64_t short_by; /* bytes that each piece lacks */
        bool replying;
} attestd;

static uint32_t size_of_part(uint8_t part)
{
        return part == ATTEST_PART_REPORT     ? attestd.says.report_size
               : part == ATTEST_PART_MANIFEST ? attestd.says.manifest_size
                                              : attestd.says.certificates_size;
}

/* A piece's bytes are its part's number, and 0x10 more in every further piece. */
static uint64_t answer_read(const struct service *service, const struct attest_read *read)
{
        static uint8_t piece[ATTEST_PIECE];
        uint64_t left = size_of_part(read->part) - read->offset;
        uint64_t count = left < ATTEST_PIECE ? left : ATTEST_PIECE;

        attestd.reads++;
        memset(piece, (int)(read->part + 1 + read->offset / ATTEST_PIECE * 0x10), count);
        if (!user_write(&service->memory, USER_DATA, piece, count))
                abort();
        return count - attestd.short_by;
}

static uint64_t answer_prepare(const struct service *service)
{
        attestd.prepares++;
        if (!user_read(&service->memory, &attestd.asked, USER_DATA, sizeof(attestd.asked)) ||
            !user_write(&service->memory, USER_DATA, &attestd.says, sizeof(attestd.says)))
                abort();
        return attestd.prepared_size;
}

static uint64_t answer(const struct service *service)
{
        struct attest_read read;

        if (!user_read(&service->memory, &read, USER_DATA, sizeof(read)))
                abort();
        return read.operation == ATTEST_PREPARE ? answer_prepare(service)
                                                : answer_read(service, &read);
}

static void run_attestd(struct user_context *context)
{
        const struct service *service = (const struct service *)(const void *)context;

        context->vector = USER_VECTOR_SYSCALL;
        context->rdi = DESCRIPTOR_REQUESTS;
        context->rsi = USER_DATA;
        context->rax = attestd.replying ? WRITE : READ;
        context->rdx = attestd.replying ? answer(service) : 4096;
        attestd.replying = !attestd.replying;
}

static struct svsm_attest_operation operation(void)
{
        struct svsm_attest_operation operation = {
                .report = { .gpa = REPORT, .size = 0x1000 },
                .nonce_gpa = NONCE,
                .nonce_size = 64,
                .manifest = { .gpa = MANIFEST, .size = 0x3000 },
                .certificates = { .gpa = CERTS, .size = 0x4000 },
        };

        memcpy(operation.service, vtpm, sizeof(vtpm));
        return operation;
}

static void put_operation(const struct svsm_attest_operation *operation)
{
        memcpy(fake_guest_at(OPERATION), operation, sizeof(*operation));
}

static int start_attestd(void)
{
        memset(&attestd, 0, sizeof(attestd));
        attestd.says = (struct attest_prepared){ 0, 0x4a0, 0x1234, 0x2001 };
        attestd.prepared_size = sizeof(attestd.says);
        build_elf(test_program);
        make_archive("service attest protocol=1 exec=/bin/x\n");
        fake.on_enter = run_attestd;
        return start();
}

static int set_up(void **state)
{
        struct svsm_attest_operation good = operation();

        (void)state;
        if (start_attestd() != 0)
                return -1;
        fake_guest_memory();
        fake_give(GUEST_START, GUEST_END - GUEST_START);
        for (unsigned int i = 0; i < FAKE_VCPUS; i++)
                svsm_set_calling_area(i, gpa(0));
        svsm_set_calling_area(0, gpa(AREA));
        memset(fake_guest_at(NONCE), 0x5a, 64);
        put_operation(&good);
        return 0;
}

static uint64_t attest(uint32_t number, uint64_t at, struct svsm_call *call)
{
        *call = (struct svsm_call){ .rax = ATTEST | number, .rcx = at, .rdx = 77, .r8 = 88 };
        return svsm_dispatch(0, call);
}

static uint64_t attest_one(void)
{
        struct svsm_call call;

        return attest(SVSM_ATTEST_SINGLE_SERVICE, OPERATION, &call);
}

/* The operation is refused; nothing has changed, and the service has not been asked. */
static void assert_operation_refused(const struct svsm_attest_operation *bad, uint64_t result)
{
        put_operation(bad);
        remember();
        assert_int_equal(attest_one(), result);
        assert_nothing_changed();
        assert_int_equal(attestd.prepares, 0);
}

static void says_that_it_is_there(void **state)
{
        struct svsm_call query = { .rax = SVSM_CORE_QUERY_PROTOCOL, .rcx = ATTEST | 1 };
        struct svsm_call other = { .rax = ATTEST | 2 };

        (void)state;
        assert_int_equal(svsm_dispatch(0, &query), SVSM_SUCCESS);
        assert_int_equal(query.rcx, UINT64_C(1) << 32 | 1);
        query.rcx = ATTEST | 2;
        assert_int_equal(svsm_dispatch(0, &query), SVSM_SUCCESS);
        assert_int_equal(query.rcx, 0);
        assert_int_equal(svsm_dispatch(0, &other), SVSM_ERR_UNSUPPORTED_CALL);
}

static void asks_for_one_service_with_the_nonce(void **state)
{
        struct svsm_attest_operation wanted = operation();
        uint8_t nonce[64];

        (void)state;
        wanted.manifest_version = 1;
        put_operation(&wanted);
        assert_int_equal(attest_one(), SVSM_SUCCESS);
        assert_int_equal(attestd.asked.operation, ATTEST_PREPARE);
        assert_int_equal(attestd.asked.call, SVSM_ATTEST_SINGLE_SERVICE);
        assert_int_equal(attestd.asked.certificates, 1);
        assert_int_equal(attestd.asked.version, 1);
        assert_memory_equal(attestd.asked.service, vtpm, sizeof(vtpm));
        memset(nonce, 0x5a, sizeof(nonce));
        assert_memory_equal(attestd.asked.nonce, nonce, sizeof(nonce));
}

static void asks_for_all_services_without_a_name(void **state)
{
        static const uint8_t none[SVSM_GUID_SIZE];
        struct svsm_call call;

        (void)state;
        /* What is behind the first 0x40 bytes is not part of this call. */
        memset(fake_guest_at(OPERATION + SVSM_ATTEST_SERVICES_SIZE), 0xee, 0x18);
        assert_int_equal(attest(SVSM_ATTEST_SERVICES, OPERATION, &call), SVSM_SUCCESS);
        assert_int_equal(attestd.asked.call, SVSM_ATTEST_SERVICES);
        assert_memory_equal(attestd.asked.service, none, sizeof(none));
        assert_int_equal(attestd.asked.version, 0);
}

static void copies_all_parts_and_says_how_big_they_are(void **state)
{
        struct svsm_call call;

        (void)state;
        assert_int_equal(attest(SVSM_ATTEST_SINGLE_SERVICE, OPERATION, &call), SVSM_SUCCESS);
        assert_int_equal(call.rcx, 0x1234);
        assert_int_equal(call.rdx, 0x2001);
        assert_int_equal(call.r8, 0x4a0);
        assert_int_equal(*fake_guest_at(REPORT + 0x49f), 1);
        assert_int_equal(*fake_guest_at(REPORT + 0x4a0), 0);
        assert_int_equal(*fake_guest_at(MANIFEST), 2);
        assert_int_equal(*fake_guest_at(MANIFEST + 0x1233), 0x12);
        assert_int_equal(*fake_guest_at(MANIFEST + 0x1234), 0);
        assert_int_equal(*fake_guest_at(CERTS + 0x2000), 0x23);
        assert_int_equal(*fake_guest_at(CERTS + 0x2001), 0);
        assert_int_equal(attestd.reads, 1 + 2 + 3);
}

static void leaves_out_certificates_that_are_not_wanted(void **state)
{
        struct svsm_attest_operation without = operation();
        struct svsm_call call;

        (void)state;
        without.certificates.size = 0;
        without.certificates.gpa = 0;
        put_operation(&without);
        assert_int_equal(attest(SVSM_ATTEST_SINGLE_SERVICE, OPERATION, &call), SVSM_SUCCESS);
        assert_int_equal(attestd.asked.certificates, 0);
        assert_int_equal(call.rdx, 0);
        assert_int_equal(*fake_guest_at(CERTS), 0);
}

static void assert_too_small(const struct svsm_attest_operation *small)
{
        struct svsm_call call;

        put_operation(small);
        remember();
        assert_int_equal(attest(SVSM_ATTEST_SINGLE_SERVICE, OPERATION, &call),
                         SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(call.rcx, 0x1234);
        assert_int_equal(call.rdx, 0x2001);
        assert_int_equal(call.r8, 0x4a0);
        assert_nothing_changed();
        assert_int_equal(attestd.reads, 0);
}

static void says_how_much_room_it_needs(void **state)
{
        struct svsm_attest_operation small = operation();

        (void)state;
        small.manifest.size = 0x1233;
        assert_too_small(&small);
        small = operation();
        small.report.size = 0x49f;
        assert_too_small(&small);
        small = operation();
        small.certificates.size = 0x1000;
        assert_too_small(&small);
        small = operation();
        small.report.size = 0;
        small.manifest.size = 0;
        assert_too_small(&small);
}

static void sizes_reach_the_guests_registers_and_nothing_else_does(void **state)
{
        struct svsm_attest_operation small = operation();
        struct vmsa *vmsa = &fake.vmsas[0];

        (void)state;
        small.manifest.size = 0x1000;
        put_operation(&small);
        vmsa->rax = ATTEST | SVSM_ATTEST_SINGLE_SERVICE;
        vmsa->rcx = OPERATION;
        vmsa->rdx = vmsa->r8 = UINT64_MAX;
        vmsa->exit_code = 0x403;
        *fake_guest_at(AREA) = 1;
        svsm_handle_entry(0);
        assert_int_equal(vmsa->rax, SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(vmsa->rcx, 0x1234);
        assert_int_equal(vmsa->rdx, 0x2001);
        assert_int_equal(vmsa->r8, 0x4a0);
        vmsa->exit_code = 0x403;
        small.nonce_size = 63;
        put_operation(&small);
        vmsa->rax = ATTEST | SVSM_ATTEST_SINGLE_SERVICE;
        vmsa->rcx = OPERATION;
        vmsa->rdx = vmsa->r8 = UINT64_MAX;
        *fake_guest_at(AREA) = 1;
        svsm_handle_entry(0);
        assert_int_equal(vmsa->rax, SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(vmsa->rcx, OPERATION);
        assert_true(vmsa->rdx == UINT64_MAX && vmsa->r8 == UINT64_MAX);
}

static void refuses_reserved_bits_and_other_nonces(void **state)
{
        struct svsm_attest_operation bad[7];

        (void)state;
        for (unsigned int i = 0; i < 7; i++)
                bad[i] = operation();
        bad[0].report.reserved = 1;
        bad[1].manifest.reserved = 1;
        bad[2].certificates.reserved = 0x80000000;
        bad[3].nonce_reserved[5] = 1;
        bad[4].reserved = 1;
        bad[5].nonce_size = 32;
        bad[6].certificates.size = 0x4001;
        for (unsigned int i = 0; i < 7; i++)
                assert_operation_refused(&bad[i], SVSM_ERR_INVALID_PARAMETER);
}

static void refuses_buffers_that_are_not_aligned_or_overlap(void **state)
{
        struct svsm_attest_operation bad[7];

        (void)state;
        for (unsigned int i = 0; i < 7; i++)
                bad[i] = operation();
        bad[0].report.gpa += 8;
        bad[1].manifest.gpa += 0x800;
        bad[2].certificates.gpa += 1;
        bad[3].report.gpa = MANIFEST;
        bad[4].manifest.gpa = CERTS + 0x3000;
        bad[5].manifest.size = UINT32_MAX; /* over the certificates */
        bad[6].report.gpa = UINT64_MAX - 0xfff;
        bad[6].report.size = UINT32_MAX; /* around the end */
        for (unsigned int i = 0; i < 6; i++)
                assert_operation_refused(&bad[i], SVSM_ERR_INVALID_PARAMETER);
        assert_operation_refused(&bad[6], SVSM_ERR_INVALID_ADDRESS);
}

/* Addresses that are not the guest's, or not now. */
static const uint64_t not_the_guests[] = { FAKE_OWN_BASE, NOT_VALID, FAKE_GUEST_SIZE,
                                           UINT64_MAX - 0xfff, UINT64_C(1) << 51 };

static void refuses_addresses_that_are_not_the_guests(void **state)
{
        struct svsm_attest_operation bad;
        struct svsm_call call;

        (void)state;
        for (size_t i = 0; i < sizeof(not_the_guests) / sizeof(not_the_guests[0]); i++) {
                bad = operation();
                bad.report.gpa = not_the_guests[i];
                assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
                bad = operation();
                bad.manifest.gpa = not_the_guests[i];
                assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
                bad = operation();
                bad.certificates.gpa = not_the_guests[i];
                assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
                bad = operation();
                bad.nonce_gpa = not_the_guests[i] + 0xff0;
                assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
                remember();
                assert_int_equal(attest(0, not_the_guests[i], &call), SVSM_ERR_INVALID_ADDRESS);
                assert_nothing_changed();
        }
}

static void refuses_buffers_of_which_a_part_is_not_the_guests(void **state)
{
        struct svsm_attest_operation bad = operation();

        (void)state;
        bad.manifest.gpa = GUEST_END - 0x1000;
        bad.manifest.size = 0x1001;
        assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
        bad = operation();
        bad.nonce_gpa = GUEST_END - 63;
        assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
        bad = operation();
        fake_set_state(CERTS + 0x1000, PAGE_VMSA);
        assert_operation_refused(&bad, SVSM_ERR_INVALID_ADDRESS);
}

static void a_page_that_goes_away_meanwhile_fails_the_call_only(void **state)
{
        static const uint64_t pages[] = { AREA, NONCE - 0xfe0, REPORT, MANIFEST + 0x1000,
                                          CERTS + 0x2000 };

        (void)state;
        for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
                fake.unreadable = pages[i] + 1;
                assert_int_equal(attest_one(), SVSM_ERR_INVALID_ADDRESS);
        }
        fake.unreadable = 0;
        assert_int_equal(attest_one(), SVSM_SUCCESS);
}

static void hands_the_services_refusals_on(void **state)
{
        struct svsm_call call;

        (void)state;
        attestd.says = (struct attest_prepared){ .result = SVSM_ERR_UNSUPPORTED_PROTOCOL };
        remember();
        assert_int_equal(attest_one(), SVSM_ERR_UNSUPPORTED_PROTOCOL);
        attestd.says.result = SVSM_ERR_INVALID_PARAMETER;
        assert_int_equal(attest(SVSM_ATTEST_SINGLE_SERVICE, OPERATION, &call),
                         SVSM_ERR_INVALID_PARAMETER);
        assert_int_equal(call.rcx, OPERATION); /* no sizes */
        assert_int_equal(call.r8, 88);
        attestd.says.result = SVSM_ERR_PROTOCOL_BASE;
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        assert_nothing_changed();
}

static void does_not_believe_a_service_that_talks_nonsense(void **state)
{
        (void)state;
        remember();
        attestd.says.result = SVSM_ERR_INCOMPLETE; /* Linux would call again for ever */
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        attestd.says = (struct attest_prepared){ 0, 0x4a0, 0x1234, 0x4001 };
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        attestd.says = (struct attest_prepared){ 0, 0x4a0, UINT32_MAX, 0 };
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        attestd.says = (struct attest_prepared){ 0, 0x4a0, 0x1234, 0 };
        attestd.prepared_size = 15;
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        attestd.prepared_size = sizeof(attestd.says);
        attestd.short_by = 1;
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        assert_nothing_changed();
}

static void die(struct user_context *context)
{
        context->vector = VECTOR_UD;
}

static void is_gone_when_the_service_is_dead(void **state)
{
        struct svsm_call query = { .rax = SVSM_CORE_QUERY_PROTOCOL, .rcx = ATTEST | 1 };

        (void)state;
        fake.on_enter = die;
        remember();
        assert_int_equal(attest_one(), SVSM_ERR_PROTOCOL_BASE);
        assert_int_equal(attest_one(), SVSM_ERR_UNSUPPORTED_PROTOCOL);
        assert_int_equal(svsm_dispatch(0, &query), SVSM_SUCCESS);
        assert_int_equal(query.rcx, 0);
        assert_nothing_changed();
}

#define ATTEST_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
        const struct CMUnitTest tests[] = {
                ATTEST_TEST(says_that_it_is_there),
                ATTEST_TEST(asks_for_one_service_with_the_nonce),
                ATTEST_TEST(asks_for_all_services_without_a_name),
                ATTEST_TEST(copies_all_parts_and_says_how_big_they_are),
                ATTEST_TEST(leaves_out_certificates_that_are_not_wanted),
                ATTEST_TEST(says_how_much_room_it_needs),
                ATTEST_TEST(sizes_reach_the_guests_registers_and_nothing_else_does),
                ATTEST_TEST(refuses_reserved_bits_and_other_nonces),
                ATTEST_TEST(refuses_buffers_that_are_not_aligned_or_overlap),
                ATTEST_TEST(refuses_addresses_that_are_not_the_guests),
                ATTEST_TEST(refuses_buffers_of_which_a_part_is_not_the_guests),
                ATTEST_TEST(a_page_that_goes_away_meanwhile_fails_the_call_only),
                ATTEST_TEST(hands_the_services_refusals_on),
                ATTEST_TEST(does_not_believe_a_service_that_talks_nonsense),
                ATTEST_TEST(is_gone_when_the_service_is_dead),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

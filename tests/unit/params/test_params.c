/* tests/unit/params/test_params.c - the parameter block: written, read back, and wrong in every way. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "lib/params/cpu_features.h"
#include "lib/params/block.h"

#define BASE UINT64_C(0x37000000)

struct block {
        uint8_t bytes[PARAMS_MAX_SIZE];
        size_t size;
};

static struct params sample(void)
{
        return (struct params){
                .header = { .svsm_base = BASE,
                            .svsm_size = 0x1000000,
                            .image_end = BASE + 0x100000,
                            .cpuid_page = BASE + 0x104000,
                            .secrets_page = BASE + 0x105000,
                            .host_map = BASE + 0x106000,
                            .host_count = BASE + 0x107000,
                            .vmsa_page = BASE + 0xffe000 },
                .console = { PARAMS_PORT_UART_16550, 0x3f8, 0 },
                .channel = { PARAMS_PORT_UART_16550, 0x2f8, 0 },
                .memory = { 0x10000000, 0x80000000, 0x10000000000 },
                .cpu = { 0x5 },
                .tpm = { 0x1f, 0 },
                .services = { BASE + 0x108000, 12345 },
                .guest = { .kind = PARAMS_GUEST_FLAT,
                           .vmpl = 2,
                           .entry = 0x1000,
                           .page_tables = 0x4000,
                           .stack = 0x10000,
                           .region_count = 3,
                           .sev_features = 0x221 },
                .firmware = { .map = 0x5000, .count = 0x50c0, .map_size = 0xc0 },
                .regions = { { 0x1000, 0x3000, PARAMS_REGION_IMAGE, 0 },
                             { 0x4000, 0x1000, PARAMS_REGION_CAA, 0 },
                             { 0, 0, PARAMS_REGION_MEMORY, 0 } },
                .image_name = "sample",
        };
}

static struct block encode(const struct params *params)
{
        struct block block = { .size = 0 };

        block.size = params_encode(params, block.bytes, sizeof(block.bytes));
        return block;
}

/* Reads exactly @size bytes of memory of their own, so that a sanitizer sees a read behind them. */
static enum params_error decode(const uint8_t *bytes, size_t size, struct params *out,
                                uint32_t *tag)
{
        uint8_t *copy = malloc(size ? size : 1);
        enum params_error error;

        assert_non_null(copy);
        memcpy(copy, bytes, size);
        error = params_decode(copy, size, out, tag);
        free(copy);
        return error;
}

static void reads_back_what_it_wrote(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params back;
        uint32_t tag;

        (void)state;
        assert_int_not_equal(block.size, 0);
        assert_int_equal(decode(block.bytes, block.size, &back, &tag), PARAMS_OK);
        assert_int_equal(back.header.size, block.size);
        params.header.magic = PARAMS_MAGIC;
        params.header.version = PARAMS_VERSION;
        params.header.size = (uint32_t)block.size;
        assert_memory_equal(&back, &params, sizeof(back));
}

static void absent_records_are_none(void **state)
{
        struct params params = { .header = sample().header };
        struct block block = encode(&params);
        struct params back;
        uint32_t tag;

        (void)state;
        assert_int_equal(block.size, sizeof(struct params_header));
        assert_int_equal(decode(block.bytes, block.size, &back, &tag), PARAMS_OK);
        assert_int_equal(back.console.kind, PARAMS_PORT_NONE);
        assert_int_equal(back.guest.kind, PARAMS_GUEST_NONE);
}

static void ignores_bytes_behind_the_block(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params back;
        uint32_t tag;

        (void)state;
        memset(block.bytes + block.size, 0xff, sizeof(block.bytes) - block.size);
        assert_int_equal(decode(block.bytes, sizeof(block.bytes), &back, &tag), PARAMS_OK);
}

static void refuses_a_block_cut_anywhere(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params back;
        uint32_t tag;

        (void)state;
        for (size_t size = 0; size < block.size; size++)
                assert_int_equal(decode(block.bytes, size, &back, &tag), PARAMS_BAD_SIZE);
}

/* The header's size made small enough: then a record is cut, or records are missing, but nothing is overrun. */
static void survives_a_size_cut_anywhere(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params back;
        uint32_t tag;

        (void)state;
        for (uint32_t size = 0; size < block.size; size++) {
                memcpy(block.bytes + offsetof(struct params_header, size), &size, sizeof(size));
                (void)!decode(block.bytes, size, &back, &tag);
        }
}

static void writes_nothing_that_does_not_fit(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);

        (void)state;
        for (size_t capacity = 0; capacity < block.size; capacity++) {
                uint8_t *small = malloc(capacity ? capacity : 1);

                assert_non_null(small);
                assert_int_equal(params_encode(&params, small, capacity), 0);
                free(small);
        }
        params.guest.region_count = PARAMS_MAX_REGIONS + 1;
        assert_int_equal(params_encode(&params, block.bytes, sizeof(block.bytes)), 0);
}

/* A change to the sample that the encoder writes as it stands and the decoder must refuse. */
struct wrong {
        const char *what;
        void (*change)(struct params *params);
        enum params_error error;
        uint32_t tag;
};

#define WRONG(name, statement)             \
        static void name(struct params *p) \
        {                                  \
                statement;                 \
        }

WRONG(odd_base, p->header.svsm_base += 0x1000)
WRONG(no_size, p->header.svsm_size = 0)
WRONG(wrapping_size, p->header.svsm_size = UINT64_MAX & ~UINT64_C(0x1fffff))
WRONG(odd_image_end, p->header.image_end += 1)
WRONG(image_end_outside, p->header.image_end = BASE + 0x1001000)
WRONG(image_end_at_start, p->header.image_end = BASE)
WRONG(cpuid_outside, p->header.cpuid_page = BASE - 0x1000)
WRONG(secrets_odd, p->header.secrets_page += 8)
WRONG(host_map_outside, p->header.host_map = BASE + 0x1000000)
WRONG(host_count_odd, p->header.host_count += 4)
WRONG(vmsa_outside, p->header.vmsa_page = BASE - 0x1000)
WRONG(vmsa_odd, p->header.vmsa_page += 8)
WRONG(console_kind, p->console.kind = 2)
WRONG(channel_reserved, p->channel.reserved = 1)
WRONG(cpu_rdrand, p->cpu.optional = UINT64_C(1) << PARAMS_CPU_RDRAND)
WRONG(cpu_feature, p->cpu.optional = UINT64_C(1) << PARAMS_CPU_FEATURES)
WRONG(memory_order, p->memory.most = 1)
WRONG(memory_end, p->memory.end = 0x1001)
WRONG(tpm_locality, p->tpm.localities = 0x20)
WRONG(tpm_reserved, p->tpm.reserved = 1)
WRONG(services_outside, p->services.size = 0x1000000)
WRONG(services_wrap, p->services.size = UINT64_MAX)
WRONG(services_odd, p->services.start += 1)
WRONG(guest_kind, p->guest.kind = 3)
WRONG(guest_at_vmpl0, p->guest.vmpl = 0)
WRONG(guest_at_vmpl4, p->guest.vmpl = 4)
WRONG(guest_tables, p->guest.page_tables = 0x4008)
WRONG(guest_features, p->guest.sev_features = 0x9)
WRONG(guest_without_snp, p->guest.sev_features = 0x20)
WRONG(firmware_reserved, p->firmware.reserved = 1)
WRONG(firmware_map, p->firmware.map = UINT64_C(1) << 32)
WRONG(firmware_count, p->firmware.count = UINT64_MAX)
WRONG(firmware_size, p->firmware.map_size = 4097)
WRONG(region_kind_zero, p->regions[0].kind = 0)
WRONG(region_kind_seven, p->regions[0].kind = 7)
WRONG(region_reserved, p->regions[0].reserved = 1)
WRONG(region_odd, p->regions[0].start += 1)
WRONG(region_empty, p->regions[0].size = 0)
WRONG(region_wrap, p->regions[0].size = UINT64_MAX & ~UINT64_C(0xfff))
WRONG(region_in_svsm, p->regions[0].start = BASE - 0x1000)
WRONG(region_overlap, p->regions[1].start = 0x3000)
WRONG(region_two_page_caa, p->regions[1].size = 0x2000)
WRONG(region_memory_place, p->regions[2].size = 0x1000)

static const struct wrong wrongs[] = {
        { "svsm base", odd_base, PARAMS_BAD_VALUE, 0 },
        { "svsm size", no_size, PARAMS_BAD_VALUE, 0 },
        { "svsm wraps", wrapping_size, PARAMS_BAD_VALUE, 0 },
        { "image end odd", odd_image_end, PARAMS_BAD_VALUE, 0 },
        { "image end outside", image_end_outside, PARAMS_BAD_VALUE, 0 },
        { "image end at start", image_end_at_start, PARAMS_BAD_VALUE, 0 },
        { "CPUID page", cpuid_outside, PARAMS_BAD_VALUE, 0 },
        { "secrets page", secrets_odd, PARAMS_BAD_VALUE, 0 },
        { "host map", host_map_outside, PARAMS_BAD_VALUE, 0 },
        { "host count", host_count_odd, PARAMS_BAD_VALUE, 0 },
        { "save area outside", vmsa_outside, PARAMS_BAD_VALUE, 0 },
        { "save area odd", vmsa_odd, PARAMS_BAD_VALUE, 0 },
        { "console", console_kind, PARAMS_BAD_VALUE, PARAMS_TAG_CONSOLE },
        { "channel", channel_reserved, PARAMS_BAD_VALUE, PARAMS_TAG_CHANNEL },
        { "RDRAND", cpu_rdrand, PARAMS_BAD_VALUE, PARAMS_TAG_CPU },
        { "CPU feature", cpu_feature, PARAMS_BAD_VALUE, PARAMS_TAG_CPU },
        { "memory", memory_order, PARAMS_BAD_VALUE, PARAMS_TAG_MEMORY },
        { "memory's end", memory_end, PARAMS_BAD_VALUE, PARAMS_TAG_MEMORY },
        { "locality", tpm_locality, PARAMS_BAD_VALUE, PARAMS_TAG_TPM },
        { "tpm, reserved", tpm_reserved, PARAMS_BAD_VALUE, PARAMS_TAG_TPM },
        { "services outside", services_outside, PARAMS_BAD_VALUE, PARAMS_TAG_SERVICES },
        { "services wrap", services_wrap, PARAMS_BAD_VALUE, PARAMS_TAG_SERVICES },
        { "services odd", services_odd, PARAMS_BAD_VALUE, PARAMS_TAG_SERVICES },
        { "guest kind", guest_kind, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "guest at VMPL0", guest_at_vmpl0, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "guest at VMPL4", guest_at_vmpl4, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "guest tables", guest_tables, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "guest features", guest_features, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "guest without SNP", guest_without_snp, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "firmware, reserved", firmware_reserved, PARAMS_BAD_VALUE, PARAMS_TAG_FIRMWARE },
        { "firmware's map", firmware_map, PARAMS_BAD_VALUE, PARAMS_TAG_FIRMWARE },
        { "firmware's count", firmware_count, PARAMS_BAD_VALUE, PARAMS_TAG_FIRMWARE },
        { "firmware's map size", firmware_size, PARAMS_BAD_VALUE, PARAMS_TAG_FIRMWARE },
        { "region kind 0", region_kind_zero, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "region kind 7", region_kind_seven, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "region reserved", region_reserved, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "region odd", region_odd, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "region empty", region_empty, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "region wraps", region_wrap, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "region in the SVSM", region_in_svsm, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "regions overlap", region_overlap, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "CAA of two pages", region_two_page_caa, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
        { "memory with a place", region_memory_place, PARAMS_BAD_VALUE, PARAMS_TAG_GUEST },
};

static void refuses_each_wrong_value_and_names_the_record(void **state)
{
        (void)state;
        for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
                struct params params = sample();
                struct params back;
                struct block block;
                uint32_t tag;

                wrongs[i].change(&params);
                block = encode(&params);
                if (decode(block.bytes, block.size, &back, &tag) != wrongs[i].error ||
                    tag != wrongs[i].tag)
                        fail_msg("%s", wrongs[i].what);
        }
}

/* Changes one 32-bit word of the sample's block. */
static enum params_error with_word(size_t offset, uint32_t value, uint32_t *tag)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params back;

        memcpy(block.bytes + offset, &value, sizeof(value));
        return decode(block.bytes, block.size, &back, tag);
}

#define FIRST_RECORD sizeof(struct params_header)

static void refuses_a_wrong_header(void **state)
{
        uint32_t tag;

        (void)state;
        assert_int_equal(with_word(0, 0, &tag), PARAMS_BAD_MAGIC);
        assert_int_equal(with_word(8, 1, &tag), PARAMS_BAD_VERSION);
        assert_int_equal(with_word(12, sizeof(struct params_header) - 1, &tag), PARAMS_BAD_SIZE);
        assert_int_equal(with_word(12, sizeof(struct params_header) + 1, &tag), PARAMS_BAD_SIZE);
        assert_int_equal(with_word(12, PARAMS_MAX_SIZE + 8, &tag), PARAMS_BAD_SIZE);
        assert_int_equal(tag, 0);
}

static void refuses_wrong_records(void **state)
{
        uint32_t tag;

        (void)state;
        assert_int_equal(with_word(FIRST_RECORD, 30 | PARAMS_CRITICAL, &tag),
                         PARAMS_UNKNOWN_CRITICAL);
        assert_int_equal(tag, 30 | PARAMS_CRITICAL);
        assert_int_equal(with_word(FIRST_RECORD, 0x1000 | PARAMS_CRITICAL, &tag),
                         PARAMS_UNKNOWN_CRITICAL);
        assert_int_equal(with_word(FIRST_RECORD, PARAMS_TAG_CHANNEL, &tag), PARAMS_DUPLICATE);
        assert_int_equal(tag, PARAMS_TAG_CHANNEL);
        assert_int_equal(with_word(FIRST_RECORD + 4, 4, &tag), PARAMS_BAD_SIZE);
        assert_int_equal(with_word(FIRST_RECORD + 4, 0xffffffff, &tag), PARAMS_BAD_SIZE);
}

static void skips_unknown_records_that_are_not_critical(void **state)
{
        uint32_t tag;

        (void)state;
        assert_int_equal(with_word(FIRST_RECORD, 30, &tag), PARAMS_OK);
        assert_int_equal(with_word(FIRST_RECORD, 0x1000, &tag), PARAMS_OK);
}

static void refuses_padding_that_is_not_zero(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params back;
        uint32_t tag;

        (void)state;
        /* The name is the last record: six characters, two bytes of padding. */
        block.bytes[block.size - 1] = 1;
        assert_int_equal(decode(block.bytes, block.size, &back, &tag), PARAMS_BAD_VALUE);
        assert_int_equal(tag, PARAMS_TAG_IMAGE_NAME);
}

/* An injection protection is nothing that this kernel could keep; whatever kind it is, nobody may rely on it. */
static void refuses_a_protection_that_it_cannot_enforce(void **state)
{
        uint32_t tag;

        (void)state;
        assert_int_equal(with_word(FIRST_RECORD, PARAMS_TAG_INJECTION, &tag), PARAMS_NOT_ENFORCED);
        assert_int_equal(tag, PARAMS_TAG_INJECTION);
        assert_string_equal(params_error_text(PARAMS_NOT_ENFORCED),
                            "asks for a protection that this SVSM cannot enforce");
}

/* What once were records with no reader: fw_cfg and exit. */
static void refuses_records_that_nobody_reads(void **state)
{
        uint32_t tag;

        (void)state;
        assert_int_equal(with_word(FIRST_RECORD, 2 | PARAMS_CRITICAL, &tag),
                         PARAMS_UNKNOWN_CRITICAL);
        assert_int_equal(with_word(FIRST_RECORD, 4 | PARAMS_CRITICAL, &tag),
                         PARAMS_UNKNOWN_CRITICAL);
}

/* Each bit of a block means something: whoever changes one gets another block, or none. */
static void no_bit_is_without_meaning(void **state)
{
        struct params params = sample();
        struct block block = encode(&params);
        struct params first;
        struct params back;
        uint32_t tag;

        (void)state;
        assert_int_equal(decode(block.bytes, block.size, &first, &tag), PARAMS_OK);
        for (size_t bit = 0; bit < 8 * block.size; bit++) {
                block.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
                if (decode(block.bytes, block.size, &back, &tag) == PARAMS_OK &&
                    memcmp(&first, &back, sizeof(back)) == 0)
                        fail_msg("bit %zu of byte %zu", bit % 8, bit / 8);
                block.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(reads_back_what_it_wrote),
                cmocka_unit_test(absent_records_are_none),
                cmocka_unit_test(ignores_bytes_behind_the_block),
                cmocka_unit_test(refuses_a_block_cut_anywhere),
                cmocka_unit_test(survives_a_size_cut_anywhere),
                cmocka_unit_test(writes_nothing_that_does_not_fit),
                cmocka_unit_test(refuses_each_wrong_value_and_names_the_record),
                cmocka_unit_test(refuses_a_wrong_header),
                cmocka_unit_test(refuses_wrong_records),
                cmocka_unit_test(skips_unknown_records_that_are_not_critical),
                cmocka_unit_test(refuses_padding_that_is_not_zero),
                cmocka_unit_test(refuses_a_protection_that_it_cannot_enforce),
                cmocka_unit_test(refuses_records_that_nobody_reads),
                cmocka_unit_test(no_bit_is_without_meaning),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

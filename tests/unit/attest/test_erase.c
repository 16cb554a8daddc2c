/*
 * tests/unit/attest/test_erase.c - what a message's cryptography leaves behind: looked for on a stack of its own, which is read
 * when the work is done.
 */
#include "tests/unit/attest/test.h"

#include <bearssl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <ucontext.h>

#include "services/attest/message.h"

#define STACK_SIZE 65536

static const uint8_t key[MESSAGE_KEY_SIZE] = { 0x9e, 0x37, 0x79, 0xb9, 0x7f, 0x4a, 0x7c, 0x15,
                                               0xf3, 0x9c, 0xc0, 0x60, 0x5c, 0xed, 0xc8, 0x34,
                                               0x10, 0x82, 0x27, 0x6b, 0xf3, 0xa2, 0x72, 0x51,
                                               0xf8, 0x6c, 0x6a, 0x11, 0xd0, 0xc1, 0x8e, 0x95 };

static struct message message;
static uint8_t page[GUEST_MESSAGE_PAGE_SIZE];
static uint8_t *stack;
static ucontext_t here;
static ucontext_t there;

static void seal(void)
{
        message_seal(&message, key, 1, GUEST_MESSAGE_REPORT_REQUEST, "secret", 6);
}

static void open_response(void)
{
        uint8_t out[6];

        /* Its tag is another: what is left behind does not depend on that. */
        assert_int_equal(message_open(page, key, 1, GUEST_MESSAGE_REPORT_REQUEST, out, sizeof(out)),
                         MESSAGE_BAD_TAG);
}

/* What does not erase anything, so that it is seen that it would be found. */
static void leave_it(void)
{
        br_aes_ct64_ctr_keys aes;
        uint8_t data[16] = { 0 };

        br_aes_ct64_ctr_init(&aes, key, sizeof(key));
        aes.vtable->run((const br_block_ctr_class **)&aes.vtable, data, 0, data, sizeof(data));
}

static void run(void (*work)(void))
{
        memset(stack, 0, STACK_SIZE);
        getcontext(&there);
        there.uc_stack.ss_sp = stack;
        there.uc_stack.ss_size = STACK_SIZE;
        there.uc_link = &here;
        makecontext(&there, work, 0);
        swapcontext(&here, &there);
}

static bool on_stack(const void *bytes, size_t size)
{
        for (size_t i = 0; i + size <= STACK_SIZE; i++)
                if (memcmp(stack + i, bytes, size) == 0)
                        return true;
        return false;
}

/* The key, its schedule as BearSSL keeps it, and GHASH's key: eight bytes of any are too many. */
static bool finds_keys(void)
{
        static const uint8_t zero[12];
        br_aes_ct64_ctr_keys aes;
        uint8_t hash_key[16] = { 0 };
        bool found = false;

        br_aes_ct64_ctr_init(&aes, key, sizeof(key));
        br_aes_ct64_ctr_run(&aes, zero, 0, hash_key, sizeof(hash_key));
        for (size_t i = 0; i < sizeof(key); i += 8)
                found |= on_stack(key + i, 8);
        for (size_t i = 0; i < sizeof(aes.skey) / sizeof(aes.skey[0]); i++)
                found |= on_stack(&aes.skey[i], sizeof(aes.skey[i]));
        return found || on_stack(hash_key, 8) || on_stack(hash_key + 8, 8);
}

static void keys_are_found_where_nothing_erases_them(void **state)
{
        (void)state;
        run(leave_it);
        assert_true(finds_keys());
}

static void sealing_leaves_no_keys(void **state)
{
        (void)state;
        run(seal);
        assert_false(finds_keys());
}

static void opening_leaves_no_keys(void **state)
{
        struct guest_message_header *header = (struct guest_message_header *)(void *)page;

        (void)state;
        seal();
        memcpy(page, message.bytes, sizeof(page));
        header->sequence = 2;
        header->type = GUEST_MESSAGE_REPORT_REQUEST + 1;
        run(open_response);
        assert_false(finds_keys());
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(keys_are_found_where_nothing_erases_them),
                cmocka_unit_test(sealing_leaves_no_keys),
                cmocka_unit_test(opening_leaves_no_keys),
        };
        int failed;

        stack = malloc(STACK_SIZE);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        free(stack);
        return failed;
}

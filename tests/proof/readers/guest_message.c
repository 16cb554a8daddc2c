/*
 * tests/proof/readers/guest_message.c - a page of any bytes as the security processor's answer, opened for every size that a caller
 * can ask for: nothing is given out but what has the right tag and header, all of it, and nothing beside it is touched.
 *
 * The cipher is abstract: it looks at what it is told to, leaves anything there, and makes any tag.
 */
#include "services/attest/message.h"
#include "tests/proof/readers/any.h"

#include <bearssl.h>

/* Only a header is copied for good: what a payload says is nobody's business here. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(from, size), "memcpy: all bytes may be read");
        __CPROVER_assert(__CPROVER_w_ok(to, size), "memcpy: all bytes may be written");
        for (size_t i = 0; size == sizeof(struct guest_message_header) && i < size; i++)
                ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
        return to;
}

void br_aes_ct64_ctr_init(br_aes_ct64_ctr_keys *keys, const void *key, size_t size)
{
        (void)keys;
        __CPROVER_assert(__CPROVER_r_ok(key, size), "the key");
}

void br_gcm_init(br_gcm_context *gcm, const br_block_ctr_class **cipher, br_ghash hash)
{
        (void)gcm, (void)cipher, (void)hash;
}

void br_gcm_reset(br_gcm_context *gcm, const void *iv, size_t size)
{
        (void)gcm;
        __CPROVER_assert(__CPROVER_r_ok(iv, size), "the IV");
}

void br_gcm_aad_inject(br_gcm_context *gcm, const void *data, size_t size)
{
        (void)gcm;
        __CPROVER_assert(__CPROVER_r_ok(data, size), "the authenticated data");
}

void br_gcm_flip(br_gcm_context *gcm)
{
        (void)gcm;
}

void br_gcm_run(br_gcm_context *gcm, int encrypt, void *data, size_t size)
{
        (void)gcm, (void)encrypt;
        __CPROVER_assert(__CPROVER_w_ok(data, size), "the payload");
}

static uint8_t right[GUEST_MESSAGE_TAG_SIZE];

void br_gcm_get_tag(br_gcm_context *gcm, void *tag)
{
        (void)gcm;
        for (size_t i = 0; i < sizeof(right); i++)
                ((uint8_t *)tag)[i] = right[i];
}

int main(void)
{
        const size_t size = nondet_size();
        const uint64_t sequence = nondet_u64();
        const size_t i = nondet_size();
        struct guest_message_header header;
        uint8_t key[MESSAGE_KEY_SIZE];
        uint8_t *page = any_bytes(GUEST_MESSAGE_PAGE_SIZE);
        uint8_t *out;

        __CPROVER_havoc_object(right);
        out = any_bytes(size);
        __CPROVER_assume(i < sizeof(right));
        header = *(const struct guest_message_header *)page;
        if (message_open(page, key, sequence, GUEST_MESSAGE_REPORT_REQUEST, out, size) !=
            MESSAGE_OK)
                return 0;
        __CPROVER_assert(header.tag[i] == right[i], "the tag is right");
        __CPROVER_assert(header.size == size && header.type == GUEST_MESSAGE_REPORT_RESPONSE &&
                                 header.sequence == sequence + 1,
                         "it answers this request");
        return 0;
}

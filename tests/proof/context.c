/*
 * tests/proof/context.c - VP_CONTEXT with its file data, in any state of the check. The file has up to FILE_MOST bytes.
 *
 * VBS 1: for the platform that has a list of registers, whose loop must end; 0: for all others.
 */
#include "tests/proof/state.h"

static uint8_t body[sizeof(struct igvm_vp_context)];

/* What is copied out of the file data may be anything, even if it is copied twice: more than can happen. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
        __CPROVER_assert(__CPROVER_r_ok(from, size), "memcpy: all bytes may be read");
        __CPROVER_assert(__CPROVER_w_ok(to, size), "memcpy: all bytes may be written");
        if (from != body)
                __CPROVER_havoc_slice(to, size);
        else
                for (size_t i = 0; i < size; i++)
                        ((uint8_t *)to)[i] = body[i];
        return to;
}

static void choose_platforms(const struct igvm_check *check)
{
        for (unsigned int bit = 0; bit < 32; bit++)
                __CPROVER_assume((check->platform_types[bit] == IGVM_PLATFORM_VSM_ISOLATION) ==
                                 VBS);
}

int main(void)
{
        struct igvm_header header;
        struct igvm_vp_context context;
        struct state state;
        enum igvm_rule rule;

        for (size_t i = 0; i < sizeof(body); i++)
                body[i] = (uint8_t)nondet_number();
        make_state(&state);
        header = any_header(&state, IGVM_VP_CONTEXT);
        header.body = body;
        choose_platforms(&state.check);
        rule = igvm_check_header(&state.check, &header);
        __CPROVER_assert(is_valid(&state), "the state stays valid");
        if (rule != IGVM_OK)
                return 0;
        igvm_body(&header, &context, sizeof(context));
        __CPROVER_assert(is_in_file(&state.file, context.file_offset,
                                    VBS ? sizeof(struct igvm_vbs_context) : IGVM_CONTEXT_SIZE),
                         "the start state lies in the file");
        return 0;
}

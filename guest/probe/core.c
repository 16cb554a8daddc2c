/* guest/probe/core.c - protocol 0 but for PVALIDATE and vCPUs. */
#include "guest/probe/probe.h"

static _Alignas(4096) uint8_t second_calling_area[4096];

struct bad_address bad_addresses[8];

/* Unaligned is the caller's mistake whatever lies there; the rest is about whose memory it is. */
void bad_addresses_init(void)
{
        const struct secrets_page *secrets = probe.secrets;

        bad_addresses[0] = (struct bad_address){ "VMPL0's memory", secrets->svsm_base,
                                                 SVSM_ERR_INVALID_ADDRESS };
        bad_addresses[1] =
                (struct bad_address){ "VMPL0's last page",
                                      secrets->svsm_base + secrets->svsm_size - PAGE_SIZE,
                                      SVSM_ERR_INVALID_ADDRESS };
        bad_addresses[2] = (struct bad_address){ "beyond memory", UINT64_C(0x7000000000),
                                                 SVSM_ERR_INVALID_ADDRESS };
        bad_addresses[3] = (struct bad_address){ "the end of the address space", ~PAGE_MASK,
                                                 SVSM_ERR_INVALID_ADDRESS };
        bad_addresses[4] =
                (struct bad_address){ "a device", UINT64_C(0xfee00000), SVSM_ERR_INVALID_ADDRESS };
        bad_addresses[5] =
                (struct bad_address){ "a shared page", shared_page(), SVSM_ERR_INVALID_ADDRESS };
        bad_addresses[6] =
                (struct bad_address){ "with a C-bit", (uint64_t)second_calling_area | 1ul << 51,
                                      SVSM_ERR_INVALID_ADDRESS };
}

/*
 * An answer of 0 means that there is no such protocol, or not in this version; the call itself
 * succeeds.
 */
static void test_query(void)
{
        struct svsm_registers query = { .rax = SVSM_CORE_QUERY_PROTOCOL, .rcx = 1 };

        expect("QUERY_PROTOCOL of core", svsm_call(&query), SVSM_SUCCESS);
        expect("version of core", query.rcx, UINT64_C(1) << 32 | 1);
        query = (struct svsm_registers){ .rax = SVSM_CORE_QUERY_PROTOCOL,
                                         .rcx = UINT64_C(2) << 32 | 1 };
        expect("QUERY_PROTOCOL by GHCB", svsm_call_by_ghcb(&query), SVSM_SUCCESS);
        expect("version of vTPM", query.rcx, UINT64_C(1) << 32 | 1);
        query = (struct svsm_registers){ .rax = SVSM_CORE_QUERY_PROTOCOL,
                                         .rcx = UINT64_C(99) << 32 | 1 };
        expect("QUERY_PROTOCOL of an unknown protocol", svsm_call(&query), SVSM_SUCCESS);
        expect("version of an unknown protocol", query.rcx, 0);
        query = (struct svsm_registers){ .rax = SVSM_CORE_QUERY_PROTOCOL,
                                         .rcx = UINT64_C(0) << 32 | 77 };
        expect("QUERY_PROTOCOL of a later version", svsm_call(&query), SVSM_SUCCESS);
        expect("a later version", query.rcx, 0);
}

/*
 * The protocol is judged before the call: an unknown call of an unknown protocol is the protocol's
 * error.
 */
static void test_unknown(void)
{
        expect("unknown core call", svsm(SVSM_PROTOCOL_CORE, 77, 0, 0, 0),
               SVSM_ERR_UNSUPPORTED_CALL);
        expect("unknown protocol", svsm(99, 0, 0, 0, 0), SVSM_ERR_UNSUPPORTED_PROTOCOL);
        expect("largest protocol and call", svsm(UINT32_MAX, UINT32_MAX, 0, 0, 0),
               SVSM_ERR_UNSUPPORTED_PROTOCOL);
}

/*
 * The new area has to work for the next call, and the old one again afterwards. Nothing may have
 * changed after a refusal.
 */
static void test_remap(void)
{
        uint64_t old = probe.calling_area;
        uint64_t new = (uint64_t)second_calling_area;

        expect("REMAP_CA unaligned", svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_REMAP_CA, new + 8, 0, 0),
               SVSM_ERR_INVALID_PARAMETER);
        for (const struct bad_address *bad = bad_addresses; bad->name; bad++)
                expect(bad->name, svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_REMAP_CA, bad->address, 0, 0),
                       bad->wanted);
        expect("REMAP_CA", svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_REMAP_CA, new, 0, 0), SVSM_SUCCESS);
        probe.calling_area = new;
        test_query();
        expect("REMAP_CA back", svsm(SVSM_PROTOCOL_CORE, SVSM_CORE_REMAP_CA, old, 0, 0),
               SVSM_SUCCESS);
        probe.calling_area = old;
}

void test_core(void)
{
        test_query();
        test_unknown();
        test_remap();
}

/* Report, manifest and certificates in turn, at several moments of the call. */
#include "tests/hostile/runtime/race.h"
#include "lib/snp/vmsa.h"
#include "lib/svsm/attest.h"

#define ROUNDS 12

static uint64_t pages[3]; /* the last is the first of four */
static uint64_t taken_page;

static uint64_t attest(void)
{
        static uint8_t nonce[SVSM_ATTEST_NONCE_SIZE];
        static struct svsm_attest_operation operation;
        struct svsm_registers registers = { .rax = svsm_number(SVSM_PROTOCOL_ATTESTATION,
                                                               SVSM_ATTEST_SERVICES),
                                            .rcx = (uint64_t)&operation };

        operation = (struct svsm_attest_operation){
                .report = { .gpa = pages[0], .size = PAGE_SIZE },
                .nonce_gpa = (uint64_t)nonce,
                .nonce_size = sizeof(nonce),
                .manifest = { .gpa = pages[1], .size = PAGE_SIZE },
                .certificates = { .gpa = pages[2], .size = SVSM_ATTEST_CERTIFICATES_MAX },
        };
        return svsm_call_from(second_calling_area(), &registers);
}

static uint64_t take(void)
{
        remember(taken_page);
        return create_third(taken_page);
}

static void get_pages(void)
{
        pages[0] = page_for_vmsa();
        pages[1] = page_for_vmsa();
        pages[2] = page_for_vmsa();
        for (unsigned int i = 1; i < SVSM_ATTEST_CERTIFICATES_MAX / PAGE_SIZE; i++)
                (void)fresh_page();
}

void guest_main(void)
{
        unsigned int taken = 0, during = 0;

        get_pages();
        race_begin();
        for (unsigned int round = 0; round < ROUNDS; round++) {
                struct race done;

                taken_page = pages[round % 3];
                fill_vmsa((struct vmsa *)taken_page, (const void *)pages, (const void *)pages);
                if (!order("answer:0x80000012:0:0x200000000:1:2"))
                        won("the host is never busy: the test is wrong");
                done = race(attest, take, round / 3);
                if (done.took != SVSM_SUCCESS)
                        continue; /* the reply was there first */
                taken++;
                during += done.during;
                if (!is_unchanged(taken_page))
                        won("a save area was written, attestation %lx", done.called);
                if (delete_third(taken_page) != SVSM_SUCCESS)
                        won("DELETE_VCPU is refused: the test is wrong");
        }
        kept_out("%u save areas as they were, during %u calls", taken, during);
}

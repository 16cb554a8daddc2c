/*
 * tests/hostile/runtime/guest.h - what an attacking guest is made of: guest/probe's calls (svsm(), svsm_call(), svsm_pvalidate(),
 * msr_protocol(), probe_log(), ...) and these.
 *
 * A test's guest.c has guest_main(), which runs at VMPL2 with identity page tables for 4 GiB, memory shared with the host
 * 256 GiB further up. It ends with kept_out() or won(), or returns: that is kept_out() as well. Which of them a
 * test wants is in its `expect`; won() is a failure whatever that says.
 */
#ifndef TESTS_HOSTILE_RUNTIME_GUEST_H
#define TESTS_HOSTILE_RUNTIME_GUEST_H

#include "guest/probe/probe.h"

/* The test itself. */
void guest_main(void);

/*
 * The last line, `probe: kept out: ...` or `probe: won: ...`, and the end of the machine. The console is the first vCPU's: only
 * that may log.
 */
#define kept_out(...) (probe_log("kept out: " __VA_ARGS__), guest_end())
#define won(...)      (probe_log("won: " __VA_ARGS__), guest_end())
__attribute__((noreturn)) void guest_end(void);

/* A page of the guest's, valid, never given out before; there are 64. */
uint64_t fresh_page(void);

/* VMPL0's memory: its base, as the secrets page says. */
static inline uint64_t vmpl0_base(void)
{
        return probe.secrets->svsm_base;
}

/*
 * Runs @function on the second vCPU with a calling area of its own, which is returned; 0 if it could not be created. It
 * returns when @function has begun.
 */
uint64_t run_on_second(void (*function)(void));

/* The calling area of the second vCPU, for svsm_call_from(). */
uint64_t second_calling_area(void);

/* The page of its save area; and fills one with which it runs @function, for who creates it in another way. */
uint64_t second_save_area(void);
void fill_second(uint64_t vmsa, void (*function)(void));

/*
 * A vTPM command of @size bytes in @page, at locality @locality; the response comes to the same page. The call's result
 * is returned; the response's size is in the page's first four bytes.
 */
uint64_t vtpm_command(uint64_t calling_area, uint64_t page, const void *command, uint32_t size,
                      uint8_t locality);

/* TPM2_GetRandom of @size bytes, to have the vTPM do something. */
uint64_t vtpm_get_random(uint64_t calling_area, uint64_t page, uint16_t size);

/*
 * SVSM_ATTEST_SERVICES with a nonce of @fill bytes: the report comes to @report, the manifest to the pages from @manifest
 * on. Returns the call's result.
 */
uint64_t attest_services(uint64_t report, struct gpa_range manifest, uint8_t fill);

/* True if VMPL0 has the protocol. */
bool has_protocol(uint32_t protocol);

/* An entry of our own page tables: @address, 4 KiB, is @entry from now on (C-bit and all). Above 1 TiB, to be free. */
void map(uint64_t address, uint64_t entry);

/* What stands in the entries that map the guest's memory as private. */
uint64_t c_bit(void);

/*
 * Tells the host to start an attack, as `cashew run --attack` has them. Needs --attack obey. False: it does not know
 * it.
 */
__attribute__((warn_unused_result)) bool order(const char *attack);

#endif

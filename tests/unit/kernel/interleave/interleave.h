/*
 * tests/unit/kernel/interleave/interleave.h - operations of several vCPUs on the fake machine, in
 * every order.
 *
 * Each vCPU is a coroutine that runs the kernel's own code. Every arch_*() function is a point at
 * which another one may go on. A scenario is a few operations and an order of them; it begins with
 * the same machine every time, and is judged at every point and at its end.
 */
#ifndef TESTS_UNIT_KERNEL_INTERLEAVE_INTERLEAVE_H
#define TESTS_UNIT_KERNEL_INTERLEAVE_INTERLEAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/unit/kernel/fake_arch.h"

/* The guest's pages, in a row, but for the last two, which are the first of a 2 MiB page. */
#define PAGES_START UINT64_C(0x10000)
enum page {
        AREA_0, /* the calling area of vCPU 0, and its lists */
        AREA_1,
        AREA_2,
        DATA,   /* what could be a VMSA, and holds a TPM command */
        EVIL,   /* the same, but for its SEV_FEATURES */
        SPARE,  /* not validated; VMPL0's bytes are behind it */
        VMSA_1, /* CREATE_VCPU has made it; vCPU 1 runs from it */
        VMSA_2, /* and vCPU 2 from this */
        DEPOSITED,
        LARGE_0,
        LARGE_1,
        PAGE_COUNT,
};
static inline uint64_t page_at(unsigned int page)
{
        return page < LARGE_0 ? PAGES_START + page * PAGE_SIZE
                              : LARGE_PAGE_SIZE + (page - LARGE_0) * PAGE_SIZE;
}

/* The page at that address; PAGE_COUNT: it is none of these. */
unsigned int page_of(uint64_t address);
const char *page_name(unsigned int page);
const char *page_name_of(uint64_t address);

/* Where a vCPU has the list of a call in its calling area, and where every page has a TPM command. */
#define LIST_OFFSET    UINT64_C(0x100)
#define COMMAND_OFFSET UINT64_C(0x800)

/* Eight bytes of VMPL0's: no guest may ever see them. */
#define SECRET UINT64_C(0x5ec2e75ec2e75ec2)

/* ---- operations.c: what a vCPU does */

enum operation_kind {
        OPERATION_CALL,
        OPERATION_ENTRY,       /* without a call */
        OPERATION_GUEST_WRITE, /* the guest writes a VMSA of VMPL0 to the page, if it can */
        OPERATION_HOST_SWAP,   /* the host puts other memory behind the page, or the first again */
};

struct operation {
        char name[64];
        enum operation_kind kind;
        uint64_t rax, rcx, rdx, r8;
        uint64_t second_entry;
        uint64_t entry;    /* of the list at LIST_OFFSET of the calling area; 0: there is none */
        uint64_t reach;    /* the pages that it is about, a bit each, but for the vCPU's own */
        uint64_t report;   /* where the attestation report is to go */
        bool large;        /* it is about the 2 MiB page */
        bool own_area;     /* RCX is an offset in the vCPU's own calling area */
        bool service_dies; /* of the request */
        bool writes_after; /* the guest goes on with OPERATION_GUEST_WRITE to the page in RCX */
};

extern struct operation operations[];
extern unsigned int operation_count;
void operations_init(void);

/* True if the two need to be tried: what is about the 2 MiB page only with what is, too. */
bool operations_matter(const struct operation *a, const struct operation *b);

/* True if the two, on those vCPUs, are about one page. */
bool operations_meet(const struct operation *a, unsigned int vcpu_a, const struct operation *b,
                     unsigned int vcpu_b);

/* Does one on the running vCPU: its guest's part, the entry, its guest's part afterwards. */
void operation_run(const struct operation *operation);

/* ---- scheduler.c: who runs */

#define FIBER_OPERATIONS 3

/* A scenario: which operations each vCPU does, one after the other. */
struct scenario {
        const struct operation *operations[FAKE_VCPUS][FIBER_OPERATIONS]; /* NULL: no more */
};

enum turn {
        TURN_LIMIT, /* it has come to the point that was asked for */
        TURN_WAITS, /* for another vCPU */
        TURN_DONE,
        TURN_STOPPED, /* the machine has, or a rule was broken: nobody goes on */
};

#define TO_THE_END UINT32_MAX

void scheduler_init(void);
void scenario_begin(const struct scenario *scenario);
/* Runs @vcpu until it has passed @limit points altogether. */
enum turn scenario_turn(unsigned int vcpu, unsigned int limit);
/* Everybody to the end, and the last judgement. */
void scenario_end(void);

unsigned int scenario_points(unsigned int vcpu);
bool scenario_over(void);

/* The running vCPU stands at a point of its own, which is none of the kernel's. */
void scheduler_point(void);

/* The running vCPU's VMPL0 has used memory that is not there: the machine stops at its next point. */
void scheduler_fault(void);

/* ---- invariants.c: what must be so, whoever runs */

void invariants_init(void); /* once, with the machine as every scenario finds it */
void invariants_reset(void);
void invariants_enter(unsigned int vcpu);
void invariants_leave(unsigned int vcpu);

/* All that has changed since the last time was @vcpu's doing. */
void invariants_account(unsigned int vcpu);
/* What @vcpu does next. */
void invariants_action(unsigned int vcpu, const struct fake_point *point);
/* Nobody runs any more. */
void invariants_end(void);

/* ---- outside.c: the guest and the host */

/* The guest writes; false: it has no right to. */
bool guest_store(uint64_t at, const void *data, size_t size);
bool guest_runs(unsigned int vcpu);
struct vmsa *guest_registers(unsigned int vcpu);
void guest_registers_changed(void);
void host_swap(unsigned int page);
bool host_has_swapped(void);

/* ---- machine.c: the same machine every time, and what is said about it */

void machine_init(void);
void machine_reset(void);

/* A rule is broken: ends the scenario. */
__attribute__((format(printf, 1, 2))) void violation(const char *format, ...);
bool violated(void);

/* The trace: for people who read about a violation. */
void trace_point(unsigned int vcpu, const struct fake_point *point);
void trace_text(unsigned int vcpu, const char *text, const char *name);
/* Counts the scenario; if it broke a rule says which, by whom and in which order. */
void report(const struct scenario *scenario);
uint64_t report_count(void);
/* Says how often each rule was broken; how often in all. */
unsigned int report_summary(void);

/* ---- kernel.c: all that this test knows of the kernel's insides */

enum book_state {
        BOOK_NOT_VALID,
        BOOK_VALID,
        BOOK_VMSA,
        BOOK_DEPOSITED,
        BOOK_LOST,     /* given up */
        BOOK_CHANGING, /* a call is changing it */
};

void kernel_start(void);
void kernel_enter(unsigned int vcpu);
enum book_state kernel_book(uint64_t page);
uint64_t kernel_calling_area(unsigned int vcpu);
void kernel_service_dies(void);

#endif

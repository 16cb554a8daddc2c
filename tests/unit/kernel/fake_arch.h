/*
 * tests/unit/kernel/fake_arch.h - kernel/arch and kernel/base/log.h on plain memory.
 *
 * VMPL0's own memory and the guest's are two arrays; the RMP is a structure a page. A service is a
 * script: each entry to CPL3 is answered by the next step. Everything can be made to fail.
 */
#ifndef TESTS_UNIT_KERNEL_FAKE_ARCH_H
#define TESTS_UNIT_KERNEL_FAKE_ARCH_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/arch/console.h"
#include "kernel/arch/cpuid.h"
#include "kernel/arch/entropy.h"
#include "kernel/arch/guest_page.h"
#include "kernel/arch/guest_request.h"
#include "kernel/arch/guest_vmsa.h"
#include "kernel/arch/own_memory.h"
#include "kernel/arch/page_table.h"
#include "kernel/arch/stop.h"
#include "kernel/arch/time.h"
#include "kernel/arch/user.h"
#include "kernel/arch/vcpu.h"
#include "kernel/mm/guest_book.h"
#include "lib/params/block.h"

#define FAKE_OWN_BASE   UINT64_C(0x37000000)
#define FAKE_OWN_SIZE   UINT64_C(0x1000000)
#define FAKE_GUEST_SIZE UINT64_C(0x1000000) /* the guest's memory is [0, this) */
#define FAKE_VMPL       2
#define FAKE_VCPUS      3
#define FAKE_MOST_VCPUS \
        512 /* fake.most: the VMSAs of those from FAKE_VCPUS on are in the guest's memory */
#define FAKE_APIC_ID(n)   ((n)*2u)
#define FAKE_PRIVATE      (UINT64_C(1) << 51)
#define FAKE_PHYSICAL_END (UINT64_C(1) << 48)
#define FAKE_STEPS        64

/* Reason of a stop because another vCPU has stopped. */
#define FAKE_STOP_FOLLOWED 255

struct fake_rmp_entry {
        bool validated;
        bool vmsa;
        uint8_t rights[VMPL_COUNT];
};

/* One entry to CPL3: what the service does next. */
struct fake_step {
        uint64_t vector, error, cr2;
        uint64_t rax, rdi, rsi, rdx, r10;
        uint64_t rip; /* 0: as it is */
};

/*
 * Where an arch_*() function begins, which is where something may happen on another vCPU. What it
 * does follows at once when the hook returns.
 */
enum fake_action {
        FAKE_READ,
        FAKE_WRITE, /* also the exchange of a byte */
        FAKE_ZERO,
        FAKE_PVALIDATE,
        FAKE_RMPADJUST,
        FAKE_FLUSH,
        FAKE_VMSA, /* the vCPU looks at its VMSA */
        FAKE_SET_VMSA,
        FAKE_START, /* VMPL0 of a vCPU is started */
        FAKE_USER,  /* a service begins, goes on, or ends */
        FAKE_RELAX,
};
struct fake_point {
        enum fake_action action;
        uint64_t start, size; /* guest memory */
        uint64_t attributes;  /* of RMPADJUST; of PVALIDATE 1 to validate */
};

struct fake {
        uint8_t own[FAKE_OWN_SIZE] __attribute__((aligned(4096)));
        uint8_t guest[FAKE_GUEST_SIZE] __attribute__((aligned(4096)));
        struct fake_rmp_entry rmp[FAKE_GUEST_SIZE / PAGE_SIZE];

        /* What fails, if not zero. */
        bool refuse_accept;
        uint64_t accepted;            /* bytes */
        uint64_t unreadable;          /* a guest page + 1 that cannot be read or written */
        uint64_t rmpadjust_page;      /* the page + 1 whose RMPADJUST gives rmpadjust_result ... */
        unsigned int rmpadjust_skip;  /* ... after that many that succeed */
        unsigned int rmpadjust_times; /* ... so often; 0: for ever */
        enum rmp_result rmpadjust_result;
        uint64_t pvalidate_page;
        enum rmp_result pvalidate_result;
        uint64_t exchange_at_pvalidate; /* the page + 1 behind which the host has put another one */
        bool small_pages;               /* large operations give SIZE_MISMATCH */
        bool large_pages;               /* small ones do */
        bool no_entropy;
        bool no_channel;
        unsigned int flushes;

        struct vmsa vmsas[FAKE_VCPUS];
        gpa_t vmsa_pages[FAKE_MOST_VCPUS];
        bool has_vmsa[FAKE_MOST_VCPUS];
        bool refuse_start;             /* a vCPU cannot be started */
        bool started[FAKE_MOST_VCPUS]; /* VMPL0 runs there */
        bool most;                     /* there are FAKE_MOST_VCPUS, not FAKE_VCPUS */
        bool vmsas_in_guest; /* a VMSA that was set lies in its guest page, not in vmsas[] */
        unsigned int vcpu;   /* that runs */
        void (*on_arch)(const struct fake_point *point);

        struct fake_step steps[FAKE_STEPS];
        unsigned int step_count;
        unsigned int step;
        uint64_t results[FAKE_STEPS]; /* RAX after each step, as the service sees it */
        const struct user_context *contexts[FAKE_STEPS]; /* whose step it was */
        uint64_t tables[FAKE_STEPS];                     /* its page tables */
        unsigned int user_depth; /* arch_user_begin() without arch_user_end() */
        uint64_t page_tables;
        void (*on_enter)(struct user_context *context); /* instead of the script */

        uint8_t channel_in[64];
        size_t channel_in_size;
        uint8_t channel_out[256];
        size_t channel_out_size;
        uint64_t time_ns;
        bool frozen; /* the clock stands still, as a host can bring about */

        bool refuse_shared_pages;
        bool shared_pages;
        uint8_t message_key[VMPCK_SIZE]; /* VMPCK0; zero once it was taken */
        uint8_t guest_request[PAGE_SIZE];
        size_t guest_request_size;
        bool guest_request_certificates;
        unsigned int guest_requests;
        bool no_guest_answer;
        struct guest_request_time time; /* scale 0: nobody has said */
        struct guest_request_answer guest_answer;
        uint8_t guest_response[PAGE_SIZE];
        uint8_t guest_certificates[GUEST_REQUEST_CERTIFICATE_PAGES][PAGE_SIZE];

        char log[16384];
        size_t log_size;
        void (*on_stop)(void); /* instead of going there */
        bool stopped;          /* another vCPU has stopped the machine */
        jmp_buf *stop;         /* where kernel_stop() goes */
        unsigned int stop_reason;
};
extern struct fake fake;

/* Everything as after power-on; VMPL0's pool begins at FAKE_OWN_BASE + @reserved. */
void fake_reset(uint64_t reserved);

/* Parameters and host map of the fake machine, and guest_memory_init() with them. */
void fake_guest_memory(void);
struct params fake_params(void);
struct params_host_map fake_host_map(void);

/* Makes guest pages validated, with all rights for the guest, as at boot. */
void fake_give(uint64_t start, uint64_t size);

/* Changes what the book says of a page, and nothing else. */
void fake_set_state(uint64_t page, enum page_state state);

/* Adds a system call to the script. */
void fake_call(uint64_t number, uint64_t rdi, uint64_t rsi, uint64_t rdx, uint64_t r10);
void fake_exception(uint64_t vector, uint64_t error, uint64_t cr2);

/* True if a log line contains @text. */
bool fake_logged(const char *text);

static inline uint8_t *fake_guest_at(uint64_t address)
{
        return fake.guest + address;
}

#endif

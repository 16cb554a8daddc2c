/*
 * lib/personality/personality.h - how a host behaves, as data: which features it offers, what it answers where hosts differ.
 *
 * A personality is a text, a line each: `key: value...`; from a # on a line is a comment; of a key that stands twice the last
 * counts (but `cpuid` and `msr` are tables, a row each line), so that lines put behind a file change it. Every key of personality_keys[] must be there. softsnp reads it at its
 * start, `cashew run` before: the same reader, so that a mistake is shown with file and line. docs/personalities.md has the keys for people.
 */
#ifndef LIB_PERSONALITY_PERSONALITY_H
#define LIB_PERSONALITY_PERSONALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PERSONALITY_NAME_SIZE 32 /* with its terminating zero */

/* A bit each, of `vmsa-launch`: where the save area of a launch may lie. */
#define PERSONALITY_VMSA_LEGACY (1u << 0) /* KVM's own page, GPA 0xfffffffff000 */
#define PERSONALITY_VMSA_DIRECT \
        (1u << 1) /* a page of the guest's memory (KVM_CAP_SNP_DIRECT_VMSA) */

/* `device-plane` where the image decides: its boot vCPU begins at the reset vector, or it does not. */
#define PERSONALITY_DEVICE_PLANE_AUTO UINT64_C(0xff)

/* The two result words of a request that is not done (GHCB 2.0, section 4.1: SW_EXITINFO1 and 2). */
struct personality_answer {
        uint64_t info1;
        uint64_t info2;
};

/* The rows `cpuid` and `msr` of a personality: how many there may be. */
#define PERSONALITY_CPUID_MOST 80
#define PERSONALITY_MSR_MOST   80

#define PERSONALITY_ANY_INDEX UINT32_MAX /* a row of `cpuid` whose index is the word `any` */

/* EAX, EBX, ECX and EDX of a CPUID function: what the CPU below says in the bits of `pass`, and ones in those of `set`. */
struct personality_cpuid {
        uint32_t function;
        uint32_t index;
        uint32_t pass[4];
        uint32_t set[4];
};

enum personality_msr_action {
        PERSONALITY_MSR_FAULT,     /* #GP */
        PERSONALITY_MSR_PASS,      /* the CPU's own */
        PERSONALITY_MSR_READ_ONLY, /* the CPU's own to read, writes are ignored */
        PERSONALITY_MSR_FIXED,     /* reads give a value, writes are ignored */
};

/* MSRs first to last, and what happens when a guest reads or writes one by its GHCB. */
struct personality_msr {
        uint32_t first;
        uint32_t last;
        enum personality_msr_action action;
        uint64_t value; /* of PERSONALITY_MSR_FIXED */
};

/* The first @some of each @all; none if either is 0. */
struct personality_share {
        uint64_t some;
        uint64_t all;
};

/* Numbers are as in the text; a key of one word out of several is the word's number in its list. */
struct personality {
        char name[PERSONALITY_NAME_SIZE];
        /* The launch. */
        uint64_t igvm_level;          /* enum igvm_level (lib/igvm/rules.h) */
        uint64_t sev_features;        /* SEV_FEATURE_*, offered to save areas */
        uint64_t policy;              /* bits of the guest policy that the host takes */
        uint64_t hypervisor_features; /* GHCB_FEATURE_* */
        uint64_t vmsa_launch;         /* PERSONALITY_VMSA_* */
        uint64_t
                legacy_save_areas_of_all; /* 1: KVM launches one for each vCPU, though the file has one */
        uint64_t vmsa_cr4;                /* bits that are set in CR4 of every launched save area */
        /* Memory. */
        uint64_t c_bit;             /* its position, 47 or 51 */
        uint64_t large_rmp_entries; /* 1: the host backs aligned 2 MiB by one entry */
        uint64_t memory_is_private; /* 1: RAM is private from the start, as QEMU makes it */
        /* Planes. */
        uint64_t vmpls; /* how many the host runs: 1 to 4 */
        uint64_t
                device_plane; /* the VMPL whose APIC devices reach, or PERSONALITY_DEVICE_PLANE_AUTO */
        struct personality_answer
                run_vmpl_missing; /* RUN_VMPL of a vCPU without save area; 0 0: it waits */
        uint64_t
                unasked_entries; /* VMPL0 runs after so many exits of a lower VMPL; 0: when asked for alone */
        /* The security processor. */
        uint64_t certificates; /* 1: the host has the chip's certificates; 0: an empty table */
        struct personality_share busy; /* guest requests that are answered BUSY */
        /* The CPU. Each function and index stands once, in the order of the CPUID page; of MSR rows the last that fits counts. */
        uint32_t cpuid_count;
        uint32_t msr_count;
        struct personality_cpuid cpuid[PERSONALITY_CPUID_MOST];
        struct personality_msr msr[PERSONALITY_MSR_MOST];
};

/* What is wrong, for people: line from 1 (0: the whole text) and a sentence without a full stop. */
struct personality_error {
        unsigned int line;
        char text[120];
};

/*
 * Reads @size bytes at @text into *@out. False: *@error says what is wrong, *@out is undefined. The text may
 * be anything.
 */
__attribute__((warn_unused_result)) bool personality_read(struct personality *out, const char *text,
                                                          size_t size,
                                                          struct personality_error *error);

#endif

/* lib/x86/cpu.h - instructions and control-register bits (APM vol. 2, chapter 3; vol. 3). */
#ifndef LIB_X86_CPU_H
#define LIB_X86_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* CR0 (APM vol. 2, section 3.1.1). */
#define CR0_PE (UINT64_C(1) << 0)
#define CR0_MP (UINT64_C(1) << 1)
#define CR0_EM (UINT64_C(1) << 2)
#define CR0_TS (UINT64_C(1) << 3)
#define CR0_ET (UINT64_C(1) << 4)
#define CR0_NE (UINT64_C(1) << 5)
#define CR0_WP (UINT64_C(1) << 16)
#define CR0_PG (UINT64_C(1) << 31)

/* CR4. SMEP and SMAP keep the kernel out of its services' pages, UMIP keeps them from reading where its tables are. */
#define CR4_PSE        (UINT64_C(1) << 4)
#define CR4_PAE        (UINT64_C(1) << 5)
#define CR4_MCE        (UINT64_C(1) << 6)
#define CR4_PGE        (UINT64_C(1) << 7)
#define CR4_OSFXSR     (UINT64_C(1) << 9)
#define CR4_OSXMMEXCPT (UINT64_C(1) << 10)
#define CR4_UMIP       (UINT64_C(1) << 11)
#define CR4_LA57       (UINT64_C(1) << 12)
#define CR4_OSXSAVE    (UINT64_C(1) << 18)
#define CR4_SMEP       (UINT64_C(1) << 20)
#define CR4_SMAP       (UINT64_C(1) << 21)

/* RFLAGS; bit 1 is always 1. PVALIDATE answers in CF. */
#define RFLAGS_CF    (UINT64_C(1) << 0)
#define RFLAGS_FIXED (UINT64_C(1) << 1)
#define RFLAGS_ZF    (UINT64_C(1) << 6)
#define RFLAGS_TF    (UINT64_C(1) << 8)
#define RFLAGS_IF    (UINT64_C(1) << 9)
#define RFLAGS_DF    (UINT64_C(1) << 10)
#define RFLAGS_IOPL  (UINT64_C(3) << 12)
#define RFLAGS_NT    (UINT64_C(1) << 14)
#define RFLAGS_RF    (UINT64_C(1) << 16)
#define RFLAGS_AC    (UINT64_C(1) << 18)

/* Exception vectors (APM vol. 2, table 8-1). */
enum vector {
        VECTOR_DE = 0,
        VECTOR_DB = 1,
        VECTOR_NMI = 2,
        VECTOR_BP = 3,
        VECTOR_UD = 6,
        VECTOR_NM = 7,
        VECTOR_DF = 8,
        VECTOR_TS = 10,
        VECTOR_NP = 11,
        VECTOR_SS = 12,
        VECTOR_GP = 13,
        VECTOR_PF = 14,
        VECTOR_MF = 16,
        VECTOR_AC = 17,
        VECTOR_HV = 28,
        VECTOR_VC = 29, /* #VC, the error code is the exit code of the event */
        VECTOR_SX = 30,
};

/* What CPUID returns, in the order in which it is usually named. */
struct cpuid_result {
        uint32_t eax;
        uint32_t ebx;
        uint32_t ecx;
        uint32_t edx;
};

/* In an SNP guest this is #VC, and what the host would answer nobody has checked: the CPUID page is what counts there. */
static inline struct cpuid_result cpuid(uint32_t function, uint32_t index)
{
        struct cpuid_result r;

        __asm__ volatile("cpuid"
                         : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                         : "a"(function), "c"(index)
                         : "memory");
        return r;
}

/* The time-stamp counter; not ordered with what is around it. */
static inline uint64_t rdtsc(void)
{
        uint32_t low;
        uint32_t high;

        __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
        return low | (uint64_t)high << 32;
}

/* For every loop that waits for another CPU: where one host thread emulates all of them in turn, PAUSE passes the turn on. */
static inline void cpu_relax(void)
{
        __asm__ volatile("pause" : : : "memory");
}

/* Port accesses: in an SNP guest #VC, which is to be asked for through the GHCB (lib/snp/ghcb_client.h). */
static inline void outb(uint16_t port, uint8_t value)
{
        __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline uint8_t inb(uint16_t port)
{
        uint8_t value;

        __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
        return value;
}

static inline void outw(uint16_t port, uint16_t value)
{
        __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline uint16_t inw(uint16_t port)
{
        uint16_t value;

        __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
        return value;
}

static inline void outl(uint16_t port, uint32_t value)
{
        __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline uint32_t inl(uint16_t port)
{
        uint32_t value;

        __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
        return value;
}

static inline uint64_t read_cr0(void)
{
        uint64_t value;

        __asm__ volatile("mov %%cr0, %0" : "=r"(value) : : "memory");
        return value;
}

static inline void write_cr0(uint64_t value)
{
        __asm__ volatile("mov %0, %%cr0" : : "r"(value) : "memory");
}

static inline uint64_t read_cr2(void)
{
        uint64_t value;

        __asm__ volatile("mov %%cr2, %0" : "=r"(value) : : "memory");
        return value;
}

static inline uint64_t read_cr3(void)
{
        uint64_t value;

        __asm__ volatile("mov %%cr3, %0" : "=r"(value) : : "memory");
        return value;
}

static inline void write_cr3(uint64_t value)
{
        __asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

static inline uint64_t read_cr4(void)
{
        uint64_t value;

        __asm__ volatile("mov %%cr4, %0" : "=r"(value) : : "memory");
        return value;
}

static inline void write_cr4(uint64_t value)
{
        __asm__ volatile("mov %0, %%cr4" : : "r"(value) : "memory");
}

/* Forgets the translation of the page of @address on this CPU alone. */
static inline void invlpg(uint64_t address)
{
        __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* One random number; false if the CPU has none at the moment. */
static inline bool rdseed(uint64_t *out)
{
        bool ok;

        __asm__ volatile("rdseed %0" : "=r"(*out), "=@ccc"(ok) : : "memory");
        return ok;
}

/* The same from the generator that the source of entropy feeds (APM vol. 3, RDRAND). */
static inline bool rdrand(uint64_t *out)
{
        bool ok;

        __asm__ volatile("rdrand %0" : "=r"(*out), "=@ccc"(ok) : : "memory");
        return ok;
}

#endif

/* lib/snp/rmp.h - PVALIDATE, RMPADJUST, RMPQUERY: operands, results, instructions (APM vol. 3). */
#ifndef LIB_SNP_RMP_H
#define LIB_SNP_RMP_H

#include <stdbool.h>
#include <stdint.h>

#define VMPL_COUNT 4

/* Result of PVALIDATE and RMPADJUST, in EAX. */
enum rmp_result {
        RMP_SUCCESS = 0,
        RMP_FAIL_INPUT = 1,
        RMP_FAIL_PERMISSION = 2,
        RMP_FAIL_SIZE_MISMATCH = 6,
        RMP_FAIL_IN_USE =
                3, /* the VMSA is running (RMPADJUST); the number: SVSM 1.00, section 6.4 */
        /* Not the CPU's: PVALIDATE succeeded with CF set, the page was in that state before. */
        RMP_UNCHANGED = 0x10,
        /* Not the CPU's: the instruction faulted and did nothing (kernel/mm/window.h). */
        RMP_FAULT = 0x100,
};
#define RMP_RESULT_MAX 0xf /* EAX is never above it */

/* RMPADJUST's RDX: bits 7:0 target VMPL, 15:8 permissions, 16 VMSA. */
#define RMP_PERMISSION_READ       0x1
#define RMP_PERMISSION_WRITE      0x2
#define RMP_PERMISSION_USER_EXEC  0x4
#define RMP_PERMISSION_SUPER_EXEC 0x8
#define RMP_PERMISSION_ALL        0xf
#define RMPADJUST_VMSA            (UINT64_C(1) << 16)

/* RMPADJUST's RDX: the target VMPL and its permissions, RMP_PERMISSION_*; or-ed with RMPADJUST_VMSA for a save area. */
static inline uint64_t rmpadjust_attributes(unsigned int vmpl, unsigned int permissions)
{
        return vmpl | (uint64_t)permissions << 8;
}

/*
 * PVALIDATE of the page at virtual address @address, 4 KiB or 2 MiB. RMP_UNCHANGED stands for CF set.
 * Needs CPL0; privilege faults are the caller's bug.
 */
static inline enum rmp_result pvalidate(uint64_t address, bool large, bool validate)
{
        uint64_t result = address;
        bool unchanged;

        __asm__ volatile(".byte 0xf2, 0x0f, 0x01, 0xff"
                         : "+a"(result), "=@ccc"(unchanged)
                         : "c"((uint64_t)large), "d"((uint64_t)validate)
                         : "memory");
        if ((uint32_t)result != RMP_SUCCESS)
                return (enum rmp_result)(uint32_t)result;
        return unchanged ? RMP_UNCHANGED : RMP_SUCCESS;
}

/* RMPADJUST of the page at virtual address @address; @attributes as rmpadjust_attributes() makes them. */
static inline enum rmp_result rmpadjust(uint64_t address, bool large, uint64_t attributes)
{
        uint64_t result = address;

        __asm__ volatile(".byte 0xf3, 0x0f, 0x01, 0xfe"
                         : "+a"(result)
                         : "c"((uint64_t)large), "d"(attributes)
                         : "memory", "cc");
        return (enum rmp_result)(uint32_t)result;
}

#endif

/* tests/services/registers.h - system calls with a pattern in the FPU's registers, which the kernel has to keep. */
#ifndef TESTS_SERVICES_REGISTERS_H
#define TESTS_SERVICES_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * write(@fd, @data, @size) with @count in XMM0 and XMM15, in MXCSR's rounding bits and on the x87 stack, and compared afterwards:
 * *@lost is true if one of them is another.
 */
static inline long write_with_pattern(int fd, const uint8_t *data, size_t size, uint64_t count,
                                      bool *lost)
{
        uint32_t mxcsr = 0x1f80 | (uint32_t)(count & 3) << 13;
        uint32_t usual = 0x1f80;
        double x87 = (double)count;
        uint64_t xmm0_after;
        uint64_t xmm15_after;
        uint32_t mxcsr_after;
        double x87_after;
        long result;

        __asm__ volatile(
                "movq %[count], %%xmm0\n\tmovq %[count], %%xmm15\n\t"
                "ldmxcsr %[mxcsr]\n\tfldl %[x87]\n\tsyscall\n\tfstpl %[x87_after]\n\t"
                "movq %%xmm0, %[xmm0_after]\n\tmovq %%xmm15, %[xmm15_after]\n\t"
                "stmxcsr %[mxcsr_after]\n\tldmxcsr %[usual]"
                : "=a"(result), [xmm0_after] "=&r"(xmm0_after), [xmm15_after] "=&r"(xmm15_after),
                  [mxcsr_after] "=m"(mxcsr_after), [x87_after] "=m"(x87_after)
                : "0"(1L), [count] "r"(count), [mxcsr] "m"(mxcsr), [x87] "m"(x87),
                  [usual] "m"(usual), "D"((long)fd), "S"(data), "d"(size)
                : "rcx", "r11", "memory", "xmm0", "xmm15");
        *lost = xmm0_after != count || xmm15_after != count || mxcsr_after != mxcsr ||
                x87_after != x87;
        return result;
}

#endif

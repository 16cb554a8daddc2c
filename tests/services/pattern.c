/*
 * A service in the place of the vTPM that keeps a pattern in its FPU registers over every system call, and says when it is
 * lost. The reply has the size that TPM2_GetRandom's would have, so that a caller sees whose answer it gets.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REPORT_EVERY 500

static unsigned int lost;

/* write(3, ...) with @count in XMM15, in MXCSR's rounding bits and on the x87 stack, and compared afterwards. */
static long write_with_pattern(const uint8_t *reply, size_t size, uint64_t count)
{
        uint32_t mxcsr = 0x1f80 | (uint32_t)(count & 3) << 13;
        uint32_t usual = 0x1f80;
        double x87 = (double)count;
        uint64_t xmm_after;
        uint32_t mxcsr_after;
        double x87_after;
        long result;

        __asm__ volatile("movq %5, %%xmm15\n\tldmxcsr %6\n\tfldl %7\n\tsyscall\n\t"
                         "fstpl %3\n\tmovq %%xmm15, %1\n\tstmxcsr %2\n\tldmxcsr %8"
                         : "=a"(result), "=r"(xmm_after), "=m"(mxcsr_after), "=m"(x87_after)
                         : "0"(1L), "r"(count), "m"(mxcsr), "m"(x87), "m"(usual), "D"(3L),
                           "S"(reply), "d"(size)
                         : "rcx", "r11", "memory", "xmm15");
        if (xmm_after != count || mxcsr_after != mxcsr || x87_after != x87)
                lost++;
        return result;
}

/* A message is a byte of locality and a TPM command; GetRandom's last two bytes are how much is wanted. */
static size_t make_reply(const uint8_t *message, ssize_t size, uint8_t *reply)
{
        size_t wanted = size >= 13 ? (size_t)(message[11] << 8 | message[12]) : 0;

        if (wanted > 64)
                wanted = 64;
        memset(reply, 0x17, 12 + wanted);
        return 12 + wanted;
}

int main(void)
{
        static uint8_t message[4097];
        static uint8_t reply[128];

        setvbuf(stdout, NULL, _IOLBF, 0);
        for (uint64_t count = 1;; count++) {
                ssize_t size = read(3, message, sizeof(message));
                size_t length;

                if (size <= 0)
                        return 1;
                length = make_reply(message, size, reply);
                if (write_with_pattern(reply, length, count) != (long)length)
                        return 2;
                if (count % REPORT_EVERY == 0)
                        printf("pattern: %u lost in %lu replies\n", lost, (unsigned long)count);
        }
}

/* XMM registers with a pattern across write() to the peer, which makes a report in it; R8 to R10, RDX, RSI, RDI likewise. */
#include "tests/hostile/runtime/attacker.h"
#include "lib/svsm/attest_message.h"

#define XMM_START 160
#define XMM_SIZE  256

static _Alignas(16) uint8_t before[512], after[512];
static uint8_t message[80], answer[MESSAGE_MAX];

/* The call's result; registers are compared inside. */
static long call(long number, long fd, void *data, size_t size)
{
        register uint64_t r8 __asm__("r8") = 0x8888;
        register uint64_t r9 __asm__("r9") = 0x9999;
        register uint64_t r10 __asm__("r10") = 0x1010;
        uint64_t rdi = (uint64_t)fd, rsi = (uint64_t)data, rdx = size;
        long result = number;
        int same;

        __asm__ volatile("fxrstor64 %7\n\tsyscall\n\tfxsave64 %8"
                         : "+a"(result), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r8), "+r"(r9),
                           "+r"(r10)
                         : "m"(before), "m"(after)
                         : "rcx", "r11", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
                           "xmm6", "xmm7");
        same = r8 == 0x8888 && r9 == 0x9999 && r10 == 0x1010 && rdi == (uint64_t)fd &&
               rsi == (uint64_t)data && rdx == size;
        if (memcmp(before + XMM_START, after + XMM_START, XMM_SIZE) != 0)
                puts("attacker: won: the FPU has somebody else's values");
        if (!same)
                puts("attacker: won: registers have somebody else's values");
        return result;
}

int main(void)
{
        unsigned int calls = 0;
        uint32_t operation = ATTEST_PEER_REPORT;

        begin();
        __asm__ volatile("fxsave64 %0" : "=m"(before));
        memset(before + XMM_START, 0x3c, XMM_SIZE);
        memcpy(message, &operation, sizeof(operation));
        for (unsigned int i = 0; i < 8; i++) {
                calls += call(SYS_write, FD_PEER, message, 68) == 68;
                calls += call(SYS_read, FD_PEER, answer, sizeof(answer)) > 0;
                calls += call(SYS_getrandom, (long)answer, (void *)64, 0) == 64;
        }
        printf("attacker: %u calls with own registers\n", calls);
        serve(NULL);
        return 1;
}

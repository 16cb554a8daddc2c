/* softsnp/svm/cpu_quirks.c - see cpu_quirks.h. */
#include "softsnp/svm/cpu_quirks.h"

#include <stdint.h>

#define STATUS_FLAGS UINT64_C(0x8d5) /* CF PF AF ZF SF OF */
#define FIXED_FLAG   UINT64_C(0x2)

/*
 * An addition leaves lazily computed flags, whose operands have bits where control flags would be; a correct
 * CMPXCHG16B changes ZF alone. The jump begins a new translation, in which the flags' origin is not known.
 */
bool cpu_cmpxchg16b_broken(void)
{
        static _Alignas(16) uint64_t memory[2];
        uint64_t flags;
        uint64_t low = UINT64_C(0x0123456755aa7fd5);
        uint64_t high = 0;

        __asm__ volatile("pushfq; popfq; jmp 1f; 1: add %%rax, %%rbx; cmpxchg16b %2; pushfq; pop %0"
                         : "=r"(flags), "+a"(low), "+m"(memory), "+d"(high)
                         :
                         : "rbx", "rcx", "cc", "memory");
        return (flags & ~(STATUS_FLAGS | FIXED_FLAG)) != 0;
}

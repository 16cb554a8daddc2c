/* The n-th request is answered in the n-th way. */
#include "tests/hostile/runtime/attacker.h"

#define WAYS 8

static uint8_t bytes[2 * MESSAGE_MAX];

static void answer(unsigned int way)
{
        static const size_t sizes[WAYS] = { 0, 1, 4091, 4092, 4093, 4095, 4096, 12 };

        refused("a reply that is too big", write(FD_REQUESTS, bytes, MESSAGE_MAX + 1), EMSGSIZE);
        refused("a reply without an end", write(FD_REQUESTS, bytes, SIZE_MAX), EMSGSIZE);
        refused("a reply of the kernel's", write(FD_REQUESTS, (void *)KERNEL, 16), EFAULT);
        (void)!write(FD_REQUESTS, bytes, sizes[way]);
}

int main(void)
{
        begin();
        memset(bytes, 0x77, sizeof(bytes));
        refused("a reply without a request", write(FD_REQUESTS, bytes, 16), EINVAL);
        for (unsigned int i = 0;; i++) {
                refused("too little room", read(FD_REQUESTS, bytes + MESSAGE_MAX, 1), EMSGSIZE);
                if (read(FD_REQUESTS, bytes + MESSAGE_MAX, MESSAGE_MAX) <= 0)
                        return 1;
                answer(i % WAYS);
        }
}

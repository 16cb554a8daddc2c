/* PREPARE is answered with results and sizes in turn; READ with less and more than was asked for. */
#include "tests/hostile/runtime/attacker.h"
#include "lib/svsm/attest_message.h"

static uint32_t choose(unsigned int i)
{
        static const uint32_t sizes[] = { 0,        1,        4096,       4097,
                                          0x100000, 0x100001, 0x7fffffff, UINT32_MAX };

        return sizes[i % (sizeof(sizes) / sizeof(sizes[0]))];
}

int main(void)
{
        static const uint32_t results[] = { 0, 0, 0, 0x80000005, 0x80000000, 7, UINT32_MAX, 0 };
        static uint8_t message[MESSAGE_MAX];

        begin();
        for (unsigned int i = 0;; i++) {
                struct attest_prepared prepared = { results[i % 8], choose(i), choose(i / 3),
                                                    choose(i / 7) };
                ssize_t size = read(FD_REQUESTS, message, sizeof(message));

                if (size <= 0)
                        return 1;
                if (message[0] == ATTEST_PREPARE)
                        size = write(FD_REQUESTS, &prepared, sizeof(prepared) - (i % 5 == 4));
                else
                        size = write(FD_REQUESTS, message, i % 2 ? MESSAGE_MAX : 1);
                if (size < 0)
                        return 1;
        }
}

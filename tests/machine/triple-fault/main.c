/*
 * A fault that no handler can take, and no #DF handler either, shuts the vCPU down (APM vol. 2, section 8.2.9 and 15.14.3). The machine
 * says which VMPL of which vCPU that was, and where.
 *
 * Broken on purpose by going on: the vCPU shuts down again and again until the run's limit.
 */
#include "tests/machine/runtime/test.h"

void test_main(void)
{
        static const struct __attribute__((packed)) {
                uint16_t limit;
                uint64_t base;
        } none;

        __asm__ volatile("lidt %0" : : "m"(none));
        __asm__ volatile("ud2");
        test_check(false, "the machine goes on");
}

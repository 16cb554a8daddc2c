/*
 * Port 0xf4 is the guest's: a write reaches QEMU's isa-debug-exit there, which ends the machine with twice the value plus 1
 * (QEMU hw/misc/debugexit.c, debug_exit_write()), and the run ends with that status. COCONUT-SVSM's own tests end so
 * (kernel/src/testing.rs, exit(): outl of 0x10). softsnp's own end is another port, which is no guest's.
 *
 * Broken on purpose by keeping the port from the guest, as softsnp once did: the machine goes on.
 */
#include "tests/machine/runtime/test.h"

#define GUESTS_PORT 0xf4
#define OTHER_PORT  0x5f4

void test_main(void)
{
        (void)port_io(OTHER_PORT, IOIO_SIZE_8, 0x13);
        CHECK_EQUAL((uint8_t)port_io(OTHER_PORT, IOIO_SIZE_8 | IOIO_IN, 0), 0xff);
        (void)port_io(GUESTS_PORT, IOIO_SIZE_32, 0x21);
        test_check(false, "the machine goes on");
}

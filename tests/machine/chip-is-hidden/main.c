/*
 * The chip's private keys are the security processor's alone: fw_cfg, through which softsnp gets them,
 * shows no file of the chip to the guest, whatever key it selects (docs/softsnp.md).
 *
 * Broken on purpose by hiding files in the directory only: a key that is not there is read all the same.
 */
#include "lib/base/memory.h"
#include "lib/snp/chip.h"
#include "tests/machine/runtime/test.h"

#define PORT_KEY   0x510
#define PORT_DATA  0x511
#define KEY_FILES  0x20
#define KEYS_TRIED 64
#define KEY_WRITES 0x4000 /* bit 14 */

static bool is_chip(uint64_t key)
{
        uint8_t start[sizeof(SNP_CHIP_MAGIC) - 1];

        port_io(PORT_KEY, IOIO_SIZE_16, key);
        for (size_t i = 0; i < sizeof(start); i++)
                start[i] = (uint8_t)port_io(PORT_DATA, IOIO_SIZE_8 | IOIO_IN, 0);
        return memcmp(start, SNP_CHIP_MAGIC, sizeof(start)) == 0;
}

void test_main(void)
{
        for (uint64_t key = KEY_FILES; key < KEY_FILES + KEYS_TRIED; key++) {
                CHECK(!is_chip(key));
                CHECK(!is_chip(key | KEY_WRITES));
        }
}

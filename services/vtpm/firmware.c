/*
 * services/vtpm/firmware.c - see firmware.h.
 *
 * TPM_PT_FIRMWARE_VERSION_2 (TPM 2.0 Part 2, TPM_PT) is the vendor's to define. libtpms leaves its lower half zero; there
 * stands what kind of build this is: 1 from source, 2 the adapted binary, 0 this system's library, whose series may not have
 * the function. The linker puts ours in the place of libtpms' own by --wrap. scripts/deps/libtpms.sh writes the header.
 */
#include "services/vtpm/firmware.h"
#include "services/runtime/service.h"

#include <stdint.h>

#if __has_include(<libtpms_build.h>)
#include <libtpms_build.h>
#else
#define LIBTPMS_BUILD "of this system"
#define LIBTPMS_MARK  0
#endif

#if LIBTPMS_MARK
uint32_t __real__plat__GetTpmFirmwareVersionLow(void);
uint32_t __wrap__plat__GetTpmFirmwareVersionLow(void);

uint32_t __wrap__plat__GetTpmFirmwareVersionLow(void)
{
        return __real__plat__GetTpmFirmwareVersionLow() | LIBTPMS_MARK;
}
#endif

void firmware_log(void)
{
        service_log("vtpm: libtpms %s", LIBTPMS_BUILD);
}

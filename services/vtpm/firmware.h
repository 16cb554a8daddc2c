/* services/vtpm/firmware.h - which libtpms this program is made of, as it tells it. */
#ifndef SERVICES_VTPM_FIRMWARE_H
#define SERVICES_VTPM_FIRMWARE_H

/* Says it in one line of the log. */
void firmware_log(void);

#endif

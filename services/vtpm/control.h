/*
 * services/vtpm/control.h - what a computer's power supply and buses do to its TPM, as messages
 * (lib/svsm/vtpm_message.h, VTPM_CONTROL). Only on plain Linux.
 */
#ifndef SERVICES_VTPM_CONTROL_H
#define SERVICES_VTPM_CONTROL_H

#include <stddef.h>
#include <stdint.h>

/*
 * Does what @message asks, which begins with VTPM_CONTROL, and writes the reply to @reply, which has
 * room for SERVICE_MESSAGE_MAX bytes. Returns its size.
 */
size_t control_run(const uint8_t *message, size_t size, uint8_t *reply);

#endif

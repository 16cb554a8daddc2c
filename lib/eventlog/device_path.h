/* lib/eventlog/device_path.h - UEFI device paths as text (UEFI 2.10, section 10.3). */
#ifndef LIB_EVENTLOG_DEVICE_PATH_H
#define LIB_EVENTLOG_DEVICE_PATH_H

#include "lib/eventlog/text.h"

/* A path of @size bytes; a node that is malformed ends it, and is said to be. */
void device_path_text(struct event_text *text, const uint8_t *data, size_t size);

#endif

/* lib/eventlog/types.h - names of what logs have numbers for. */
#ifndef LIB_EVENTLOG_TYPES_H
#define LIB_EVENTLOG_TYPES_H

#include <stdint.h>

/* "EV_SEPARATOR"; NULL if the profile has no such type. */
const char *event_type_name(uint32_t type);

/* "sha256", as tpm2-tools name banks; NULL if it is not known here. */
const char *event_algorithm_name(uint16_t algorithm);

#endif

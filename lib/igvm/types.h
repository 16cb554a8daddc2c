/* lib/igvm/types.h - what the library knows about each type of variable header. Private to lib/igvm. */
#ifndef LIB_IGVM_TYPES_H
#define LIB_IGVM_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#define IGVM_NO_MASK UINT32_MAX

/* A row of the table. */
struct igvm_type {
        uint32_t type;        /* enum igvm_header_type */
        uint32_t length;      /* of the body */
        uint32_t mask_offset; /* of the compatibility mask in the body, or IGVM_NO_MASK */
        uint32_t
                parameter_size; /* least bytes that the host deposits; 0: the header is no parameter */
        bool of_qemu;           /* QEMU's loader has a handler for it */
        const char *name;
};

/* NULL if the type, without IGVM_TYPE_OPTIONAL, is not known. */
const struct igvm_type *igvm_type_find(uint32_t type);

#endif

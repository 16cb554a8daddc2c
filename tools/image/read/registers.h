/*
 * tools/image/read/registers.h - the processor state that a VP_CONTEXT header leads to.
 *
 * What it looks like depends on the platform: a save area for SEV-SNP and SEV-ES, registers for native and SEV, a list of
 * registers for VSM isolation. The others' is not known.
 */
#ifndef TOOLS_IMAGE_READ_REGISTERS_H
#define TOOLS_IMAGE_READ_REGISTERS_H

#include "tools/image/read/fields.h"

/*
 * 0x670 bytes are a save area without what is reserved behind it (struct vmsa); a native context is shorter.
 */
struct image_registers {
        const char *form;                  /* "vmsa", "native", "vbs"; NULL: not known */
        const struct image_layout *layout; /* of @bytes; NULL for "vbs" */
        uint8_t bytes[0x670];              /* behind what the file has, zeros */
        const uint8_t *list; /* "vbs": struct igvm_vbs_register, @list_count of them, in the file */
        uint32_t list_count;
        uint32_t file_size; /* bytes in the file that belong to it */
};

extern const struct image_layout image_segment_layout; /* struct vmsa_segment */
extern const struct image_layout image_vmsa_layout;    /* struct vmsa */
extern const struct image_layout image_native_layout;  /* struct igvm_native_context */

/*
 * Fills in @out from the file, which must stay open: a list of registers is not copied. A form that is not
 * known leaves @out empty; nothing is an error.
 */
void image_registers(const struct igvm_file *file, const struct image_platforms *platforms,
                     const struct igvm_vp_context *context, struct image_registers *out);

#endif

/*
 * services/vtpm/frame.h - what may stand around a TPM command on a connection, or instead of one.
 *
 * The TCG's simulator has a header of nine bytes in front of each command (u32 8, u8 locality, u32
 * size), the response's size in front of it and a u32 0 behind it (TPM 2.0 part 4, "TpmCmdp.c"; IBM's
 * TSS, wolfTPM and tpm2-tss' mssim speak so). swtpm takes it too, and finds it as we do: a TPM's tag
 * never begins with a zero.
 */
#ifndef SERVICES_VTPM_FRAME_H
#define SERVICES_VTPM_FRAME_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER   9
#define FRAME_PREFIX   4 /* in front of a response */
#define FRAME_SUFFIX   4 /* behind it */
#define FRAME_LOCALITY 5 /* of a frame that names none: no TPM command comes from there */

enum frame_kind {
        FRAME_PART,   /* more has to come */
        FRAME_PLAIN,  /* a command as it is */
        FRAME_FRAMED, /* a command behind the header */
        FRAME_END,    /* the client ends its session */
};

struct frame {
        enum frame_kind kind;
        size_t header;    /* bytes in front of the command */
        uint8_t locality; /* FRAME_FRAMED: 0 to FRAME_LOCALITY, whatever stands in the header */
};

/*
 * What the @size bytes at @data are, of which at most @most can be kept: a command that says it is
 * longer will not come to its end, and is one already.
 */
struct frame frame_read(const uint8_t *data, size_t size, size_t most);

/*
 * Writes the response with what stands around it. Returns its size, or 0 if it does not fit.
 */
size_t frame_write(const uint8_t *response, size_t size, uint8_t *out, size_t capacity);

#endif

/*
 * fuzz/tpm/frame.c - any bytes from a connection with TPM commands: what is made of them lies in them, and comes from no locality
 * that is a control message.
 */
#include "services/vtpm/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct frame frame;
        uint8_t out[MOST];

        size = size < MOST ? size : MOST;
        frame = frame_read(data, size, MOST);
        if (frame.locality > FRAME_LOCALITY)
                abort();
        if (frame.kind != FRAME_PART && frame.kind != FRAME_END && frame.header > size)
                abort();
        /* What fills the buffer is never a part: nothing more can come. */
        if (size == MOST && frame.kind == FRAME_PART)
                abort();
        if (size <= MOST - FRAME_PREFIX - FRAME_SUFFIX &&
            frame_write(data, size, out, sizeof(out)) != size + FRAME_PREFIX + FRAME_SUFFIX)
                abort();
        return 0;
}

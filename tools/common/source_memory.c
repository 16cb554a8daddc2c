/* tools/common/source_memory.c - see source.h: memory for commands. */
#include <stdlib.h>

#include "tools/common/source.h"

void *source_memory(struct source *source, size_t size)
{
        void *memory = source_try_memory(source, size);

        if (!memory)
                abort(); /* a few kilobytes, on a host: nothing that is worth going on from */
        return memory;
}

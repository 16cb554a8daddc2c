/* softsnp/start/personality.h - the host that this machine is: its personality, read once at the start. */
#ifndef SOFTSNP_START_PERSONALITY_H
#define SOFTSNP_START_PERSONALITY_H

#include "lib/personality/personality.h"

/* What this host does where hosts differ; valid after personality_set(), and constant from then on. */
extern struct personality personality;

/* The bit of an address that says private. */
static inline uint64_t c_bit(void)
{
        return UINT64_C(1) << personality.c_bit;
}

/* Reads the text, or the built-in one (personalities/kvm-planes) if @text is NULL. Refuses the machine if there is a mistake in it. */
void personality_set(const char *text, size_t size);

#endif

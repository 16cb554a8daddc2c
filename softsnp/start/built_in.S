/* softsnp/start/built_in.S - the personality that the machine has if it is given none: personalities/kvm-planes. */
        .section .rodata
        .global built_in_personality, built_in_personality_end
built_in_personality:
#include "softsnp/start/built_in_personality.h"
built_in_personality_end:
        .section .note.GNU-stack, "", @progbits

/* softsnp/svm/decode.h - the operands of an instruction that is emulated: two bytes of opcode and ModRM (APM vol. 3, section 1.2). */
#ifndef SOFTSNP_SVM_DECODE_H
#define SOFTSNP_SVM_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "softsnp/svm/vcpu.h"

struct instruction {
        unsigned int length;
        uint8_t opcode;  /* behind 0F */
        bool has_prefix; /* LOCK, REP, REPNE or the operand size's */
        bool long_mode;
        unsigned int extension; /* ModRM.reg */
        bool is_memory;
        uint64_t address; /* virtual, with the segment's base */
};

/* Reads the instruction at RIP. False: it is no such instruction, or has an operand in memory outside 64-bit mode. */
__attribute__((warn_unused_result)) bool decode_instruction(struct vcpu *vcpu,
                                                            struct instruction *out);

#endif

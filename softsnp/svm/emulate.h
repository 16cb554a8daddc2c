/*
 * softsnp/svm/emulate.h - instructions that every CPU with SEV-SNP has and the one below lacks: XSAVES and XRSTORS. They
 * raise #UD there, which exits. Software takes them for granted: Linux and OVMF refuse a CPUID page without XSAVES or XSAVEC (Linux
 * arch/x86/coco/sev/vc-shared.c, snp_cpuid_postprocess()).
 */
#ifndef SOFTSNP_SVM_EMULATE_H
#define SOFTSNP_SVM_EMULATE_H

#include <stdbool.h>

#include "softsnp/svm/vcpu.h"

/* True: it was one of them, and is done, or raised what it has to. False: nothing has happened. */
__attribute__((warn_unused_result)) bool emulate_instruction(struct vcpu *vcpu);

#endif

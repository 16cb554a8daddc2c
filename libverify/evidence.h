/* libverify/evidence.h - a program's bytes, as the verifier takes them (tools/attest/given.h). */
#ifndef LIBVERIFY_EVIDENCE_H
#define LIBVERIFY_EVIDENCE_H

#include "libverify/problem.h"
#include "tools/attest/given.h"

/* Bytes without a copy: they are read alone. */
struct file evidence_file(const struct cashew_verify_bytes *bytes);

/* All of @evidence. False if something in it cannot be read; given_free() is due in any case. */
__attribute__((warn_unused_result)) bool
evidence_take(const struct cashew_verify_evidence *evidence, struct inputs *out,
              struct problem *problem);

#endif

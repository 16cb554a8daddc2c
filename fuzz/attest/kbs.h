/* fuzz/attest/kbs.h - what the first byte of an input says: which of a KBS's answers the rest is. */
#ifndef FUZZ_ATTEST_KBS_H
#define FUZZ_ATTEST_KBS_H

enum kbs_answer { KBS_CHALLENGE, KBS_TOKEN, KBS_RESOURCE, KBS_REFUSAL, KBS_ANSWERS };

#endif

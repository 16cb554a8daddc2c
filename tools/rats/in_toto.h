/*
 * tools/rats/in_toto.h - what an in-toto statement (in-toto/attestation, spec/v1) with reference values looks like: the predicate is
 * SCAI's report of attributes, of which one is the launch digest.
 */
#ifndef TOOLS_RATS_IN_TOTO_H
#define TOOLS_RATS_IN_TOTO_H

#define IN_TOTO_STATEMENT "https://in-toto.io/Statement/v1"
#define IN_TOTO_PREDICATE "https://in-toto.io/attestation/scai/v0.3"
#define IN_TOTO_PAYLOAD   "application/vnd.in-toto+json"

/* Behind it comes the name of a report's field (tools/evidence/reference.h). */
#define IN_TOTO_ATTRIBUTE "SEV_SNP_"

#endif

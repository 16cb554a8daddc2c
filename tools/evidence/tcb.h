/* tools/evidence/tcb.h - the four TCBs of a report, its certificate's, and what is demanded of them. */
#ifndef TOOLS_EVIDENCE_TCB_H
#define TOOLS_EVIDENCE_TCB_H

#include "tools/common/steps.h"
#include "tools/evidence/certificates.h"
#include "tools/evidence/rules.h"

/* Adds the steps TCB, provisional and minimum TCB. Returns true if all of them passed. */
__attribute__((warn_unused_result)) bool tcb_verify(const struct snp_report *report,
                                                    const struct amd_facts *facts,
                                                    const struct report_rules *rules,
                                                    struct steps *steps);

#endif

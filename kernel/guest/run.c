/*
 * kernel/guest/run.c - the loop of every vCPU: run the guest until it wants something, serve it, again.
 *
 * The host decides when the guest runs, and that is all: an answer that is not "it ran" is the end. So is the stop of
 * another vCPU. GHCB 2.0, "Run VMPL": the request ends when the host enters VMPL0 again, which is for it to decide; that the
 * guest has called is seen in its VMSA and calling area (svsm_handle_entry()).
 *
 * Nothing is saved here between two turns: VMPL0 and the guest have a VMSA each, and the host says which one the processor loads.
 */
#include "kernel/base/log.h"
#include "kernel/base/stop.h"
#include "kernel/base/terminate.h"
#include "kernel/cpu/area.h"
#include "kernel/cpu/speculation.h"
#include "kernel/guest/start.h"
#include "kernel/svsm/entry.h"

void vcpu_run(unsigned int vmpl)
{
        const struct cpu *cpu = cpu_current();

        for (;;) {
                enum ghcb_status status;

                stop_check();
                status = ghcb_run_vmpl(&cpu->ghcb, vmpl);
                stop_check();
                speculation_barrier();
                if (status != GHCB_OK)
                        kernel_stop(TERMINATE_HOST_LIES,
                                    "vcpu %u: the host does not run VMPL%u (%d)", cpu->id, vmpl,
                                    status);
                svsm_handle_entry(cpu->id);
        }
}

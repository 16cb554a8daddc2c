/* softsnp/run/start.h - the physical CPUs: counting and starting them. */
#ifndef SOFTSNP_RUN_START_H
#define SOFTSNP_RUN_START_H

/* Counts the CPUs and makes their instances' VMCBs; the boot CPU is ready for cpu_run() afterwards. */
void cpus_init(void);

/* Starts the other physical CPUs; each waits until its VMPL0 instance gets a VMSA, then runs. */
void cpus_start(void);

#endif

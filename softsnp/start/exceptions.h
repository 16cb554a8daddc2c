/* softsnp/start/exceptions.h - the interrupt descriptor table, and NMIs. */
#ifndef SOFTSNP_START_EXCEPTIONS_H
#define SOFTSNP_START_EXCEPTIONS_H

/* Loads the table on this CPU. Every exception but the NMI is reported and stops the machine. */
void exceptions_init(void);

/* Waits until an NMI comes. GIF must be clear, and is again afterwards; an earlier pending NMI counts. */
void cpu_halt(void);

/* Takes a pending NMI, so that it is not pending any more. GIF as above. */
void cpu_take_nmi(void);

#endif

/*
 * services/vtpm/direct.h - a connection with TPM commands besides the requests, so that they need
 * not pass through another process. Only on plain Linux, where control messages are taken.
 *
 * The connection is a stream of TPM commands; each is answered before the next. It is swtpm's data
 * channel, and comes with VTPM_CONTROL_DATA. A command may have the header of the TCG's simulator in
 * front (frame.h); then its response has one too.
 */
#ifndef SERVICES_VTPM_DIRECT_H
#define SERVICES_VTPM_DIRECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Waits for a request or a command. Returns its size: the bytes are then those of a request, with
 * the locality in front, and *@direct says where the reply has to go. 0 when nobody will ask again,
 * or -1 for an error.
 */
__attribute__((warn_unused_result)) long direct_wait(uint8_t *request, size_t capacity,
                                                     bool *direct);

/* Answers the command that came last. Who does not take it has no connection any more. */
void direct_reply(const uint8_t *response, size_t size);

/*
 * Takes the descriptor that came with the last request as the connection, in the place of what was
 * one before, to be served as @flags say (enum vtpm_data_flags). Returns false if none came.
 */
bool direct_attach(uint8_t flags);

/*
 * Takes the descriptor that came with the last request as a place to which clients come, one after the
 * other: whenever there is no connection the next one is taken from there. Returns false if none came, or
 * if there are enough.
 */
bool direct_listen(uint8_t flags);

/* From where the commands come: 0 to VTPM_MAX_LOCALITY. */
void direct_set_locality(uint8_t locality);

#endif

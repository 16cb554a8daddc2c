/*
 * services/vtpm/state_file.h - the TPM's state in a directory, for a TPM that outlives its process.
 *
 * DIR/tpm.state is one file with places for two states (state_slots.h), written by turns. So it is always
 * the state after some command, never a part of one. It is made as a whole: written as tpm.state.new, forced
 * to the disk, renamed. Until the manufacture is complete there is no file, and after a crash the TPM is
 * made anew. A state, big-endian:
 *
 *   u64 magic "CSWSTATE", u32 version, TPM2B profile name, TPM2B profile digest, u32 count,
 *   so many {TPM2B name, u32 bytes, the bytes}, SHA-256 of all before it
 *
 * A file that is such a state and nothing else was written by an earlier version. It is taken, and becomes
 * one with places when it is written next.
 *
 * With a key (state_keys.h) a state is encrypted and authenticated: version 2, see state_seal.h. Without one the file is as secret as
 * the TPM's seeds: its mode is 0600 unless the arguments name another.
 */
#ifndef SERVICES_VTPM_STATE_FILE_H
#define SERVICES_VTPM_STATE_FILE_H

#include "services/vtpm/personality.h"

/* Where the state is: in a directory, or in a file that is named. Neither: nothing is kept. */
struct state_place {
        const char *directory;
        const char *file;
        unsigned int mode; /* of the file */
};

/*
 * Takes the state of a TPM of @personality from @place; *@found is false if there is none. A file that is damaged, or of a profile of another name,
 * is refused: returns -1 with a log line, else 0.
 */
__attribute__((warn_unused_result)) int state_file_open(const struct state_place *place,
                                                        const struct personality *personality,
                                                        bool *found);

/* Takes the state from the bytes of a file. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int state_file_parse(const struct personality *personality,
                                                         const uint8_t *data, size_t size);

/* Whether the profile that made the state is @personality to the last byte, not another revision. */
bool state_file_is_of_this_revision(void);

/* The TPM is now what @personality of state_file_open() says: the file will name its digest. */
void state_file_adopt(void);

/* From now on state_file_commit() writes. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int state_file_begin(void);

/* state_file_commit() writes no more, until state_file_begin(). Whether that is so. */
void state_file_let_go(void);
bool state_file_is_let_go(void);

/* Writes the file if the state has changed since. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int state_file_commit(void);

/*
 * Writes it to the other place too: nothing of what the TPM was before is left in the file, and each of the two
 * is as good as the other. Returns 0, or -1 with a log line.
 */
__attribute__((warn_unused_result)) int state_file_settle(void);

#endif

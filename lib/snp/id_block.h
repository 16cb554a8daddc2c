/*
 * lib/snp/id_block.h - the ID block: what a guest's owner has signed about an image, and what the security processor
 * checks at the end of the launch.
 *
 * The structures are SNP_LAUNCH_FINISH's (AMD 56860, "SNP firmware ABI": ID_BLOCK, ID authentication information
 * structure, ECDSA public key and signature; checked against virtee/sev, src/measurement/idblock_types.rs, and
 * virtee/sev-snp-measure, sevsnpmeasure/id_block.py). Little-endian, numbers of the curve included.
 */
#ifndef LIB_SNP_ID_BLOCK_H
#define LIB_SNP_ID_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/snp/p384.h"

#define SNP_ID_BLOCK_VERSION   1
#define SNP_ID_ALGORITHM_ECDSA 1 /* ECDSA on P-384 with SHA-384 */

/* ID_BLOCK: what is signed. */
struct snp_id_block {
        uint8_t launch_digest[48];
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint32_t version;
        uint32_t guest_svn;
        uint64_t policy;
};
_Static_assert(offsetof(struct snp_id_block, family_id) == 0x30, "ID block family ID");
_Static_assert(offsetof(struct snp_id_block, version) == 0x50, "ID block version");
_Static_assert(offsetof(struct snp_id_block, policy) == 0x58, "ID block policy");
_Static_assert(sizeof(struct snp_id_block) == 0x60, "ID block");

/* The ID authentication information. */
struct snp_id_auth {
        uint32_t id_key_algorithm;
        uint32_t author_key_algorithm;
        uint8_t reserved_8[56];
        struct snp_signature id_block_signature; /* over struct snp_id_block, by the ID key */
        struct snp_public_key id_key;
        uint8_t reserved_644[60];
        struct snp_signature id_key_signature; /* over id_key, by the author key */
        struct snp_public_key author_key;
        uint8_t reserved_c84[892];
};
_Static_assert(offsetof(struct snp_id_auth, id_block_signature) == 0x40, "ID block signature");
_Static_assert(offsetof(struct snp_id_auth, id_key) == 0x240, "ID key");
_Static_assert(offsetof(struct snp_id_auth, id_key_signature) == 0x680, "ID key signature");
_Static_assert(offsetof(struct snp_id_auth, author_key) == 0x880, "author key");
_Static_assert(sizeof(struct snp_id_auth) == 0x1000, "ID authentication information");

/* What the host hands over at the end of a launch with an ID block. */
struct snp_id {
        struct snp_id_block block;
        struct snp_id_auth auth;
        bool author_key_enabled;
};

/* What every report of such a launch says; all zero without an ID block. */
struct snp_id_facts {
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint32_t guest_svn;
        bool author_key_enabled;
        uint8_t id_key_digest[48];
        uint8_t author_key_digest[48]; /* zero if there is no author key */
};

enum snp_id_problem {
        SNP_ID_OK = 0,
        SNP_ID_VERSION,
        SNP_ID_DIGEST,
        SNP_ID_POLICY,
        SNP_ID_ALGORITHM,
        SNP_ID_KEY,
        SNP_ID_SIGNATURE,
        SNP_ID_AUTHOR_UNUSED,
        SNP_ID_AUTHOR_ALGORITHM,
        SNP_ID_AUTHOR_KEY,
        SNP_ID_AUTHOR_SIGNATURE,
        SNP_ID_PROBLEM_COUNT,
};

/*
 * What the security processor asks of an ID block: version, launch digest and policy are this launch's, the algorithms
 * are known, the signatures are good. Without an author key there is to be nothing of one, since QEMU goes by the key and
 * not by the enabling byte (target/i386/sev.c, cgs_set_guest_policy()).
 */
__attribute__((warn_unused_result)) enum snp_id_problem
snp_id_check(const struct snp_id *id, const uint8_t digest[48], uint64_t policy);

/* The problem as a sentence: "the ID key has not signed the ID block". */
const char *snp_id_problem_text(enum snp_id_problem problem);

/* What a report of this launch will say of it. */
void snp_id_facts(const struct snp_id *id, struct snp_id_facts *out);

/* ID_KEY_DIGEST and AUTHOR_KEY_DIGEST: SHA-384 of the whole structure, reserved bytes included. */
void snp_key_digest(const struct snp_public_key *key, uint8_t out[48]);

#endif

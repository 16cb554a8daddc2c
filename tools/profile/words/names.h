/*
 * tools/profile/words/names.h - the names that profiles are written with, and shown with: one table for
 * both directions.
 */
#ifndef TOOLS_PROFILE_WORDS_NAMES_H
#define TOOLS_PROFILE_WORDS_NAMES_H

#include "lib/profile/compiled.h"
#include "tools/common/words.h"

extern const struct words hierarchy_words;
extern const struct words hash_words;
extern const struct words algorithm_words; /* hashes and everything else of TPM_ALG_ID */
extern const struct words curve_words;
extern const struct words libtpms_words;   /* libtpms' own profiles, PROFILE_REQUIRE_LIBTPMS */
extern const struct words symmetric_words; /* algorithm << 16 | bits; 0: none */
extern const struct words scheme_words;    /* scheme << 16 | hash; 0: none */
extern const struct words command_words;
extern const struct words object_attribute_words;
extern const struct words nv_attribute_words;
extern const struct words auth_words; /* enum profile_auth_rule */
extern const struct words occupied_words;
extern const struct words next_boot_words;
extern const struct words purpose_words;
extern const struct words extension_words;

/* A template of the TCG, as bytes of a TPMT_PUBLIC. */
struct named_template {
        const char *name;
        uint32_t hierarchy; /* that it is meant for */
        const uint8_t *head;
        size_t head_size;
        uint16_t x_size; /* of zeros in the unique field, or of the text */
        uint16_t y_size;
        const char *text; /* what x and y are; NULL: zeros */
};

extern const struct named_template named_templates[];
extern const size_t named_template_count;

/* Those of device identities, as the TCG has them too. */
extern const struct named_template identity_templates[];
extern const size_t identity_template_count;

/* The template of that name among both, or NULL; @name may be NULL. */
const struct named_template *find_template(const char *name);

/* All of them, from 0 on; NULL behind the last. */
const struct named_template *template_number(size_t number);

/* A policy digest that has a name, or NULL. */
const char *policy_name(struct profile_bytes digest);

#endif

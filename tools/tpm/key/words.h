/* tools/tpm/key/words.h - the words of --key, read: where a key is, and what it is for. */
#ifndef TOOLS_TPM_KEY_WORDS_H
#define TOOLS_TPM_KEY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define KEY_WORDS_MAX     4096
#define KEY_WORDS_PROBLEM 256 /* bytes of what is said of words that are not right */

struct key_words {
        char text[KEY_WORDS_MAX]; /* which is cut up */
        const char *file;         /* or */
        const char *password_file;
        int fd; /* of either, or -1 */
        bool is_password;
        bool binary;
        bool sha512; /* makes the key of a password, not PBKDF2 */
        bool remove;
        size_t size; /* of the key */
};

/* Returns 0, or -1 with the reason in @problem. */
__attribute__((warn_unused_result)) int key_words_read(const char *words, struct key_words *out,
                                                       char problem[KEY_WORDS_PROBLEM]);

#endif

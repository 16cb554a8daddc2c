/*
 * tests/unit/kbs/read_answers.c - KEY: reads lines "challenge HEX", "token HEX" and "resource HEX" as a KBS's answers, resources with the
 * private key in the file KEY, and says of each in a line what is wrong, or "good" and what was in it. For tests with many answers.
 */
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/attest/kbs/jwe.h"
#include "tools/attest/kbs/messages.h"

static void say(const char *problem, const struct file *found)
{
        if (problem)
                puts(problem);
        else
                printf("good %.*s\n", (int)found->size,
                       found->data ? (const char *)found->data : "");
        fflush(stdout);
}

static void read_challenge(const void *data, size_t size)
{
        struct kbs_challenge challenge;
        const char *problem = kbs_challenge_read(data, size, &challenge);

        say(problem,
            &(struct file){ .data = (uint8_t *)challenge.nonce, .size = strlen(challenge.nonce) });
}

static void read_answer(const char *kind, const void *data, size_t size, const struct tee_key *key)
{
        struct file found = { 0 };

        if (strcmp(kind, "challenge") == 0)
                read_challenge(data, size);
        else if (strcmp(kind, "token") == 0)
                say(kbs_token_read(data, size, &found), &found);
        else
                say(jwe_open(data, size, key, &found), &found);
        file_free(&found);
}

static void take_key(const char *path, struct tee_key *out)
{
        FILE *file = fopen(path, "rb");
        EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;

        if (!key || fclose(file) || tee_key_take(key, out))
                abort();
}

int main(int argc, char **argv)
{
        char *line = NULL;
        size_t capacity = 0;
        ssize_t length;
        struct tee_key key;

        if (argc != 2)
                return 2;
        take_key(argv[1], &key);
        while ((length = getline(&line, &capacity, stdin)) > 0) {
                char *hex = strchr(line, ' ');
                unsigned char *bytes = malloc((size_t)length);
                size_t size = 0;

                line[length - 1] = '\0';
                if (!hex || !bytes)
                        abort();
                *hex++ = '\0';
                if (*hex && OPENSSL_hexstr2buf_ex(bytes, (size_t)length, &size, hex, '\0') != 1)
                        abort();
                read_answer(line, bytes, size, &key);
                free(bytes);
        }
        free(line);
        EVP_PKEY_free(key.key);
        return 0;
}

/* tools/tpm/key/key.c - see key.h. Formats and derivations are those of swtpm's src/swtpm/key.c. */
#include "tools/tpm/key/key.h"

#include "tools/tpm/key/words.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CONTENT_MAX 65536 /* bytes of a password */
#define ITERATIONS  1000

_Static_assert(TPM_KEY_PROBLEM == KEY_WORDS_PROBLEM, "one place for both");

static const unsigned char salt[] = { 's', 'w', 't', 'p', 'm' };

static int say(char problem[TPM_KEY_PROBLEM], const struct key_words *words, const char *what)
{
        const char *path = words->file ? words->file : words->password_file;

        if (path)
                snprintf(problem, TPM_KEY_PROBLEM, "%.120s: %s", path, what);
        else
                snprintf(problem, TPM_KEY_PROBLEM, "descriptor %d: %s", words->fd, what);
        return -1;
}

/* All of it; *@size is more than @capacity - 1 only if there is more. */
static int read_all(int fd, uint8_t *data, size_t capacity, size_t *size)
{
        ssize_t got = 1;

        *size = 0;
        while (got > 0 && *size < capacity) {
                got = read(fd, data + *size, capacity - *size);
                if (got < 0 && errno == EINTR)
                        got = 1;
                else if (got > 0)
                        *size += (size_t)got;
        }
        return got < 0 ? -1 : 0;
}

static int read_content(const struct key_words *words, uint8_t *data, size_t *size,
                        char problem[TPM_KEY_PROBLEM])
{
        const char *path = words->file ? words->file : words->password_file;
        int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : words->fd;
        int error = fd < 0 || read_all(fd, data, CONTENT_MAX + 1, size);

        if (error)
                say(problem, words, strerror(errno));
        if (fd >= 0)
                close(fd);
        if (error)
                return -1;
        if (*size == 0 || *size > CONTENT_MAX)
                return say(problem, words, *size ? "it is too long" : "it is empty");
        return 0;
}

static int digit(int character)
{
        if (!isxdigit(character))
                return -1;
        return isdigit(character) ? character - '0' : tolower(character) - 'a' + 10;
}

/* Perhaps 0x, two digits a byte, and behind them nothing, or white space and what may be there. */
static bool from_hex(const uint8_t *text, size_t size, struct tpm_key *out)
{
        if (size >= 2 && text[0] == '0' && text[1] == 'x') {
                text += 2;
                size -= 2;
        }
        if (size < 2 * out->size)
                return false;
        for (size_t i = 0; i < out->size; i++) {
                int high = digit(text[2 * i]);
                int low = digit(text[2 * i + 1]);

                if (high < 0 || low < 0)
                        return false;
                out->bytes[i] = (uint8_t)(high << 4 | low);
        }
        return size == 2 * out->size || isspace(text[2 * out->size]);
}

static bool from_password(const struct key_words *words, const uint8_t *password, size_t size,
                          struct tpm_key *out)
{
        uint8_t digest[SHA512_DIGEST_LENGTH];
        bool ok;

        if (!words->sha512)
                return PKCS5_PBKDF2_HMAC((const char *)password, (int)size, salt, sizeof(salt),
                                         ITERATIONS, EVP_sha512(), (int)out->size, out->bytes) == 1;
        ok = SHA512(password, size, digest) != NULL;
        memcpy(out->bytes, digest, out->size);
        OPENSSL_cleanse(digest, sizeof(digest));
        return ok;
}

static int make(const struct key_words *words, const uint8_t *content, size_t size,
                struct tpm_key *out, char problem[TPM_KEY_PROBLEM])
{
        char expected[80];

        out->size = words->size;
        if (words->is_password)
                return from_password(words, content, size, out)
                               ? 0
                               : say(problem, words, "the key cannot be derived");
        if (!words->binary && from_hex(content, size, out))
                return 0;
        if (words->binary && size == out->size) {
                memcpy(out->bytes, content, size);
                return 0;
        }
        snprintf(expected, sizeof(expected),
                 words->binary ? "expected %zu bytes for the mode"
                               : "expected %zu hexadecimal digits for the mode",
                 words->binary ? words->size : 2 * words->size);
        return say(problem, words, expected);
}

int tpm_key_read(const char *text, struct tpm_key *out, char problem[TPM_KEY_PROBLEM])
{
        static uint8_t content[CONTENT_MAX + 1];
        const char *path;
        struct key_words words;
        size_t size = 0;
        int result = -1;

        *out = (struct tpm_key){ 0 };
        if (key_words_read(text, &words, problem))
                return -1;
        if (read_content(&words, content, &size, problem) == 0)
                result = make(&words, content, size, out, problem);
        OPENSSL_cleanse(content, size);
        if (result) {
                OPENSSL_cleanse(out, sizeof(*out));
                return -1;
        }
        path = words.file ? words.file : words.password_file;
        if (words.remove && path && unlink(path)) {
                OPENSSL_cleanse(out, sizeof(*out));
                return say(problem, &words, strerror(errno));
        }
        return 0;
}

void tpm_keys_wipe(struct tpm_keys *keys)
{
        OPENSSL_cleanse(keys, sizeof(*keys));
}

static uint8_t *put_key(uint8_t *at, const struct tpm_key *key)
{
        *at++ = (uint8_t)key->size;
        memcpy(at, key->bytes, key->size);
        return at + key->size;
}

int tpm_keys_pipe(const struct tpm_keys *keys)
{
        uint8_t data[3 * (1 + TPM_KEY_MAX)];
        uint8_t *end =
                put_key(put_key(put_key(data, &keys->state), &keys->migration), &keys->directory);
        ssize_t size = end - data;
        int ends[2];
        bool ok;

        if (pipe2(ends, O_CLOEXEC))
                return -1;
        ok = write(ends[1], data, (size_t)size) == size;
        close(ends[1]);
        OPENSSL_cleanse(data, sizeof(data));
        if (ok)
                return ends[0];
        close(ends[0]);
        return -1;
}

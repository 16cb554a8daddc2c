/* tests/unit/tpm/test_key.c - keys from swtpm's words for them; what cannot be one is refused, and the file stays. */
#include "tests/unit/tpm/test.h"

#include "tools/tpm/key/key.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/test-key-XXXXXX";
static char problem[TPM_KEY_PROBLEM];

static void write_file(const void *data, size_t size)
{
        FILE *file = fopen(path, "we");

        assert_non_null(file);
        assert_int_equal(fwrite(data, 1, size, file), size);
        assert_int_equal(fclose(file), 0);
}

/* @before and the file's path and @after. */
static int read_key(const char *before, const char *after, struct tpm_key *out)
{
        char words[256];

        snprintf(words, sizeof(words), "%s%s%s", before, path, after);
        return tpm_key_read(words, out, problem);
}

static void assert_key(const struct tpm_key *key, const char *hex)
{
        char text[2 * TPM_KEY_MAX + 1] = "";

        for (size_t i = 0; i < key->size; i++)
                snprintf(text + 2 * i, 3, "%02x", key->bytes[i]);
        assert_string_equal(text, hex);
}

static void keys_are_hexadecimal_or_binary(void **state)
{
        static const char hex[] = "0x1234567890abcdef1234567890ABCDEF\n";
        static const uint8_t binary[32] = { 1, 2, 3 };
        struct tpm_key key;

        (void)state;
        write_file(hex, strlen(hex));
        assert_int_equal(read_key("file=", "", &key), 0);
        assert_key(&key, "1234567890abcdef1234567890abcdef");
        assert_int_equal(read_key("format=hex,mode=aes-cbc,file=", ",remove=false", &key), 0);
        assert_key(&key, "1234567890abcdef1234567890abcdef");
        write_file(binary, sizeof(binary));
        assert_int_equal(read_key("file=", ",format=binary,mode=aes-256-cbc", &key), 0);
        assert_int_equal(key.size, sizeof(binary));
        assert_memory_equal(key.bytes, binary, sizeof(binary));
}

/* Python's hashlib says so: pbkdf2_hmac('sha512', b'secret\n', b'swtpm', 1000, 32), sha512(b'secret\n'). */
static void passwords_become_swtpms_keys(void **state)
{
        struct tpm_key key;

        (void)state;
        write_file("secret\n", 7);
        assert_int_equal(read_key("pwdfile=", ",mode=aes-256-cbc", &key), 0);
        assert_key(&key, "92bb9ef4ea654697a65e1689d0a0185b4e7f7e2b3173633277e1408c93d83826");
        assert_int_equal(read_key("kdf=pbkdf2,pwdfile=", "", &key), 0);
        assert_key(&key, "92bb9ef4ea654697a65e1689d0a0185b");
        assert_int_equal(read_key("pwdfile=", ",kdf=sha512", &key), 0);
        assert_key(&key, "eaa16b9ced0b5c6ece7aae07cb47c671");
}

static void a_descriptor_is_read_once_and_closed(void **state)
{
        char words[64];
        struct tpm_key key;
        int fd;

        (void)state;
        write_file("secret\n", 7);
        fd = open(path, O_RDONLY);
        snprintf(words, sizeof(words), "pwdfd=%d,kdf=sha512,mode=aes-128-cbc", fd);
        assert_int_equal(tpm_key_read(words, &key, problem), 0);
        assert_key(&key, "eaa16b9ced0b5c6ece7aae07cb47c671");
        assert_int_equal(fcntl(fd, F_GETFD), -1);
        assert_int_equal(tpm_key_read(words, &key, problem), -1);
        assert_int_equal(key.size, 0);
}

static void what_cannot_be_a_key_is_refused_and_stays(void **state)
{
        static const char *const bad[] = {
                ",mode=aes-256-cbc", /* half of it is there */
                ",format=binary",    /* digits are too many bytes */
                ",mode=aes-192-cbc",
                ",format=base64",
                ",kdf=scrypt",
                ",pwdfile=/etc/hostname", /* two */
                ",fd=3",
                ",remove=maybe",
                ",colour=red",
                ",",
                ",mode",
        };
        struct tpm_key key;

        (void)state;
        write_file("1234567890abcdef1234567890abcdef", 32);
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                char after[64];

                snprintf(after, sizeof(after), "%s,remove", bad[i]);
                assert_int_equal(read_key("file=", after, &key), -1);
                assert_int_equal(access(path, F_OK), 0);
                assert_null(strstr(problem, "1234567890abcdef"));
        }
        assert_int_equal(tpm_key_read("mode=aes-cbc", &key, problem), -1);
        assert_int_equal(tpm_key_read("fd=-1", &key, problem), -1);
        assert_int_equal(tpm_key_read("", &key, problem), -1);
        write_file("1234567890abcdef1234567890abcdeg", 32);
        assert_int_equal(read_key("file=", "", &key), -1);
        write_file("1234567890abcdef1234567890abcdef00", 34);
        assert_int_equal(read_key("file=", "", &key), -1);
        write_file("", 0);
        assert_int_equal(read_key("pwdfile=", "", &key), -1);
        assert_non_null(strstr(problem, "empty"));
}

static void the_file_goes_when_that_is_asked_for(void **state)
{
        struct tpm_key key;

        (void)state;
        write_file("secret", 6);
        assert_int_equal(read_key("pwdfile=", ",remove", &key), 0);
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(read_key("pwdfile=", ",remove", &key), -1);
        assert_non_null(strstr(problem, "No such file"));
}

static void keys_go_to_vtpmd_as_it_reads_them(void **state)
{
        struct tpm_keys keys = { .state = { .size = 16 }, .directory = { .size = 32 } };
        uint8_t data[80];
        int fd;

        (void)state;
        keys.state.bytes[0] = 7;
        fd = tpm_keys_pipe(&keys);
        assert_true(fd >= 0);
        assert_int_equal(read(fd, data, sizeof(data)), 1 + 16 + 1 + 1 + 32);
        assert_int_equal(data[0], 16);
        assert_int_equal(data[1], 7);
        assert_int_equal(data[17], 0);
        assert_int_equal(data[18], 32);
        close(fd);
        tpm_keys_wipe(&keys);
        assert_int_equal(keys.state.size + keys.state.bytes[0], 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(keys_are_hexadecimal_or_binary),
                cmocka_unit_test(passwords_become_swtpms_keys),
                cmocka_unit_test(a_descriptor_is_read_once_and_closed),
                cmocka_unit_test(what_cannot_be_a_key_is_refused_and_stays),
                cmocka_unit_test(the_file_goes_when_that_is_asked_for),
                cmocka_unit_test(keys_go_to_vtpmd_as_it_reads_them),
        };
        int fd = mkstemp(path);
        int result;

        if (fd < 0)
                return 1;
        close(fd);
        result = cmocka_run_group_tests(tests, NULL, NULL);
        unlink(path);
        return result;
}

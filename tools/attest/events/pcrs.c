/* tools/attest/events/pcrs.c - see pcrs.h. */
#include "tools/attest/events/pcrs.h"

#include <openssl/crypto.h>
#include <string.h>
#include <strings.h>

#include "lib/base/bytes.h"
#include "lib/eventlog/types.h"
#include "lib/wire/tpm_public.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SM3_256      0x0012
#define SHA3_256     0x0027
#define SHA3_384     0x0028
#define SHA3_512     0x0029

const EVP_MD *pcr_hash(uint16_t algorithm)
{
        switch (algorithm) {
        case TPM_ALG_SHA1:
                return EVP_sha1();
        case TPM_ALG_SHA256:
                return EVP_sha256();
        case TPM_ALG_SHA384:
                return EVP_sha384();
        case TPM_ALG_SHA512:
                return EVP_sha512();
        case SM3_256:
                return EVP_sm3();
        case SHA3_256:
                return EVP_sha3_256();
        case SHA3_384:
                return EVP_sha3_384();
        case SHA3_512:
                return EVP_sha3_512();
        default:
                return NULL;
        }
}

const struct pcr_bank *pcr_bank_find(const struct pcr_values *values, uint16_t algorithm)
{
        for (size_t i = 0; i < values->count; i++) {
                if (values->banks[i].algorithm == algorithm)
                        return &values->banks[i];
        }
        return NULL;
}

struct pcr_bank *pcr_bank_make(struct pcr_values *values, uint16_t algorithm)
{
        const EVP_MD *hash = pcr_hash(algorithm);

        for (size_t i = 0; i < values->count; i++) {
                if (values->banks[i].algorithm == algorithm)
                        return &values->banks[i];
        }
        if (!hash || values->count == PCR_BANKS_MAX)
                return NULL;
        values->banks[values->count] = (struct pcr_bank){
                .algorithm = algorithm,
                .size = (size_t)EVP_MD_get_size(hash),
        };
        return &values->banks[values->count++];
}

void pcr_bank_copy(struct pcr_bank *to, const struct pcr_bank *from)
{
        for (unsigned int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                if (from->known & UINT32_C(1) << pcr)
                        memcpy(to->values[pcr], from->values[pcr], from->size);
        }
        to->known |= from->known;
}

uint16_t pcr_algorithm(const char *name, size_t length)
{
        static const uint16_t all[] = { TPM_ALG_SHA1,   TPM_ALG_SHA256, TPM_ALG_SHA384,
                                        TPM_ALG_SHA512, SM3_256,        SHA3_256,
                                        SHA3_384,       SHA3_512 };
        char plain[16];
        size_t used = 0;

        for (size_t i = 0; i < length && used + 1 < sizeof(plain); i++) {
                if (name[i] != '-')
                        plain[used++] = name[i];
        }
        plain[used] = '\0';
        for (size_t i = 0; i < COUNT(all); i++) {
                if (strcasecmp(plain, event_algorithm_name(all[i])) == 0)
                        return all[i];
        }
        return 0;
}

/* ---- Texts: words, wherever they stand. A bank's name, then numbers and values. */

struct reading {
        struct pcr_values *out;
        struct pcr_bank *bank;
        int pcr; /* whose value is next; -1: none yet */
        size_t line;
};

static bool separates(char c)
{
        return strchr(" \t\r\n:=,;\"'{}[]()|", c) != NULL;
}

static bool is_number(const char *word, size_t length, int *out)
{
        *out = 0;
        for (size_t i = 0; i < length; i++) {
                if (word[i] < '0' || word[i] > '9' || i > 1)
                        return false;
                *out = 10 * *out + (word[i] - '0');
        }
        return length != 0 && *out < EVENT_PCRS;
}

static const char *take_value(struct reading *reading, const char *word, size_t length)
{
        struct pcr_bank *bank = reading->bank;
        char digits[2 * EVENT_DIGEST_MAX + 1];
        size_t size;

        if (length > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
                word += 2;
                length -= 2;
        }
        if (!bank || reading->pcr < 0)
                return "expected the name of a bank (sha256) and the number of a PCR before a value";
        if (length != 2 * bank->size)
                return "expected the number of a PCR, or a value with the digits of its bank";
        memcpy(digits, word, length);
        digits[length] = '\0';
        if (OPENSSL_hexstr2buf_ex(bank->values[reading->pcr], EVENT_DIGEST_MAX, &size, digits,
                                  '\0') != 1)
                return "expected a value of hexadecimal digits";
        if (bank->known & UINT32_C(1) << reading->pcr)
                return "expected one value of each PCR";
        bank->known |= UINT32_C(1) << reading->pcr;
        reading->pcr = -1;
        return NULL;
}

static const char *take_word(struct reading *reading, const char *word, size_t length)
{
        uint16_t algorithm = pcr_algorithm(word, length);
        int pcr;

        if (algorithm) {
                reading->bank = pcr_bank_make(reading->out, algorithm);
                reading->pcr = -1;
                return reading->bank ? NULL : "expected fewer banks";
        }
        if ((length == 3 && strncasecmp(word, "pcr", 3) == 0) ||
            (length == 4 && strncasecmp(word, "pcrs", 4) == 0) ||
            (length == 9 && strncasecmp(word, "algorithm", 9) == 0))
                return NULL;
        if (reading->pcr < 0 && is_number(word, length, &pcr)) {
                reading->pcr = pcr;
                return NULL;
        }
        return take_value(reading, word, length);
}

static const char *read_text(const char *text, size_t size, struct pcr_values *out, size_t *line)
{
        struct reading reading = { .out = out, .pcr = -1 };
        const char *problem = NULL;
        size_t at = 0;

        *line = 1;
        while (at < size && !problem) {
                size_t length = 0;

                if (text[at] == '#') {
                        while (at < size && text[at] != '\n')
                                at++;
                        continue;
                }
                while (at + length < size && !separates(text[at + length]))
                        length++;
                if (length)
                        problem = take_word(&reading, text + at, length);
                else if (text[at] == '\n')
                        (*line)++;
                at += length ? length : 1;
        }
        return problem;
}

/* ---- tpm2_quote -o: structures of tpm2-tss, little-endian (tpm2-tools 5, lib/files.c and lib/pcr.c). */

#define SLOTS          16
#define SELECTION_SIZE 8
#define SELECT_BYTES   4u
#define LIST_DIGESTS   8
#define HEADER_SIZE    (4 + SLOTS * SELECTION_SIZE + 4)
#define LIST_SIZE      (4 + LIST_DIGESTS * (2 + EVENT_DIGEST_MAX))

static bool is_serialized(const uint8_t *data, size_t size)
{
        return size >= HEADER_SIZE + LIST_SIZE && (size - HEADER_SIZE) % LIST_SIZE == 0 &&
               data[0] <= SLOTS && data[1] == 0 && data[2] == 0 && data[3] == 0;
}

/* The next digest of the lists; NULL if there is none, or its size is not @size. */
static const uint8_t *next_digest(struct bytes_reader *lists, uint32_t *left, size_t size)
{
        const uint8_t *digest;

        while (*left == 0) {
                size_t into = (lists->offset - HEADER_SIZE) % LIST_SIZE;

                if (into)
                        bytes_take(lists, LIST_SIZE - into);
                if (bytes_left(lists) < LIST_SIZE)
                        return NULL;
                *left = bytes_read_le32(lists);
                if (*left > LIST_DIGESTS)
                        return NULL;
        }
        (*left)--;
        if (bytes_read_le16(lists) != size)
                return NULL;
        digest = bytes_take(lists, EVENT_DIGEST_MAX);
        return digest;
}

static const char *read_serialized(const uint8_t *data, size_t size, struct pcr_values *out)
{
        struct bytes_reader in = bytes_reader(data, size);
        struct bytes_reader lists = bytes_reader(data, size);
        uint32_t count = bytes_read_le32(&in);
        uint32_t left = 0;

        bytes_seek(&lists, HEADER_SIZE);
        for (uint32_t i = 0; i < count; i++) {
                struct pcr_bank *bank = pcr_bank_make(out, bytes_read_le16(&in));
                uint32_t bits;

                bytes_read_u8(&in); /* bytes of the selection */
                bits = bytes_read_le32(&in) & 0xffffff;
                bytes_read_u8(&in); /* what C puts between */
                if (!bank)
                        return "expected banks that are known";
                for (int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                        const uint8_t *digest;

                        if (!(bits & UINT32_C(1) << pcr))
                                continue;
                        digest = next_digest(&lists, &left, bank->size);
                        if (!digest)
                                return "expected a digest for each PCR that is selected";
                        memcpy(bank->values[pcr], digest, bank->size);
                        bank->known |= UINT32_C(1) << pcr;
                }
        }
        return NULL;
}

/* ---- tpm2_quote -o -F marshaled: TPML_PCR_SELECTION, u32 number of lists, TPML_DIGESTs, all as a TPM writes them. */

/* The next digest, from whichever list it is in. */
static const uint8_t *next_marshaled(struct bytes_reader *lists, uint32_t *left, size_t size)
{
        while (*left == 0 && bytes_left(lists))
                *left = bytes_read_be32(lists);
        if (*left == 0 || bytes_read_be16(lists) != size)
                return NULL;
        (*left)--;
        return bytes_take(lists, size);
}

static const char *take_marshaled(struct bytes_reader *lists, uint32_t *left, uint32_t bits,
                                  struct pcr_bank *bank)
{
        for (int pcr = 0; pcr < EVENT_PCRS; pcr++) {
                const uint8_t *digest;

                if (!(bits & UINT32_C(1) << pcr))
                        continue;
                digest = next_marshaled(lists, left, bank->size);
                if (!digest)
                        return "expected a digest for each PCR that is selected";
                memcpy(bank->values[pcr], digest, bank->size);
                bank->known |= UINT32_C(1) << pcr;
        }
        return NULL;
}

static bool is_marshaled(const uint8_t *data, size_t size)
{
        return size > 8 && data[0] == 0 && data[1] == 0 && data[2] == 0 && data[3] > 0 &&
               data[3] <= SLOTS;
}

/* Selections and digests are far apart: one reader for each. */
static const char *read_marshaled(const uint8_t *data, size_t size, struct pcr_values *out)
{
        struct bytes_reader in = bytes_reader(data, size);
        struct bytes_reader lists = bytes_reader(data, size);
        uint32_t count = bytes_read_be32(&in);
        const char *problem = NULL;
        uint32_t left = 0;

        bytes_read_be32(&lists);
        for (uint32_t i = 0; i < count; i++) {
                bytes_read_be16(&lists);
                bytes_take(&lists, bytes_read_u8(&lists));
        }
        bytes_read_be32(&lists); /* number of lists */
        for (uint32_t i = 0; i < count && !problem; i++) {
                struct pcr_bank *bank = pcr_bank_make(out, bytes_read_be16(&in));
                unsigned int bytes = bytes_read_u8(&in);
                uint32_t bits = 0;

                for (unsigned int byte = 0; byte < bytes && byte < SELECT_BYTES; byte++)
                        bits |= (uint32_t)bytes_read_u8(&in) << 8 * byte;
                if (!bank || bytes > SELECT_BYTES || lists.failed)
                        return "expected banks that are known, and their digests";
                problem = take_marshaled(&lists, &left, bits, bank);
        }
        return problem;
}

const char *pcr_values_read(const uint8_t *data, size_t size, struct pcr_values *out, size_t *line)
{
        const char *problem;
        bool any = false;

        *out = (struct pcr_values){ 0 };
        *line = 0;
        if (is_serialized(data, size))
                problem = read_serialized(data, size, out);
        else if (is_marshaled(data, size))
                problem = read_marshaled(data, size, out);
        else
                problem = read_text((const char *)data, size, out, line);
        for (size_t i = 0; i < out->count; i++)
                any = any || out->banks[i].known;
        if (problem || any)
                return problem;
        *line = 0;
        return "expected values of PCRs, as tpm2_pcrread prints them or tpm2_quote -o writes them";
}

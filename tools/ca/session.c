/* tools/ca/session.c - see session.h. */
#include "tools/ca/session.h"
#include "lib/wire/tpm_public.h"
#include "tools/ca/certificate.h"
#include "tools/ca/policy.h"
#include "tools/ca/records.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CHAIN_LENGTH 2

/* A reply and what it is made of. */
struct answer {
        struct wire_reply reply;
        char text[WIRE_TEXT_MAX + 1];
        EVP_PKEY *keys[WIRE_KEYS_MAX];
        unsigned char *certificates[WIRE_KEYS_MAX];
        unsigned char *chain[CHAIN_LENGTH];
};

static void free_answer(struct answer *answer)
{
        for (size_t i = 0; i < WIRE_KEYS_MAX; i++) {
                EVP_PKEY_free(answer->keys[i]);
                OPENSSL_free(answer->certificates[i]);
        }
        for (size_t i = 0; i < CHAIN_LENGTH; i++)
                OPENSSL_free(answer->chain[i]);
}

/* Makes the answer a refusal; what was ready is not sent. Returns -1. */
static int refuse(struct answer *answer, enum wire_status status, const char *text)
{
        snprintf(answer->text, sizeof(answer->text), "%s", text);
        fprintf(stderr, "cashew ca: refused: %s\n", answer->text);
        answer->reply = (struct wire_reply){
                .status = status,
                .text = { (const uint8_t *)answer->text, strlen(answer->text) },
        };
        return -1;
}

static int refuse_key(struct answer *answer, uint32_t key, const char *problem)
{
        char text[WIRE_TEXT_MAX];

        snprintf(text, sizeof(text), "key %u %s", (unsigned int)key + 1, problem);
        return refuse(answer, WIRE_STATUS_REFUSED, text);
}

static int send_all(int fd, const uint8_t *data, size_t size)
{
        while (size) {
                ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

                if (sent <= 0)
                        return -1;
                data += sent;
                size -= (size_t)sent;
        }
        return 0;
}

static int send_frame(int fd, struct bytes_writer *out)
{
        size_t size = wire_end(out);

        return size == 0 ? -1 : send_all(fd, out->data, size);
}

/* A virtual machine has started: whatever was before is over. */
static int greet(const struct session_ca *ca, struct session *session,
                 const struct wire_frame *frame, int fd)
{
        uint8_t data[WIRE_HEADER_SIZE + WIRE_CHALLENGE_SIZE + WIRE_TEXT_MAX + 4];
        struct bytes_writer out = bytes_writer(data, sizeof(data));
        struct wire_ready ready = {
                .name = { (const uint8_t *)ca->issuer->name, strlen(ca->issuer->name) },
        };

        if (RAND_bytes(ready.challenge, sizeof(ready.challenge)) != 1)
                return -1;
        session->greeted = true;
        session->number = frame->session;
        memcpy(session->challenge, ready.challenge, sizeof(ready.challenge));
        wire_begin(&out, WIRE_READY, session->number);
        wire_write_ready(&out, &ready);
        return send_frame(fd, &out);
}

static void hex(const uint8_t *data, size_t size, char *out)
{
        for (size_t i = 0; i < size; i++)
                snprintf(out + 2 * i, 3, "%02X", data[i]);
}

static int add_record(const struct session_ca *ca, const struct wire_request *request,
                      const struct wire_key *key, X509 *certificate, struct wire_blob der)
{
        BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
        char *serial = number ? BN_bn2hex(number) : NULL;
        uint8_t digest[SHA256_DIGEST_LENGTH];
        char digest_hex[2 * SHA256_DIGEST_LENGTH + 1];
        char tpm[96];
        struct record record = {
                .serial = serial,
                .purpose = "endorsement",
                .nv_index = key->nv_index,
                .key_sha256 = digest_hex,
                .tpm = tpm,
                .certificate = der,
        };
        int result;

        SHA256(key->public.data, key->public.size, digest);
        hex(digest, sizeof(digest), digest_hex);
        snprintf(tpm, sizeof(tpm), "id:%08X %.*s id:%08X", (unsigned int)request->tpm.manufacturer,
                 (int)request->tpm.vendor.size, (const char *)request->tpm.vendor.data,
                 (unsigned int)request->tpm.firmware_version[0]);
        result = records_add(ca->records, &record);
        if (!result && !ca->quiet)
                fprintf(stderr, "cashew ca: issued %s for NV index 0x%08x of %s\n", serial,
                        (unsigned int)key->nv_index, tpm);
        OPENSSL_free(serial);
        BN_free(number);
        return result;
}

static int issue(const struct session_ca *ca, const struct wire_request *request, uint32_t number,
                 struct answer *answer)
{
        struct certificate_issuer issuer = { ca->issuer->certificate, ca->issuer->key };
        const struct wire_key *key = &request->keys[number];
        struct wire_certificate *out = &answer->reply.certificates[number];
        X509 *certificate =
                certificate_make_endorsement(answer->keys[number], &request->tpm, &issuer);
        int size = certificate ? i2d_X509(certificate, &answer->certificates[number]) : -1;
        int result = -1;

        if (size > 0 && size <= WIRE_CERTIFICATE_MAX) {
                out->nv_index = key->nv_index;
                out->der = (struct wire_blob){ answer->certificates[number], (size_t)size };
                result = add_record(ca, request, key, certificate, out->der);
        } else {
                issuer_openssl_error("a certificate cannot be made");
        }
        X509_free(certificate);
        return result;
}

static int issue_all(const struct session_ca *ca, const struct wire_request *request,
                     struct answer *answer)
{
        if (records_begin(ca->records))
                return -1;
        for (uint32_t i = 0; i < request->key_count; i++) {
                if (issue(ca, request, i, answer)) {
                        records_roll_back(ca->records);
                        return -1;
                }
                answer->reply.certificate_count++;
        }
        return records_commit(ca->records);
}

static int add_chain(const struct session_ca *ca, struct answer *answer)
{
        X509 *chain[CHAIN_LENGTH] = { ca->issuer->certificate, ca->issuer->root };

        for (size_t i = 0; i < CHAIN_LENGTH; i++) {
                int size = i2d_X509(chain[i], &answer->chain[i]);

                if (size <= 0)
                        return -1;
                answer->reply.chain[i] = (struct wire_blob){ answer->chain[i], (size_t)size };
        }
        answer->reply.chain_count = CHAIN_LENGTH;
        return 0;
}

/* The keys that may be certified, or a refusal. */
static int check_keys(const struct wire_request *request, struct answer *answer)
{
        struct tpm_public publics[WIRE_KEYS_MAX];
        uint32_t key;
        const char *problem = policy_check(request, publics, &key);

        if (problem)
                return refuse_key(answer, key, problem);
        for (key = 0; key < request->key_count; key++) {
                answer->keys[key] = certificate_key(&publics[key]);
                if (!answer->keys[key])
                        return refuse_key(answer, key, "is no valid public key");
        }
        return 0;
}

/* Everything from the checks on; fills in a refusal where it stops. */
static int decide(const struct session_ca *ca, const struct session *session,
                  const struct wire_request *request, struct answer *answer)
{
        if (!session->greeted ||
            CRYPTO_memcmp(request->challenge, session->challenge, WIRE_CHALLENGE_SIZE) != 0)
                return refuse(answer, WIRE_STATUS_REFUSED, "the challenge is not the last one");
        if (check_keys(request, answer))
                return -1;
        if (issue_all(ca, request, answer) || add_chain(ca, answer))
                return refuse(answer, WIRE_STATUS_FAILED,
                              "certificates cannot be made, see the CA");
        return 0;
}

static int send_reply(const struct session *session, const struct wire_reply *reply, int fd)
{
        static uint8_t data[WIRE_FRAME_MAX];
        struct bytes_writer out = bytes_writer(data, sizeof(data));

        wire_begin(&out, WIRE_REPLY, session->number);
        wire_write_reply(&out, reply);
        return send_frame(fd, &out);
}

static int certify(const struct session_ca *ca, struct session *session,
                   const struct wire_request *request, int fd)
{
        struct answer answer = { 0 };
        int result;

        /* What went wrong is in the answer. */
        (void)!decide(ca, session, request, &answer);
        session->greeted = false; /* a challenge is good for one request */
        result = send_reply(session, &answer.reply, fd);
        free_answer(&answer);
        return result;
}

/* One frame. Returns 1 if it made sense, 0 if not, -1 if the answer could not be sent. */
static int run_frame(const struct session_ca *ca, struct session *session,
                     const struct wire_frame *frame, int fd)
{
        struct wire_request request;

        if (frame->type == WIRE_HELLO && frame->size == 0)
                return greet(ca, session, frame, fd) ? -1 : 1;
        if (frame->type != WIRE_REQUEST || frame->session != session->number ||
            wire_read_request(frame->payload, frame->size, &request))
                return 0;
        return certify(ca, session, &request, fd) ? -1 : 1;
}

int session_run(const struct session_ca *ca, struct session *session, int fd)
{
        struct wire_frame frame;

        while (wire_stream_next(&session->stream, &frame)) {
                int result = run_frame(ca, session, &frame, fd);

                if (result < 0)
                        return -1;
                if (result)
                        wire_stream_accept(&session->stream);
                else
                        wire_stream_reject(&session->stream);
        }
        return 0;
}

/* services/vtpm/commands/key.c - see key.h: keys and sessions. */
#include "services/vtpm/commands/key.h"
#include "services/vtpm/commands/run.h"

#include "services/vtpm/libtpms/entropy.h"

#include <string.h>

#define DIGEST_MAX    64
#define CREATION_MAX  512
#define NAME_MAX_SIZE 66
#define NONCE_SIZE    16

static struct tpm_command command;
static struct tpm_response response;

/* Whether @code says that an authorization value was wrong; sessions are numbered in bits 11:8. */
static bool is_wrong_auth(uint32_t code)
{
        uint32_t kind = code & 0xbf;

        return (code & 0x80) && (code & 0x800) &&
               (kind == TPM_RC_AUTH_FAIL || kind == TPM_RC_BAD_AUTH);
}

/* Runs; *@allowed is false if only an authorization value was in the way. */
static int run_if_allowed(enum tpm_response_shape shape, bool *allowed)
{
        uint32_t code;

        if (tpm_try(&command, shape, &response, &code))
                return -1;
        *allowed = !is_wrong_auth(code);
        return code == TPM_RC_SUCCESS || !*allowed ? 0 : tpm_refused(&command, code);
}

static void read_area(struct bytes_reader *in, struct tpm_area *area)
{
        const uint8_t *data = tpm_read_sized(in, sizeof(area->data), &area->size);

        if (data)
                memcpy(area->data, data, area->size);
        else
                area->size = 0;
}

static void write_create_primary(const struct tpm_primary *primary)
{
        tpm_begin(&command, "TPM2_CreatePrimary", TPM_ST_SESSIONS, TPM_CC_CREATE_PRIMARY);
        bytes_write_be32(&command.out, primary->hierarchy);
        tpm_authorize_hierarchy(&command, primary->hierarchy);
        /* TPM2B_SENSITIVE_CREATE: the authorization value, no data. */
        bytes_write_be16(&command.out, (uint16_t)(2 + primary->auth_size + 2));
        tpm_write_sized(&command, primary->auth, primary->auth_size);
        tpm_write_sized(&command, NULL, 0);
        tpm_write_sized(&command, primary->template, primary->template_size);
        tpm_write_sized(&command, NULL, 0); /* outsideInfo */
        bytes_write_be32(&command.out, 0);  /* creationPCR */
}

/* Creation data, hash, ticket and name follow the public area; nobody needs them here. */
static void skip_creation(struct bytes_reader *in)
{
        size_t size;

        tpm_read_sized(in, CREATION_MAX, &size);
        tpm_read_sized(in, DIGEST_MAX, &size);
        bytes_read_be16(in);
        bytes_read_be32(in);
        tpm_read_sized(in, DIGEST_MAX, &size);
        tpm_read_sized(in, NAME_MAX_SIZE, &size);
}

int tpm_create_primary(const struct tpm_primary *primary, uint32_t *handle, struct tpm_area *public,
                       bool *allowed)
{
        write_create_primary(primary);
        if (run_if_allowed(TPM_RESPONSE_HANDLE, allowed))
                return -1;
        if (!*allowed)
                return 0;
        *handle = response.handle;
        read_area(&response.parameters, public);
        skip_creation(&response.parameters);
        return tpm_finish(&command, &response);
}

/*
 * The same command makes a key persistent and removes it again, by whether the handle is a
 * persistent one.
 */
int tpm_evict_control(uint32_t handle, uint32_t persistent, bool *allowed)
{
        tpm_begin(&command, "TPM2_EvictControl", TPM_ST_SESSIONS, TPM_CC_EVICT_CONTROL);
        bytes_write_be32(&command.out, TPM_RH_OWNER);
        bytes_write_be32(&command.out, handle);
        tpm_authorize_hierarchy(&command, TPM_RH_OWNER);
        bytes_write_be32(&command.out, persistent);
        if (run_if_allowed(TPM_RESPONSE_PLAIN, allowed))
                return -1;
        return *allowed ? tpm_finish(&command, &response) : 0;
}

int tpm_flush_context(uint32_t handle)
{
        tpm_begin(&command, "TPM2_FlushContext", TPM_ST_NO_SESSIONS, TPM_CC_FLUSH_CONTEXT);
        bytes_write_be32(&command.out, handle);
        return tpm_run_plain(&command);
}

/*
 * The public area, the name, the qualified name; a code about handle 1 says that there is no such
 * key.
 */
int tpm_read_public(uint32_t handle, struct tpm_area *public, bool *found)
{
        struct bytes_reader *in = &response.parameters;
        uint32_t code;
        size_t size;

        tpm_begin(&command, "TPM2_ReadPublic", TPM_ST_NO_SESSIONS, TPM_CC_READ_PUBLIC);
        bytes_write_be32(&command.out, handle);
        if (tpm_try(&command, TPM_RESPONSE_PLAIN, &response, &code))
                return -1;
        *found = code == TPM_RC_SUCCESS;
        if (!*found)
                return code == TPM_RC_HANDLE_1 ? 0 : tpm_refused(&command, code);
        read_area(in, public);
        tpm_read_sized(in, NAME_MAX_SIZE, &size);
        tpm_read_sized(in, NAME_MAX_SIZE, &size);
        return tpm_finish(&command, &response);
}

static int start_policy_session(uint16_t hash, uint32_t *session)
{
        uint8_t nonce[NONCE_SIZE];
        size_t size;

        entropy_fill(nonce, sizeof(nonce));
        tpm_begin(&command, "TPM2_StartAuthSession", TPM_ST_NO_SESSIONS, TPM_CC_START_AUTH_SESSION);
        bytes_write_be32(&command.out, TPM_RH_NULL); /* no salt, not bound */
        bytes_write_be32(&command.out, TPM_RH_NULL);
        tpm_write_sized(&command, nonce, sizeof(nonce));
        tpm_write_sized(&command, NULL, 0);
        bytes_write_u8(&command.out, TPM_SE_POLICY);
        bytes_write_be16(&command.out, TPM_ALG_NULL);
        bytes_write_be16(&command.out, hash);
        if (tpm_run(&command, TPM_RESPONSE_HANDLE, &response))
                return -1;
        *session = response.handle;
        tpm_read_sized(&response.parameters, DIGEST_MAX, &size);
        return tpm_finish(&command, &response);
}

/* With no expiration the ticket that comes back is a null one. */
static int policy_secret(uint32_t session, uint32_t hierarchy)
{
        struct bytes_reader *in = &response.parameters;
        size_t size;

        tpm_begin(&command, "TPM2_PolicySecret", TPM_ST_SESSIONS, TPM_CC_POLICY_SECRET);
        bytes_write_be32(&command.out, hierarchy);
        bytes_write_be32(&command.out, session);
        tpm_authorize_hierarchy(&command, hierarchy);
        tpm_write_sized(&command, NULL, 0); /* nonceTPM */
        tpm_write_sized(&command, NULL, 0); /* cpHashA */
        tpm_write_sized(&command, NULL, 0); /* policyRef */
        bytes_write_be32(&command.out, 0);  /* expiration */
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        tpm_read_sized(in, DIGEST_MAX, &size); /* timeout */
        bytes_read_be16(in);
        bytes_read_be32(in);
        tpm_read_sized(in, DIGEST_MAX, &size);
        return tpm_finish(&command, &response);
}

int tpm_secret_session(uint16_t hash, uint32_t hierarchy, uint32_t *session)
{
        return start_policy_session(hash, session) || policy_secret(*session, hierarchy) ? -1 : 0;
}

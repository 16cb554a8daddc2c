/* services/vtpm/commands/nv.c - see nv.h: NV indices. */
#include "services/vtpm/commands/nv.h"

#include <string.h>

#define NAME_MAX_SIZE   66
#define NV_PUBLIC_FIXED 14 /* TPMS_NV_PUBLIC without its policy */

static struct tpm_command command;
static struct tpm_response response;

/* TPM2B_AUTH, then TPM2B_NV_PUBLIC: a size and TPMS_NV_PUBLIC (TPM 2.0 Part 2). */
int tpm_nv_define(uint32_t by, const struct tpm_nv_public *public, const uint8_t *auth,
                  size_t auth_size)
{
        tpm_begin(&command, "TPM2_NV_DefineSpace", TPM_ST_SESSIONS, TPM_CC_NV_DEFINE_SPACE);
        bytes_write_be32(&command.out, by);
        tpm_authorize_hierarchy(&command, by);
        tpm_write_sized(&command, auth, auth_size);
        bytes_write_be16(&command.out, (uint16_t)(NV_PUBLIC_FIXED + public->policy_size));
        bytes_write_be32(&command.out, public->index);
        bytes_write_be16(&command.out, public->name_algorithm);
        bytes_write_be32(&command.out, public->attributes);
        tpm_write_sized(&command, public->policy, public->policy_size);
        bytes_write_be16(&command.out, public->size);
        return tpm_run_plain(&command);
}

int tpm_nv_undefine(uint32_t by, uint32_t index)
{
        tpm_begin(&command, "TPM2_NV_UndefineSpace", TPM_ST_SESSIONS, TPM_CC_NV_UNDEFINE_SPACE);
        bytes_write_be32(&command.out, by);
        bytes_write_be32(&command.out, index);
        tpm_authorize_hierarchy(&command, by);
        return tpm_run_plain(&command);
}

/* The handles and the authorization that the commands on an index's data begin with. */
static void begin_access(const char *name, enum tpm_command_code code,
                         const struct tpm_nv_access *access)
{
        tpm_begin(&command, name, TPM_ST_SESSIONS, code);
        bytes_write_be32(&command.out, access->by);
        bytes_write_be32(&command.out, access->index);
        if (access->by == access->index)
                tpm_authorize(&command, &access->authorization);
        else
                tpm_authorize_hierarchy(&command, access->by);
}

int tpm_nv_write(const struct tpm_nv_access *access, const uint8_t *data, uint16_t size,
                 uint16_t offset)
{
        begin_access("TPM2_NV_Write", TPM_CC_NV_WRITE, access);
        tpm_write_sized(&command, data, size);
        bytes_write_be16(&command.out, offset);
        return tpm_run_plain(&command);
}

int tpm_nv_write_lock(const struct tpm_nv_access *access)
{
        begin_access("TPM2_NV_WriteLock", TPM_CC_NV_WRITE_LOCK, access);
        return tpm_run_plain(&command);
}

int tpm_nv_read(const struct tpm_nv_access *access, uint8_t *data, uint16_t size, uint16_t offset)
{
        struct bytes_reader *in = &response.parameters;

        begin_access("TPM2_NV_Read", TPM_CC_NV_READ, access);
        bytes_write_be16(&command.out, size);
        bytes_write_be16(&command.out, offset);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        if (bytes_read_be16(in) != size)
                in->failed = true;
        bytes_read(in, data, size);
        return tpm_finish(&command, &response);
}

static void read_policy(struct bytes_reader *in, struct tpm_nv_public *public)
{
        const uint8_t *policy = tpm_read_sized(in, TPM_POLICY_MAX, &public->policy_size);

        if (policy)
                memcpy(public->policy, policy, public->policy_size);
        else
        public->policy_size = 0;
}

/* A code about handle 1 says that there is no such index; any other failure is one. */
int tpm_nv_read_public(uint32_t index, struct tpm_nv_public *public, bool *found)
{
        struct bytes_reader *in = &response.parameters;
        uint32_t code;
        size_t size;

        tpm_begin(&command, "TPM2_NV_ReadPublic", TPM_ST_NO_SESSIONS, TPM_CC_NV_READ_PUBLIC);
        bytes_write_be32(&command.out, index);
        if (tpm_try(&command, TPM_RESPONSE_PLAIN, &response, &code))
                return -1;
        *found = code == TPM_RC_SUCCESS;
        if (!*found)
                return code == TPM_RC_HANDLE_1 ? 0 : tpm_refused(&command, code);
        *public = (struct tpm_nv_public){ 0 };
        size = bytes_read_be16(in);
        public->index = bytes_read_be32(in);
        public->name_algorithm = bytes_read_be16(in);
        public->attributes = bytes_read_be32(in);
        read_policy(in, public);
        public->size = bytes_read_be16(in);
        if (size != NV_PUBLIC_FIXED + public->policy_size || public->index != index)
                in->failed = true;
        tpm_read_sized(in, NAME_MAX_SIZE, &size);
        return tpm_finish(&command, &response);
}

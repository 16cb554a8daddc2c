/*
 * services/vtpm/commands.c - see commands.h. Each function is one table of TPM 2.0 Part 3, both
 * ways.
 */
#include "services/vtpm/commands.h"
#include "services/vtpm/command.h"

#include <string.h>

#define DIGEST_MAX     64
#define CREATION_MAX   512
#define NAME_MAX_SIZE  66
#define NV_PUBLIC_SIZE 14 /* TPMS_NV_PUBLIC without a policy */
#define FULL_TEST      1
#define SENSITIVE_SIZE 4 /* TPMS_SENSITIVE_CREATE with nothing in it */

/* There is one thread, and a command is large. */
static struct tpm_command command;
static struct tpm_response response;

/* Runs a command whose response has no parameters. */
static int run_plain(void)
{
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        return tpm_finish(&command, &response);
}

int tpm_startup(void)
{
        tpm_begin(&command, "TPM2_Startup", TPM_ST_NO_SESSIONS, TPM_CC_STARTUP);
        bytes_write_be16(&command.out, TPM_SU_CLEAR);
        return run_plain();
}

int tpm_self_test(void)
{
        tpm_begin(&command, "TPM2_SelfTest", TPM_ST_NO_SESSIONS, TPM_CC_SELF_TEST);
        bytes_write_u8(&command.out, FULL_TEST);
        return run_plain();
}

int tpm_shutdown(void)
{
        tpm_begin(&command, "TPM2_Shutdown", TPM_ST_NO_SESSIONS, TPM_CC_SHUTDOWN);
        bytes_write_be16(&command.out, TPM_SU_CLEAR);
        return run_plain();
}

int tpm_property(uint32_t property, uint32_t *value)
{
        struct bytes_reader *in = &response.parameters;

        tpm_begin(&command, "TPM2_GetCapability", TPM_ST_NO_SESSIONS, TPM_CC_GET_CAPABILITY);
        bytes_write_be32(&command.out, TPM_CAP_TPM_PROPERTIES);
        bytes_write_be32(&command.out, property);
        bytes_write_be32(&command.out, 1);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        bytes_read_u8(in); /* there are more properties behind it */
        if (bytes_read_be32(in) != TPM_CAP_TPM_PROPERTIES || bytes_read_be32(in) != 1 ||
            bytes_read_be32(in) != property)
                in->failed = true;
        *value = bytes_read_be32(in);
        return tpm_finish(&command, &response);
}

static void read_area(struct bytes_reader *in, struct tpm_area *area)
{
        const uint8_t *data = tpm_read_sized(in, sizeof(area->data), &area->size);

        if (data)
                memcpy(area->data, data, area->size);
        else
                area->size = 0;
}

static void write_create_primary(uint32_t hierarchy, const uint8_t *template, size_t size)
{
        static const uint8_t empty_sensitive[SENSITIVE_SIZE];

        tpm_begin(&command, "TPM2_CreatePrimary", TPM_ST_SESSIONS, TPM_CC_CREATE_PRIMARY);
        bytes_write_be32(&command.out, hierarchy);
        tpm_empty_password(&command);
        tpm_write_sized(&command, empty_sensitive, sizeof(empty_sensitive));
        tpm_write_sized(&command, template, size);
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

int tpm_create_primary(uint32_t hierarchy, const uint8_t *template, size_t size, uint32_t *handle,
                       struct tpm_area *public)
{
        write_create_primary(hierarchy, template, size);
        if (tpm_run(&command, TPM_RESPONSE_HANDLE, &response))
                return -1;
        *handle = response.handle;
        read_area(&response.parameters, public);
        skip_creation(&response.parameters);
        return tpm_finish(&command, &response);
}

int tpm_evict_control(uint32_t handle, uint32_t persistent)
{
        tpm_begin(&command, "TPM2_EvictControl", TPM_ST_SESSIONS, TPM_CC_EVICT_CONTROL);
        bytes_write_be32(&command.out, TPM_RH_OWNER);
        bytes_write_be32(&command.out, handle);
        tpm_empty_password(&command);
        bytes_write_be32(&command.out, persistent);
        return run_plain();
}

int tpm_flush_context(uint32_t handle)
{
        tpm_begin(&command, "TPM2_FlushContext", TPM_ST_NO_SESSIONS, TPM_CC_FLUSH_CONTEXT);
        bytes_write_be32(&command.out, handle);
        return run_plain();
}

int tpm_read_public(uint32_t handle, struct tpm_area *public)
{
        struct bytes_reader *in = &response.parameters;
        size_t size;

        tpm_begin(&command, "TPM2_ReadPublic", TPM_ST_NO_SESSIONS, TPM_CC_READ_PUBLIC);
        bytes_write_be32(&command.out, handle);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        read_area(in, public);
        tpm_read_sized(in, NAME_MAX_SIZE, &size);
        tpm_read_sized(in, NAME_MAX_SIZE, &size);
        return tpm_finish(&command, &response);
}

int tpm_nv_define(uint32_t index, uint32_t attributes, uint16_t size)
{
        tpm_begin(&command, "TPM2_NV_DefineSpace", TPM_ST_SESSIONS, TPM_CC_NV_DEFINE_SPACE);
        bytes_write_be32(&command.out, TPM_RH_PLATFORM);
        tpm_empty_password(&command);
        tpm_write_sized(&command, NULL, 0); /* the index's authorization value */
        bytes_write_be16(&command.out, NV_PUBLIC_SIZE);
        bytes_write_be32(&command.out, index);
        bytes_write_be16(&command.out, TPM_ALG_SHA256);
        bytes_write_be32(&command.out, attributes);
        tpm_write_sized(&command, NULL, 0); /* policy */
        bytes_write_be16(&command.out, size);
        return run_plain();
}

/* The handles that the NV commands by platform authorization begin with. */
static void begin_nv(const char *name, enum tpm_command_code code, uint32_t index)
{
        tpm_begin(&command, name, TPM_ST_SESSIONS, code);
        bytes_write_be32(&command.out, TPM_RH_PLATFORM);
        bytes_write_be32(&command.out, index);
        tpm_empty_password(&command);
}

int tpm_nv_write(uint32_t index, const uint8_t *data, uint16_t size, uint16_t offset)
{
        begin_nv("TPM2_NV_Write", TPM_CC_NV_WRITE, index);
        tpm_write_sized(&command, data, size);
        bytes_write_be16(&command.out, offset);
        return run_plain();
}

int tpm_nv_write_lock(uint32_t index)
{
        begin_nv("TPM2_NV_WriteLock", TPM_CC_NV_WRITE_LOCK, index);
        return run_plain();
}

int tpm_nv_read(uint32_t index, uint8_t *data, uint16_t size, uint16_t offset)
{
        struct bytes_reader *in = &response.parameters;

        begin_nv("TPM2_NV_Read", TPM_CC_NV_READ, index);
        bytes_write_be16(&command.out, size);
        bytes_write_be16(&command.out, offset);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        if (bytes_read_be16(in) != size)
                in->failed = true;
        bytes_read(in, data, size);
        return tpm_finish(&command, &response);
}

int tpm_nv_read_public(uint32_t index, uint32_t *attributes, uint16_t *size)
{
        struct bytes_reader *in = &response.parameters;
        size_t name_size;

        tpm_begin(&command, "TPM2_NV_ReadPublic", TPM_ST_NO_SESSIONS, TPM_CC_NV_READ_PUBLIC);
        bytes_write_be32(&command.out, index);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        if (bytes_read_be16(in) != NV_PUBLIC_SIZE || bytes_read_be32(in) != index ||
            bytes_read_be16(in) != TPM_ALG_SHA256)
                in->failed = true;
        *attributes = bytes_read_be32(in);
        if (bytes_read_be16(in) != 0) /* policy */
                in->failed = true;
        *size = bytes_read_be16(in);
        tpm_read_sized(in, NAME_MAX_SIZE, &name_size);
        return tpm_finish(&command, &response);
}

/*
 * tools/tpm/device/queries.c - see queries.h. Commands are those of TPM 2.0 Part 3:
 * TPM2_GetCapability, TPM2_TestParms, TPM2_ReadPublic, TPM2_CreatePrimary, TPM2_FlushContext,
 * TPM2_NV_ReadPublic, TPM2_NV_Read. Structures in responses are those of Part 2. A TPM may be
 * anybody's: what it says is read as if it were meant to harm.
 */
#include "tools/tpm/device/queries.h"

#include <string.h>
#include <tss2/tss2_tpm2_types.h>

#include "tools/tpm/device/run.h"

#define LIST_PIECE   64 /* elements asked for at once */
#define NV_PIECE_MAX 1024

/* One element, in the form that the list has. */
static struct device_capability read_element(struct bytes_reader *in, enum device_list list)
{
        struct device_capability out = { 0 };

        if (list == DEVICE_ALGORITHMS || list == DEVICE_CURVES)
                out.key = bytes_read_be16(in);
        else
                out.key = bytes_read_be32(in);
        if (list == DEVICE_ALGORITHMS || list == DEVICE_PROPERTIES)
                out.value = bytes_read_be32(in);
        return out;
}

/* TPM2_GetCapability: capability, property, propertyCount. */
static void begin_list(struct device_command *command, uint32_t list, uint32_t first)
{
        device_begin(command, TPM2_ST_NO_SESSIONS, TPM2_CC_GetCapability);
        bytes_write_be32(&command->out, list);
        bytes_write_be32(&command->out, first);
        bytes_write_be32(&command->out, LIST_PIECE);
}

/* Appends what came; returns how many were there, and whether there is more. */
static uint32_t read_list(struct bytes_reader *in, enum device_list list,
                          struct device_capability *out, size_t capacity, size_t *count, bool *more)
{
        uint32_t here;

        *more = bytes_read_u8(in) != 0;
        if (bytes_read_be32(in) != (uint32_t)list)
                in->failed = true;
        here = bytes_read_be32(in);
        *more = *more && here != 0;
        for (uint32_t i = 0; i < here && !in->failed; i++) {
                struct device_capability element = read_element(in, list);

                if (*count < capacity && !in->failed)
                        out[(*count)++] = element;
        }
        return in->failed ? DEVICE_BROKEN : TPM2_RC_SUCCESS;
}

/* Where the next piece of a list begins, behind its last element. */
static uint32_t behind(enum device_list list, uint32_t key)
{
        return (list == DEVICE_COMMANDS ? key & 0x2000ffff : key) + 1;
}

/*
 * A TPM gives as many elements as it likes and says whether there is more (moreData); the next
 * question begins behind the last element.
 */
uint32_t device_list(struct device *device, enum device_list list, uint32_t first,
                     struct device_capability *out, size_t capacity, size_t *count)
{
        struct device_command command;
        struct bytes_reader in;
        uint32_t code;
        bool more;

        *count = 0;
        do {
                begin_list(&command, list, first);
                code = device_run(device, &command, NULL, &in);
                if (code == TPM2_RC_SUCCESS)
                        code = read_list(&in, list, out, capacity, count, &more);
                if (code != TPM2_RC_SUCCESS)
                        return code;
                if (more && *count)
                        first = behind(list, out[*count - 1].key);
        } while (more && *count < capacity);
        return TPM2_RC_SUCCESS;
}

/*
 * TPM2_GetCapability answers with the next property if it does not have the one that was asked for.
 */
uint32_t device_property(struct device *device, uint32_t property)
{
        struct device_capability found;
        size_t count;

        if (device_list(device, DEVICE_PROPERTIES, property, &found, 1, &count) !=
                    TPM2_RC_SUCCESS ||
            count == 0 || found.key != property)
                return 0;
        return found.value;
}

/* TPML_PCR_SELECTION: a bank that is not allocated is listed too, with no PCR selected. */
uint32_t device_banks(struct device *device, uint16_t banks[DEVICE_BANKS_MAX], size_t *count)
{
        struct device_command command;
        struct bytes_reader in;
        uint32_t code;
        uint32_t here;

        *count = 0;
        begin_list(&command, TPM2_CAP_PCRS, 0);
        code = device_run(device, &command, NULL, &in);
        if (code != TPM2_RC_SUCCESS)
                return code;
        bytes_read_u8(&in);
        bytes_read_be32(&in);
        here = bytes_read_be32(&in);
        for (uint32_t i = 0; i < here && !in.failed; i++) {
                uint16_t hash = bytes_read_be16(&in);
                uint8_t selected = 0;

                for (uint8_t bytes = bytes_read_u8(&in); bytes && !in.failed; bytes--)
                        selected |= bytes_read_u8(&in);
                if (selected && *count < DEVICE_BANKS_MAX)
                        banks[(*count)++] = hash;
        }
        return in.failed ? DEVICE_BROKEN : TPM2_RC_SUCCESS;
}

uint32_t device_test_parms(struct device *device, const void *parms, size_t size)
{
        struct device_command command;
        struct bytes_reader in;

        device_begin(&command, TPM2_ST_NO_SESSIONS, TPM2_CC_TestParms);
        bytes_write(&command.out, parms, size);
        return device_run(device, &command, NULL, &in);
}

/* A TPM2B of at most @capacity bytes. */
static void read_sized(struct bytes_reader *in, uint8_t *out, size_t capacity, size_t *size)
{
        *size = bytes_read_be16(in);
        if (*size > capacity) {
                in->failed = true;
                *size = 0;
        }
        bytes_read(in, out, *size);
}

uint32_t device_read_public(struct device *device, uint32_t handle, struct device_public *out)
{
        struct device_command command;
        struct bytes_reader in;
        uint32_t code;

        device_begin(&command, TPM2_ST_NO_SESSIONS, TPM2_CC_ReadPublic);
        bytes_write_be32(&command.out, handle);
        code = device_run(device, &command, NULL, &in);
        if (code != TPM2_RC_SUCCESS)
                return code;
        read_sized(&in, out->area, sizeof(out->area), &out->size);
        read_sized(&in, out->name, sizeof(out->name), &out->name_size);
        return in.failed ? DEVICE_BROKEN : TPM2_RC_SUCCESS;
}

/* An object that stays would be one that the TPM has no room for later. */
static uint32_t flush(struct device *device, uint32_t handle)
{
        struct device_command command;
        struct bytes_reader in;

        device_begin(&command, TPM2_ST_NO_SESSIONS, TPM2_CC_FlushContext);
        bytes_write_be32(&command.out, handle);
        return device_run(device, &command, NULL, &in);
}

uint32_t device_create_primary(struct device *device, uint32_t hierarchy, const void *template,
                               size_t size, struct device_public *out)
{
        /* TPM2B_SENSITIVE_CREATE: 4 bytes, an empty authorization value and no data. */
        static const uint8_t no_sensitive[] = { 0, 4, 0, 0, 0, 0 };
        struct device_command command;
        struct bytes_reader in;
        uint32_t handle;
        uint32_t code;

        device_begin(&command, TPM2_ST_SESSIONS, TPM2_CC_CreatePrimary);
        bytes_write_be32(&command.out, hierarchy);
        device_authorize(&command, device_password(device, hierarchy));
        bytes_write(&command.out, no_sensitive, sizeof(no_sensitive));
        device_sized(&command, template, size);
        bytes_write_be16(&command.out, 0); /* outsideInfo */
        bytes_write_be32(&command.out, 0); /* creationPCR */
        code = device_run(device, &command, &handle, &in);
        if (code != TPM2_RC_SUCCESS)
                return code;
        read_sized(&in, out->area, sizeof(out->area), &out->size);
        out->name_size = 0;
        code = flush(device, handle);
        return in.failed ? DEVICE_BROKEN : code;
}

uint32_t device_nv_public(struct device *device, uint32_t index, struct device_nv *out)
{
        struct device_command command;
        struct bytes_reader in;
        uint32_t code;

        *out = (struct device_nv){ 0 };
        device_begin(&command, TPM2_ST_NO_SESSIONS, TPM2_CC_NV_ReadPublic);
        bytes_write_be32(&command.out, index);
        code = device_run(device, &command, NULL, &in);
        if (code != TPM2_RC_SUCCESS)
                return code;
        bytes_read_be16(&in);
        out->index = bytes_read_be32(&in);
        out->name_algorithm = bytes_read_be16(&in);
        out->attributes = bytes_read_be32(&in);
        read_sized(&in, out->policy, sizeof(out->policy), &out->policy_size);
        out->size = bytes_read_be16(&in);
        return in.failed || out->index != index ? DEVICE_BROKEN : TPM2_RC_SUCCESS;
}

/*
 * The owner reads with his authorization value; else the index authorizes itself with its own,
 * taken to be empty.
 */
static uint32_t read_piece(struct device *device, const struct device_nv *nv, uint16_t offset,
                           uint16_t size, uint8_t *out)
{
        uint32_t reader = nv->attributes & TPMA_NV_OWNERREAD ? TPM2_RH_OWNER : nv->index;
        struct device_command command;
        struct bytes_reader in;
        uint32_t code;
        size_t got;

        device_begin(&command, TPM2_ST_SESSIONS, TPM2_CC_NV_Read);
        bytes_write_be32(&command.out, reader);
        bytes_write_be32(&command.out, nv->index);
        device_authorize(&command, device_password(device, reader));
        bytes_write_be16(&command.out, size);
        bytes_write_be16(&command.out, offset);
        code = device_run(device, &command, NULL, &in);
        if (code != TPM2_RC_SUCCESS)
                return code;
        read_sized(&in, out, size, &got);
        return in.failed || got != size ? DEVICE_BROKEN : TPM2_RC_SUCCESS;
}

uint32_t device_nv_read(struct device *device, const struct device_nv *nv,
                        uint8_t out[DEVICE_NV_MAX], size_t *size)
{
        uint32_t most = device_property(device, TPM2_PT_NV_BUFFER_MAX);
        uint32_t code = nv->size > DEVICE_NV_MAX ? DEVICE_BROKEN : TPM2_RC_SUCCESS;

        if (most == 0 || most > NV_PIECE_MAX)
                most = NV_PIECE_MAX;
        *size = 0;
        while (code == TPM2_RC_SUCCESS && *size < nv->size) {
                size_t piece = nv->size - *size < most ? nv->size - *size : most;

                code = read_piece(device, nv, (uint16_t)*size, (uint16_t)piece, out + *size);
                *size += piece;
        }
        return code;
}

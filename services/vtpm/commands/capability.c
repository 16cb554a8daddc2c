/* services/vtpm/commands/capability.c - see capability.h: what the TPM has and can do. */
#include "services/vtpm/commands/capability.h"
#include "services/vtpm/commands/run.h"

#define SELECT_SIZE 3 /* bytes of a selection of 24 PCRs */

static struct tpm_command command;
static struct tpm_response response;

/* Asks for one item of @capability, from @first on; the reader then stands before their count. */
static int ask(uint32_t capability, uint32_t first, uint32_t count)
{
        tpm_begin(&command, "TPM2_GetCapability", TPM_ST_NO_SESSIONS, TPM_CC_GET_CAPABILITY);
        bytes_write_be32(&command.out, capability);
        bytes_write_be32(&command.out, first);
        bytes_write_be32(&command.out, count);
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        bytes_read_u8(&response.parameters); /* there are more behind them */
        if (bytes_read_be32(&response.parameters) != capability)
                response.parameters.failed = true;
        return 0;
}

int tpm_property(uint32_t property, uint32_t *value)
{
        struct bytes_reader *in = &response.parameters;

        if (ask(TPM_CAP_TPM_PROPERTIES, property, 1))
                return -1;
        if (bytes_read_be32(in) != 1 || bytes_read_be32(in) != property)
                in->failed = true;
        *value = bytes_read_be32(in);
        return tpm_finish(&command, &response);
}

int tpm_has_algorithm(uint16_t algorithm, bool *found)
{
        struct bytes_reader *in = &response.parameters;

        if (ask(TPM_CAP_ALGS, algorithm, 1))
                return -1;
        *found = false;
        if (bytes_read_be32(in) == 1) {
                *found = bytes_read_be16(in) == algorithm;
                bytes_read_be32(in); /* TPMA_ALGORITHM */
        }
        return tpm_finish(&command, &response);
}

int tpm_has_curve(uint16_t curve, bool *found)
{
        struct bytes_reader *in = &response.parameters;

        if (ask(TPM_CAP_ECC_CURVES, curve, 1))
                return -1;
        *found = bytes_read_be32(in) == 1 && bytes_read_be16(in) == curve;
        return tpm_finish(&command, &response);
}

/* TPMA_CC: the code is in bits 15:0, bit 29 says that it is a vendor's. */
#define TPMA_CC_CODE (UINT32_C(0xffff) | UINT32_C(1) << 29)

int tpm_has_command(uint32_t code, bool *found)
{
        struct bytes_reader *in = &response.parameters;

        if (ask(TPM_CAP_COMMANDS, code, 1))
                return -1;
        *found = bytes_read_be32(in) == 1 && (bytes_read_be32(in) & TPMA_CC_CODE) == code;
        return tpm_finish(&command, &response);
}

/* Any code but success is a no. */
static int test_parameters(bool *found)
{
        uint32_t code;

        if (tpm_try(&command, TPM_RESPONSE_PLAIN, &response, &code))
                return -1;
        *found = code == TPM_RC_SUCCESS;
        return 0;
}

/* TPMT_PUBLIC_PARMS of a key without symmetric algorithm and scheme. */
int tpm_takes_rsa(uint16_t bits, bool *found)
{
        tpm_begin(&command, "TPM2_TestParms", TPM_ST_NO_SESSIONS, TPM_CC_TEST_PARMS);
        bytes_write_be16(&command.out, TPM_ALG_RSA);
        bytes_write_be16(&command.out, TPM_ALG_NULL);
        bytes_write_be16(&command.out, TPM_ALG_NULL);
        bytes_write_be16(&command.out, bits);
        bytes_write_be32(&command.out, 0);
        return test_parameters(found);
}

#define TPM_ALG_SYMCIPHER 0x0025

int tpm_takes_aes(uint16_t bits, bool *found)
{
        tpm_begin(&command, "TPM2_TestParms", TPM_ST_NO_SESSIONS, TPM_CC_TEST_PARMS);
        bytes_write_be16(&command.out, TPM_ALG_SYMCIPHER);
        bytes_write_be16(&command.out, TPM_ALG_AES);
        bytes_write_be16(&command.out, bits);
        bytes_write_be16(&command.out, TPM_ALG_CFB);
        return test_parameters(found);
}

static void read_bank(struct bytes_reader *in, uint16_t *algorithm, bool *allocated)
{
        uint8_t size;

        *algorithm = bytes_read_be16(in);
        size = bytes_read_u8(in);
        *allocated = false;
        while (size-- > 0)
                *allocated |= bytes_read_u8(in) != 0;
}

int tpm_read_banks(struct tpm_banks *banks)
{
        struct bytes_reader *in = &response.parameters;

        *banks = (struct tpm_banks){ 0 };
        if (ask(TPM_CAP_PCRS, 0, 1))
                return -1;
        banks->count = bytes_read_be32(in);
        if (banks->count > TPM_BANKS_MAX) {
                banks->count = 0;
                in->failed = true;
        }
        for (uint32_t i = 0; i < banks->count; i++)
                read_bank(in, &banks->algorithms[i], &banks->allocated[i]);
        return tpm_finish(&command, &response);
}

int tpm_allocate_banks(const struct tpm_banks *banks)
{
        struct bytes_reader *in = &response.parameters;

        tpm_begin(&command, "TPM2_PCR_Allocate", TPM_ST_SESSIONS, TPM_CC_PCR_ALLOCATE);
        bytes_write_be32(&command.out, TPM_RH_PLATFORM);
        tpm_authorize(&command, NULL);
        bytes_write_be32(&command.out, banks->count);
        for (uint32_t i = 0; i < banks->count; i++) {
                bytes_write_be16(&command.out, banks->algorithms[i]);
                bytes_write_u8(&command.out, SELECT_SIZE);
                for (int byte = 0; byte < SELECT_SIZE; byte++)
                        bytes_write_u8(&command.out, banks->allocated[i] ? 0xff : 0);
        }
        if (tpm_run(&command, TPM_RESPONSE_PLAIN, &response))
                return -1;
        if (bytes_read_u8(in) != 1) /* allocationSuccess */
                in->failed = true;
        bytes_read_be32(in); /* the most PCRs, the size needed and available */
        bytes_read_be32(in);
        bytes_read_be32(in);
        return tpm_finish(&command, &response);
}

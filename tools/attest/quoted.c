/* tools/attest/quoted.c - see quoted.h. Big-endian, as everything of a TPM. */
#include "tools/attest/quoted.h"

#include "lib/base/bytes.h"

/* Magic and type at the front of TPMS_ATTEST (TPM 2.0 Part 2, sections 6.2 and 6.9). */
#define TPM_GENERATED_VALUE UINT32_C(0xff544347)
#define TPM_ST_ATTEST_QUOTE 0x8018
#define SELECT_MAX          4

/* A TPM2B: 16 bits of size and so many bytes. NULL if there are fewer. */
static const uint8_t *take_sized(struct bytes_reader *in, size_t *size)
{
        *size = bytes_read_be16(in);
        return bytes_take(in, *size);
}

/* TPML_PCR_SELECTION: u32 number, each u16 hash, u8 bytes, a bit for each PCR. */
static bool read_selections(struct bytes_reader *in, struct quoted *out)
{
        uint32_t count = bytes_read_be32(in);

        if (count > QUOTED_SELECTIONS_MAX)
                return false;
        for (uint32_t i = 0; i < count; i++) {
                struct quoted_selection *selection = &out->selections[i];
                unsigned int size;

                selection->algorithm = bytes_read_be16(in);
                size = bytes_read_u8(in);
                if (size > SELECT_MAX)
                        return false;
                for (unsigned int byte = 0; byte < size; byte++)
                        selection->pcrs |= (uint32_t)bytes_read_u8(in) << 8 * byte;
        }
        out->selection_count = count;
        return true;
}

/* A TPM2B_ATTEST has its size in front; no TPMS_ATTEST begins like that. */
static struct bytes_reader unwrapped(const void *data, size_t size)
{
        struct bytes_reader in = bytes_reader(data, size);
        const uint8_t *bytes = data;

        if (size >= 2 && bytes_read_be16(&in) == size - 2)
                return bytes_reader(bytes + 2, size - 2);
        return bytes_reader(data, size);
}

/*
 * Magic, type, qualified signer, extra data, clock, firmware version, TPMS_QUOTE_INFO (PCRs and the digest of their values).
 * TPM_GENERATED in front is what a restricted key signs only if the TPM has made it.
 */
const char *quoted_read(const void *data, size_t size, struct quoted *out)
{
        struct bytes_reader in = unwrapped(data, size);
        size_t ignored;

        *out = (struct quoted){ .data = in.data, .size = in.size };
        if (bytes_read_be32(&in) != TPM_GENERATED_VALUE)
                return "was not made by a TPM";
        if (bytes_read_be16(&in) != TPM_ST_ATTEST_QUOTE)
                return "is not a quote";
        take_sized(&in, &ignored); /* qualified name of the signer */
        out->extra = take_sized(&in, &out->extra_size);
        out->clock = bytes_read_be64(&in);
        out->resets = bytes_read_be32(&in);
        out->restarts = bytes_read_be32(&in);
        out->safe = bytes_read_u8(&in) == 1;
        out->firmware = bytes_read_be64(&in);
        if (!read_selections(&in, out))
                return "is malformed";
        out->pcr_digest = take_sized(&in, &out->pcr_digest_size);
        return in.failed || bytes_left(&in) ? "is malformed" : NULL;
}

/*
 * tools/image/launch/id.c - see id.h. The headers are GUEST_POLICY and SNP_ID_BLOCK (igvm_defs,
 * IGVM_VHS_GUEST_POLICY and IGVM_VHS_SNP_ID_BLOCK).
 */
#include "tools/image/launch/id.h"

#include <stdlib.h>
#include <string.h>

#define ID_SIZE  16
#define HEX_SIZE 32

/*
 * The strict reader takes one header of either type for a platform. What they say is copied, like all that is
 * in a mapped file.
 */
static void take_header(const struct igvm_header *header, struct image_id *out)
{
        struct igvm_guest_policy policy;

        if (header->type == IGVM_GUEST_POLICY) {
                igvm_body(header, &policy, sizeof(policy));
                out->policy = policy.policy;
                out->has_policy = true;
        } else if (header->type == IGVM_SNP_ID_BLOCK) {
                igvm_body(header, &out->block, sizeof(out->block));
                out->has_block = true;
        }
}

void image_id_find(const struct igvm_file *file, struct image_id *out)
{
        struct igvm_iterator iterator = igvm_iterate(file);
        struct igvm_header header;

        *out = (struct image_id){ .mask = igvm_platform_mask(file, IGVM_PLATFORM_SEV_SNP) };
        while (igvm_next(&iterator, &header))
                if (header.known && (igvm_mask(&header) & out->mask))
                        take_header(&header, out);
}

static bool is_hex(const char *text)
{
        return strspn(text, "0123456789abcdefABCDEF") == strlen(text);
}

static uint8_t hex_byte(const char *text)
{
        const char digits[] = { text[0], text[1], '\0' };

        return (uint8_t)strtoul(digits, NULL, 16);
}

/* A text of 32 hexadecimal digits would be too long for an ID anyway, so it can be told apart. */
bool image_id_read(const char *text, uint8_t out[ID_SIZE])
{
        size_t length = strlen(text);
        bool hexadecimal = length == HEX_SIZE && is_hex(text);

        memset(out, 0, ID_SIZE);
        if (length == 0 || (length > ID_SIZE && !hexadecimal))
                return false;
        for (size_t i = 0; i < (hexadecimal ? ID_SIZE : length); i++)
                out[i] = hexadecimal ? hex_byte(text + 2 * i) : (uint8_t)text[i];
        return true;
}

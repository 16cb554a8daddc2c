/* tools/tpm/swtpm/banks.c - see banks.h. Commands are those of TPM 2.0 part 3. */
#include "tools/tpm/swtpm/banks.h"

#include "lib/base/bytes.h"
#include "tools/tpm/serve/start_up.h"
#include "tools/tpm/swtpm/words.h"

#include <string.h>

#define ST_NO_SESSIONS    0x8001
#define ST_SESSIONS       0x8002
#define CC_PCR_ALLOCATE   0x12b
#define CC_NV_READ_PUBLIC 0x169
#define RH_PLATFORM       0x4000000c
#define RS_PW             0x40000009
#define PCR_BYTES         3
#define SIZE_AT           2

static const struct {
        const char *name;
        uint16_t algorithm;
} banks[] = { { "sha1", 0x4 }, { "sha256", 0xb }, { "sha384", 0xc }, { "sha512", 0xd } };

#define BANKS (sizeof(banks) / sizeof(banks[0]))

/* Bit n: bank n is named. -1 if there is something else in @names. */
static int read_names(const char *names)
{
        int found = 0;

        while (*names) {
                size_t length = strcspn(names, ",");
                size_t i = 0;

                while (i < BANKS && (strlen(banks[i].name) != length ||
                                     memcmp(banks[i].name, names, length) != 0))
                        i++;
                if (i == BANKS)
                        return -1;
                found |= 1 << i;
                names += length;
                names += *names == ',';
        }
        return found ? found : -1;
}

int banks_check(const char *names)
{
        return read_names(names) >= 0
                       ? 0
                       : -swtpm_error("--pcr-banks %s: expected some of sha1, sha256, "
                                      "sha384, sha512",
                                      names);
}

int banks_allocate(const struct vtpmd *vtpmd, const char *names)
{
        uint8_t command[64];
        uint8_t response[VTPMD_MESSAGE_MAX];
        struct bytes_writer out = bytes_writer(command, sizeof(command));
        struct bytes_writer size_place = bytes_writer(command + SIZE_AT, sizeof(uint32_t));
        int wanted = read_names(names);
        size_t size;
        uint32_t code;

        bytes_write_be16(&out, ST_SESSIONS);
        bytes_write_be32(&out, 0);
        bytes_write_be32(&out, CC_PCR_ALLOCATE);
        bytes_write_be32(&out, RH_PLATFORM);
        bytes_write_be32(&out,
                         9); /* of a password that is empty: handle, nonce, attributes, password */
        bytes_write_be32(&out, RS_PW);
        bytes_write_zero(&out, 5);
        bytes_write_be32(&out, BANKS);
        for (size_t i = 0; i < BANKS; i++) {
                uint8_t which = wanted & 1 << i ? 0xff : 0;

                bytes_write_be16(&out, banks[i].algorithm);
                bytes_write_u8(&out, PCR_BYTES);
                for (int j = 0; j < PCR_BYTES; j++)
                        bytes_write_u8(&out, which);
        }
        bytes_write_be32(&size_place, (uint32_t)out.size);
        code = tpm_command(vtpmd, command, out.size, response, &size);
        return code == 0 ? 0
                         : -swtpm_error("--pcr-banks %s: TPM2_PCR_Allocate failed with 0x%x", names,
                                        (unsigned int)code);
}

bool nv_is_there(const struct vtpmd *vtpmd, uint32_t index)
{
        uint8_t command[14];
        uint8_t response[VTPMD_MESSAGE_MAX];
        struct bytes_writer out = bytes_writer(command, sizeof(command));
        size_t size;

        bytes_write_be16(&out, ST_NO_SESSIONS);
        bytes_write_be32(&out, sizeof(command));
        bytes_write_be32(&out, CC_NV_READ_PUBLIC);
        bytes_write_be32(&out, index);
        return tpm_command(vtpmd, command, out.size, response, &size) == 0;
}

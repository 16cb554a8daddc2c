/* tools/image/build/memory/bzimage.c - see bzimage.h. Offsets are those of boot.rst. */
#include "tools/image/build/memory/bzimage.h"

#include <string.h>

#include "lib/base/address.h"
#include "lib/base/bytes.h"

#define SETUP_SECTORS 0x1f1
#define CODE_SIZE     0x1f4 /* in units of 16 bytes */
#define HEADER_LENGTH 0x201 /* from 0x202 on */
#define SIGNATURE     0x202
#define VERSION       0x206
#define INITRD_MAX    0x22c
#define LOAD_FLAGS    0x236
#define CMDLINE_MAX   0x238
#define PREFERRED     0x258
#define ROOM          0x260
#define HEADER_END    0x264
#define HEADER_MOST   0x290 /* what the zero page has room for */

#define SECTOR_SIZE           512
#define SETUP_SECTORS_DEFAULT 4
#define VERSION_64_BIT        0x20c /* of the protocol; since it says how it can be entered */
#define ENTRY_64_BIT          0x1
#define MIB                   (UINT64_C(1) << 20)

static uint32_t number32(const uint8_t *data, size_t offset)
{
        struct bytes_reader reader = bytes_reader(data + offset, sizeof(uint32_t));

        return bytes_read_le32(&reader);
}

static uint64_t number64(const uint8_t *data, size_t offset)
{
        struct bytes_reader reader = bytes_reader(data + offset, sizeof(uint64_t));

        return bytes_read_le64(&reader);
}

static uint16_t number16(const uint8_t *data, size_t offset)
{
        return (uint16_t)(data[offset] | data[offset + 1] << 8);
}

/* The code begins behind a boot sector and the setup part; what follows it, a signature, is not loaded. */
static const char *find_code(const uint8_t *data, size_t size, struct bzimage *out)
{
        const size_t sectors = data[SETUP_SECTORS] ? data[SETUP_SECTORS] : SETUP_SECTORS_DEFAULT;
        const size_t start = (sectors + 1) * SECTOR_SIZE;

        out->code_size = (size_t)number32(data, CODE_SIZE) * 16;
        if (start > size || out->code_size > size - start || out->code_size <= SECTOR_SIZE)
                return "the kernel's file is cut off";
        out->code = data + start;
        return NULL;
}

const char *bzimage_parse(const uint8_t *data, size_t size, struct bzimage *out)
{
        const char *wrong;
        size_t end;

        *out = (struct bzimage){ 0 };
        if (size < HEADER_END || memcmp(data + SIGNATURE, "HdrS", 4) != 0)
                return "no Linux kernel (a bzImage)";
        if (number16(data, VERSION) < VERSION_64_BIT ||
            !(number16(data, LOAD_FLAGS) & ENTRY_64_BIT))
                return "a kernel without 64-bit entry";
        wrong = find_code(data, size, out);
        if (wrong)
                return wrong;
        end = SIGNATURE + (size_t)data[HEADER_LENGTH];
        if (end < HEADER_END || end > HEADER_MOST || end > size)
                return "the kernel's header has another size than is known";
        out->header = data + BZIMAGE_HEADER;
        out->header_size = end - BZIMAGE_HEADER;
        out->address = number64(data, PREFERRED);
        out->room = number32(data, ROOM);
        out->cmdline_max = number32(data, CMDLINE_MAX);
        out->initrd_max = number32(data, INITRD_MAX);
        if (out->address % LARGE_PAGE_SIZE != 0 || out->address < MIB ||
            out->address > UINT32_MAX || out->room < out->code_size)
                return "the kernel wants to be where it cannot be";
        return NULL;
}

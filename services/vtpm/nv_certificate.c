/* services/vtpm/nv_certificate.c - see nv_certificate.h. */
#include "services/vtpm/nv_certificate.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands.h"
#include "services/vtpm/tpm.h"

#include <string.h>

/* No piece is larger, whatever the TPM says: it must fit into a command. */
#define PIECE_MAX 2048

static int wrong(uint32_t index, const char *what)
{
        service_log("vtpm: stopped: NV index 0x%08x %s", (unsigned int)index, what);
        return -1;
}

/* What one TPM2_NV_Write or TPM2_NV_Read takes at most. */
static int piece_size(uint32_t *size)
{
        if (tpm_property(TPM_PT_NV_BUFFER_MAX, size))
                return -1;
        if (*size == 0 || *size > PIECE_MAX)
                *size = PIECE_MAX;
        return 0;
}

static int write_all(uint32_t index, struct wire_blob der, uint32_t piece)
{
        for (size_t offset = 0; offset < der.size; offset += piece) {
                size_t left = der.size - offset;
                size_t size = left < piece ? left : piece;

                if (tpm_nv_write(index, der.data + offset, (uint16_t)size, (uint16_t)offset))
                        return -1;
        }
        return 0;
}

static int compare_all(uint32_t index, struct wire_blob der, uint32_t piece)
{
        uint8_t data[PIECE_MAX];

        for (size_t offset = 0; offset < der.size; offset += piece) {
                size_t left = der.size - offset;
                size_t size = left < piece ? left : piece;

                if (tpm_nv_read(index, data, (uint16_t)size, (uint16_t)offset))
                        return -1;
                if (memcmp(data, der.data + offset, size) != 0)
                        return wrong(index, "holds something else than was written");
        }
        return 0;
}

static int check_public(uint32_t index, uint32_t attributes, size_t size)
{
        uint32_t found;
        uint16_t found_size;

        if (tpm_nv_read_public(index, &found, &found_size))
                return -1;
        if (found != (attributes | TPMA_NV_WRITTEN | TPMA_NV_WRITELOCKED) || found_size != size)
                return wrong(index, "has other attributes than were asked for");
        return 0;
}

static int check_size(uint32_t index, size_t size)
{
        uint32_t most;

        if (tpm_property(TPM_PT_NV_INDEX_MAX, &most))
                return -1;
        return size == 0 || size > most || size > UINT16_MAX
                       ? wrong(index, "cannot hold a certificate of that size")
                       : 0;
}

int nv_certificate_store(uint32_t index, uint32_t attributes, struct wire_blob der)
{
        uint32_t piece;

        if (check_size(index, der.size) || piece_size(&piece))
                return -1;
        if (tpm_nv_define(index, attributes, (uint16_t)der.size) || write_all(index, der, piece) ||
            tpm_nv_write_lock(index))
                return -1;
        return compare_all(index, der, piece) || check_public(index, attributes, der.size) ? -1 : 0;
}

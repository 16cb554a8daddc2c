/* lib/wire/state_slot.c - see state_slot.h. */
#include "lib/wire/state_slot.h"
#include "lib/base/bytes.h"

#define MAGIC UINT64_C(0x435357534c4f5431) /* "CSWSLOT1" */

bool state_slot_read(const uint8_t head[STATE_SLOT_HEAD], struct state_slot *out)
{
        struct bytes_reader in = bytes_reader(head, STATE_SLOT_HEAD);
        uint64_t magic = bytes_read_be64(&in);

        out->generation = bytes_read_be64(&in);
        out->size = bytes_read_be32(&in);
        return magic == MAGIC && out->size != 0 && out->size <= STATE_SLOT_STATE_MAX;
}

void state_slot_write(const struct state_slot *slot, uint8_t head[STATE_SLOT_HEAD])
{
        struct bytes_writer out = bytes_writer(head, STATE_SLOT_HEAD);

        bytes_write_be64(&out, MAGIC);
        bytes_write_be64(&out, slot->generation);
        bytes_write_be32(&out, (uint32_t)slot->size);
}

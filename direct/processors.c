/* direct/processors.c - see processors.h. ACPI 6.5, section 5.2.12. */
#include "direct/processors.h"

#include "direct/table.h"
#include "lib/base/bytes.h"
#include "lib/base/memory.h"

#define LOCAL_APIC 0xfee00000
#define IO_APIC    0xfec00000

#define XAPIC_IDS 255 /* IDs below have entries of 8 bit */

enum entry_type {
        ENTRY_LOCAL_APIC = 0,
        ENTRY_IO_APIC = 1,
        ENTRY_OVERRIDE = 2,
        ENTRY_LOCAL_NMI = 4,
        ENTRY_X2APIC = 9,
        ENTRY_X2APIC_NMI = 10,
};

bool processors_counted(uint32_t count, struct processors *out)
{
        out->count = 0;
        if (count == 0 || count > PROCESSORS_MOST)
                return false;
        for (out->count = 0; out->count < count; out->count++)
                out->ids[out->count] = out->count;
        return true;
}

static bool add(struct processors *processors, uint32_t id)
{
        for (unsigned int i = 0; i < processors->count; i++)
                if (processors->ids[i] == id)
                        return false;
        processors->ids[processors->count++] = id;
        return true;
}

bool processors_listed(const volatile uint32_t *list, size_t size, uint32_t count,
                       struct processors *out)
{
        out->count = 0;
        if (count == 0 || count > PROCESSORS_MOST || count >= size / sizeof(*list) ||
            list[0] != count)
                return false;
        for (uint32_t i = 0; i < count; i++)
                if (!add(out, list[1 + i]))
                        return false;
        return true;
}

static void write_processor(struct bytes_writer *out, uint32_t number, uint32_t id)
{
        bool is_small = id < XAPIC_IDS && number < XAPIC_IDS;

        bytes_write_u8(out, is_small ? ENTRY_LOCAL_APIC : ENTRY_X2APIC);
        bytes_write_u8(out, is_small ? 8 : 16);
        if (is_small) {
                bytes_write_u8(out, (uint8_t)number);
                bytes_write_u8(out, (uint8_t)id);
                bytes_write_le32(out, 1);
                return;
        }
        bytes_write_le16(out, 0);
        bytes_write_le32(out, id);
        bytes_write_le32(out, 1);
        bytes_write_le32(out, number);
}

static void write_override(struct bytes_writer *out, uint8_t source, uint32_t interrupt,
                           uint16_t flags)
{
        bytes_write_u8(out, ENTRY_OVERRIDE);
        bytes_write_u8(out, 10);
        bytes_write_u8(out, 0);
        bytes_write_u8(out, source);
        bytes_write_le32(out, interrupt);
        bytes_write_le16(out, flags);
}

/* The timer's line is the I/O APIC's second; PCI's four are level-triggered and active high (QEMU hw/i386/acpi-common.c). */
static void write_interrupts(struct bytes_writer *out)
{
        bytes_write_u8(out, ENTRY_IO_APIC);
        bytes_write_u8(out, 12);
        bytes_write_le16(out, 0);
        bytes_write_le32(out, IO_APIC);
        bytes_write_le32(out, 0);
        write_override(out, 0, 2, 0);
        write_override(out, 5, 5, 0xd);
        write_override(out, 9, 9, 0xd);
        write_override(out, 10, 10, 0xd);
        write_override(out, 11, 11, 0xd);
}

/* To every processor's second input. */
static void write_nmi(struct bytes_writer *out)
{
        bytes_write_u8(out, ENTRY_X2APIC_NMI);
        bytes_write_u8(out, 12);
        bytes_write_le16(out, 0);
        bytes_write_le32(out, UINT32_MAX);
        bytes_write_u8(out, 1);
        bytes_write_zero(out, 3);
        bytes_write_u8(out, ENTRY_LOCAL_NMI);
        bytes_write_u8(out, 6);
        bytes_write_u8(out, 0xff);
        bytes_write_le16(out, 0);
        bytes_write_u8(out, 1);
}

size_t processors_write(const struct processors *processors, uint8_t *out)
{
        struct bytes_writer writer = bytes_writer(out, PROCESSORS_TABLE_MOST);
        struct table_header header = table_header("APIC", 3);

        bytes_write(&writer, &header, sizeof(header));
        bytes_write_le32(&writer, LOCAL_APIC);
        bytes_write_le32(&writer, 1); /* there are two 8259s too */
        for (unsigned int i = 0; i < processors->count; i++)
                write_processor(&writer, i, processors->ids[i]);
        write_interrupts(&writer);
        write_nmi(&writer);
        header.length = (uint32_t)writer.size;
        memcpy(out, &header, sizeof(header));
        return writer.size;
}

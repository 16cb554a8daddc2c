/*
 * softsnp/load/madt.c - see madt.h. ACPI 6.5, section 5.2.12; what is in it, and in which order, as QEMU has it: hw/i386/acpi-common.c
 * (acpi_build_madt, pc_madt_cpu_entry), hw/acpi/aml-build.c (acpi_table_begin). QEMU's own is not asked for: fw_cfg has it only in
 * a file that is finished when it is first read, which is the guest's firmware's to do (acpi_build_update).
 */
#include "softsnp/load/madt.h"

#include "lib/base/memory.h"

#define XAPIC_IDS  255 /* IDs below are in entries of 8 bit */
#define LOCAL_APIC 0xfee00000
#define IO_APIC    0xfec00000

struct __attribute__((packed)) header {
        char signature[4];
        uint32_t length;
        uint8_t revision, checksum;
        char oem_id[6], oem_table_id[8];
        uint32_t oem_revision;
        char creator_id[4];
        uint32_t creator_revision;
        uint32_t local_apic, flags;
};

struct __attribute__((packed)) local_apic {
        uint8_t type, length, processor, apic_id;
        uint32_t flags;
};

struct __attribute__((packed)) local_x2apic {
        uint8_t type, length;
        uint16_t reserved;
        uint32_t apic_id, flags, processor;
};

struct __attribute__((packed)) io_apic {
        uint8_t type, length, id, reserved;
        uint32_t address, first_interrupt;
};

struct __attribute__((packed)) interrupt_override {
        uint8_t type, length, bus, source;
        uint32_t interrupt;
        uint16_t flags;
};

struct __attribute__((packed)) local_nmi {
        uint8_t type, length, processor;
        uint16_t flags;
        uint8_t input;
};

struct __attribute__((packed)) local_x2apic_nmi {
        uint8_t type, length;
        uint16_t flags;
        uint32_t processor;
        uint8_t input, reserved[3];
};

/* The timer's line is the I/O APIC's second; PCI's four are level-triggered and active high. */
static const struct interrupt_override overrides[] = {
        { 2, sizeof(struct interrupt_override), 0, 0, 2, 0 },
        { 2, sizeof(struct interrupt_override), 0, 5, 5, 0xd },
        { 2, sizeof(struct interrupt_override), 0, 9, 9, 0xd },
        { 2, sizeof(struct interrupt_override), 0, 10, 10, 0xd },
        { 2, sizeof(struct interrupt_override), 0, 11, 11, 0xd },
};

static unsigned int small_ids(unsigned int cpus)
{
        return cpus < XAPIC_IDS ? cpus : XAPIC_IDS;
}

size_t madt_size(unsigned int cpus)
{
        unsigned int small = small_ids(cpus);

        return sizeof(struct header) + small * sizeof(struct local_apic) +
               (cpus - small) * sizeof(struct local_x2apic) + sizeof(struct io_apic) +
               sizeof(overrides) +
               (cpus > XAPIC_IDS ? sizeof(struct local_x2apic_nmi) : sizeof(struct local_nmi));
}

static uint8_t *append(uint8_t *to, const void *entry, size_t size)
{
        memcpy(to, entry, size);
        return to + size;
}

static uint8_t *append_processor(uint8_t *to, unsigned int id)
{
        const struct local_apic small = { 0, sizeof(small), (uint8_t)id, (uint8_t)id, 1 };
        const struct local_x2apic large = { 9, sizeof(large), 0, id, 1, id };

        return id < XAPIC_IDS ? append(to, &small, sizeof(small))
                              : append(to, &large, sizeof(large));
}

/* To every processor's second input. */
static uint8_t *append_nmi(uint8_t *to, unsigned int cpus)
{
        const struct local_nmi small = { 4, sizeof(small), 0xff, 0, 1 };
        const struct local_x2apic_nmi large = { 10, sizeof(large), 0, UINT32_MAX, 1, { 0 } };

        return cpus > XAPIC_IDS ? append(to, &large, sizeof(large))
                                : append(to, &small, sizeof(small));
}

void madt_make(unsigned int cpus, uint8_t *out)
{
        const struct io_apic io_apic = { 1, sizeof(io_apic), 0, 0, IO_APIC, 0 };
        struct header header = {
                .length = (uint32_t)madt_size(cpus),
                .revision = 3,
                .oem_revision = 1,
                .creator_revision = 1,
                .local_apic = LOCAL_APIC,
                .flags = 1, /* there are two 8259s too */
        };
        uint8_t *to;

        memcpy(header.signature, "APIC", 4);
        memcpy(header.oem_id, "BOCHS ", 6);
        memcpy(header.oem_table_id, "BXPC    ", 8);
        memcpy(header.creator_id, "BXPC", 4);
        to = append(out, &header, sizeof(header));
        for (unsigned int id = 0; id < cpus; id++)
                to = append_processor(to, id);
        to = append(to, &io_apic, sizeof(io_apic));
        to = append(to, overrides, sizeof(overrides));
        to = append_nmi(to, cpus);
        header.checksum = 0;
        for (const uint8_t *at = out; at < to; at++)
                header.checksum = (uint8_t)(header.checksum - *at);
        memcpy(out, &header, sizeof(header));
}

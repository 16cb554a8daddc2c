/*
 * direct/acpi.c - see acpi.h. ACPI 6.5, chapter 5; the numbers are those of QEMU's q35 (hw/i386/acpi-build.c, init_common_fadt_data();
 * hw/isa/lpc_ich9.c).
 */
#include "direct/acpi.h"

#include "direct/chipset.h"
#include "direct/table.h"
#include "lib/base/memory.h"
#include "lib/direct/layout.h"

/* Where the tables are; the MADT is the last, since it is as long as there are processors. */
#define XSDT_AT 0x040
#define FACS_AT 0x080 /* aligned to 64 bytes */
#define FADT_AT 0x100
#define DSDT_AT 0x400
#define MADT_AT 0x1000
_Static_assert(MADT_AT + PROCESSORS_TABLE_MOST <= DIRECT_ACPI_SIZE, "every MADT has room");

/* The byte code behind the DSDT's header: dsdt.S. */
extern const uint8_t dsdt_code[], dsdt_code_end[];

struct __attribute__((packed)) rsdp {
        char signature[8];
        uint8_t checksum; /* of the first 20 bytes */
        char oem_id[6];
        uint8_t revision;
        uint32_t rsdt;
        uint32_t length;
        uint64_t xsdt;
        uint8_t extended_checksum;
        uint8_t reserved[3];
};
_Static_assert(sizeof(struct rsdp) == 36, "RSDP");

struct __attribute__((packed)) xsdt {
        struct table_header header;
        uint64_t tables[2];
};

struct __attribute__((packed)) generic_address {
        uint8_t space, width, offset, access;
        uint64_t address;
};

/* The fixed ACPI description table; of its 64-bit addresses those that are 0 are not looked at. */
struct __attribute__((packed)) fadt {
        struct table_header header;
        uint32_t facs, dsdt;
        uint8_t reserved, profile;
        uint16_t sci_interrupt;
        uint32_t smi_command;
        uint8_t enable, disable, s4_bios, p_state;
        uint32_t pm1a_event, pm1b_event, pm1a_control, pm1b_control, pm2_control, timer, gpe0, gpe1;
        uint8_t pm1_event_length, pm1_control_length, pm2_control_length, timer_length;
        uint8_t gpe0_length, gpe1_length, gpe1_base, c_state;
        uint16_t c2_latency, c3_latency, flush_size, flush_stride;
        uint8_t duty_offset, duty_width, day_alarm, month_alarm, century;
        uint16_t boot_flags;
        uint8_t reserved_1;
        uint32_t flags;
        struct generic_address reset;
        uint8_t reset_value, reserved_2[3];
        uint64_t x_facs, x_dsdt;
        struct generic_address x_blocks[8];
};
_Static_assert(sizeof(struct fadt) == 244, "FADT");

struct __attribute__((packed)) facs {
        char signature[4];
        uint32_t length;
        uint8_t reserved[56];
};

#define SCI_INTERRUPT 9
#define SMI_COMMAND   0xb2
#define RESET_PORT    0xcf9
#define RESET_VALUE   0xf
#define CENTURY       0x32
#define NO_C_STATE    0xfff

#define BOOT_LEGACY_DEVICES 0x1
#define BOOT_8042           0x2

/* WBINVD works, C1 is there, no fixed power and sleep buttons, no wake by the clock, a reset register. */
#define FADT_FLAGS (1 << 0 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 10)

static void *at(uint32_t offset)
{
        return (void *)(uintptr_t)(DIRECT_ACPI + offset);
}

static uint8_t checksum(const void *bytes, size_t size)
{
        uint8_t sum = 0;

        for (size_t i = 0; i < size; i++)
                sum = (uint8_t)(sum + ((const uint8_t *)bytes)[i]);
        return (uint8_t)-sum;
}

/* @table is complete but for its checksum. */
static void seal(void *table)
{
        struct table_header *header = table;

        header->checksum = 0;
        header->checksum = checksum(table, header->length);
}

static void write_rsdp(void)
{
        struct rsdp *rsdp = at(0);

        *rsdp = (struct rsdp){
                .revision = 2,
                .length = sizeof(*rsdp),
                .xsdt = DIRECT_ACPI + XSDT_AT,
        };
        memcpy(rsdp->signature, "RSD PTR ", 8);
        memcpy(rsdp->oem_id, "CASHEW", 6);
        rsdp->checksum = checksum(rsdp, 20);
        rsdp->extended_checksum = checksum(rsdp, sizeof(*rsdp));
}

static void write_xsdt(void)
{
        struct xsdt *xsdt = at(XSDT_AT);

        *xsdt = (struct xsdt){
                .header = table_header("XSDT", 1),
                .tables = { DIRECT_ACPI + FADT_AT, DIRECT_ACPI + MADT_AT },
        };
        xsdt->header.length = sizeof(*xsdt);
        seal(xsdt);
}

static void write_facs(void)
{
        struct facs *facs = at(FACS_AT);

        *facs = (struct facs){ .length = sizeof(*facs) };
        memcpy(facs->signature, "FACS", 4);
}

static void write_fadt(void)
{
        struct fadt *fadt = at(FADT_AT);

        *fadt = (struct fadt){
                .header = table_header("FACP", 3),
                .facs = DIRECT_ACPI + FACS_AT,
                .dsdt = DIRECT_ACPI + DSDT_AT,
                .sci_interrupt = SCI_INTERRUPT,
                .smi_command = SMI_COMMAND,
                .enable = 2,
                .disable = 3,
                .pm1a_event = CHIPSET_PM_BASE,
                .pm1_event_length = 4,
                .pm1a_control = CHIPSET_PM_BASE + 4,
                .pm1_control_length = 2,
                .timer = CHIPSET_PM_BASE + 8,
                .timer_length = 4,
                .gpe0 = CHIPSET_PM_BASE + 0x20,
                .gpe0_length = 16,
                .c2_latency = NO_C_STATE,
                .c3_latency = NO_C_STATE,
                .century = CENTURY,
                .boot_flags = BOOT_LEGACY_DEVICES | BOOT_8042,
                .flags = FADT_FLAGS,
                .reset = { .space = 1, .width = 8, .address = RESET_PORT },
                .reset_value = RESET_VALUE,
        };
        fadt->header.length = sizeof(*fadt);
        seal(fadt);
}

static void write_dsdt(void)
{
        const size_t size = (size_t)(dsdt_code_end - dsdt_code);
        struct table_header *header = at(DSDT_AT);

        *header = table_header("DSDT", 2);
        header->length = (uint32_t)(sizeof(*header) + size);
        memcpy(header + 1, dsdt_code, size);
        seal(header);
}

void acpi_write(const struct processors *processors)
{
        write_rsdp();
        write_xsdt();
        write_facs();
        write_fadt();
        write_dsdt();
        (void)processors_write(processors, at(MADT_AT));
        seal(at(MADT_AT));
}

/* lib/snp/chip.c - see chip.h. */
#include "lib/snp/chip.h"

#include "lib/base/memory.h"
#include "lib/snp/report.h"

#define SVN_MOST 127 /* of all but the microcode (google/go-sev-guest, kds) */

/* Bits that verifiers know: 0 SMT, 1 TSME, 2 ECC, 3 RAPL off, 4 ciphertext hiding, 5 alias check, 7 TIO. */
#define PLATFORM_INFO_KNOWN UINT64_C(0xbf)

/* The order of P-384. */
static const uint8_t curve_order[SNP_CHIP_SCALAR_SIZE] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
        0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
};

/* Which byte of TCB_VERSION holds which number; NONE: the product has no such part. */
#define NONE 8
struct tcb_layout {
        uint8_t fmc, boot_loader, tee, snp, microcode;
};
static const struct tcb_layout milan_layout = { NONE, 0, 1, 6, 7 };
static const struct tcb_layout turin_layout = { 0, 1, 2, 3, 7 };
static const struct tcb_layout venice_layout = { 0, NONE, 1, 2, NONE };

static const struct snp_product_facts products[SNP_PRODUCT_COUNT] = {
        [SNP_PRODUCT_MILAN] = { "Milan", 0x19, 0x01, 1, SNP_CHIP_ID_SIZE, false, true },
        [SNP_PRODUCT_GENOA] = { "Genoa", 0x19, 0x11, 1, SNP_CHIP_ID_SIZE, false, true },
        [SNP_PRODUCT_TURIN] = { "Turin", 0x1a, 0x02, 0, 8, true, true },
        [SNP_PRODUCT_VENICE] = { "Venice", 0x1a, 0x50, 0, 8, true, false },
};

const struct snp_product_facts *snp_product_facts(enum snp_product product)
{
        return &products[product];
}

static const struct tcb_layout *layout_of(enum snp_product product)
{
        if (product == SNP_PRODUCT_VENICE)
                return &venice_layout;
        return product == SNP_PRODUCT_TURIN ? &turin_layout : &milan_layout;
}

static uint64_t part(uint8_t position, uint8_t value)
{
        return position == NONE ? 0 : (uint64_t)value << 8 * position;
}

static uint8_t part_of(uint8_t position, uint64_t value)
{
        return position == NONE ? 0 : (uint8_t)(value >> 8 * position);
}

uint64_t snp_tcb_encode(enum snp_product product, const struct snp_tcb *tcb)
{
        const struct tcb_layout *layout = layout_of(product);

        return part(layout->fmc, tcb->fmc) | part(layout->boot_loader, tcb->boot_loader) |
               part(layout->tee, tcb->tee) | part(layout->snp, tcb->snp) |
               part(layout->microcode, tcb->microcode);
}

bool snp_tcb_decode(enum snp_product product, uint64_t value, struct snp_tcb *out)
{
        const struct tcb_layout *layout = layout_of(product);

        *out = (struct snp_tcb){
                .fmc = part_of(layout->fmc, value),
                .boot_loader = part_of(layout->boot_loader, value),
                .tee = part_of(layout->tee, value),
                .snp = part_of(layout->snp, value),
                .microcode = part_of(layout->microcode, value),
        };
        return snp_tcb_encode(product, out) == value && out->fmc <= SVN_MOST &&
               out->boot_loader <= SVN_MOST && out->tee <= SVN_MOST && out->snp <= SVN_MOST;
}

bool snp_tcb_within(uint64_t tcb, uint64_t limit)
{
        for (unsigned int shift = 0; shift < 64; shift += 8)
                if ((tcb >> shift & 0xff) > (limit >> shift & 0xff))
                        return false;
        return true;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
        for (size_t i = 0; i < size; i++)
                if (bytes[i] != 0)
                        return false;
        return true;
}

static const char *check_tcbs(const struct snp_chip *chip)
{
        const uint64_t tcbs[] = { chip->current_tcb, chip->reported_tcb, chip->committed_tcb,
                                  chip->launch_tcb };
        struct snp_tcb parts;

        for (size_t i = 0; i < sizeof(tcbs) / sizeof(tcbs[0]); i++) {
                if (!snp_tcb_decode(chip->product, tcbs[i], &parts))
                        return "a TCB version has reserved bytes, or numbers over 127";
                if (!snp_tcb_within(tcbs[i], chip->current_tcb))
                        return "a TCB version is above the current one";
        }
        return NULL;
}

/* The entry's certificate lies behind the entries and in the table. */
static bool good_entry(const struct snp_certificate_entry *entry, size_t entries_end)
{
        return entry->offset >= entries_end && entry->offset < SNP_CHIP_CERTIFICATES &&
               entry->size != 0 && entry->size <= SNP_CHIP_CERTIFICATES - entry->offset;
}

static struct snp_certificate_entry entry_at(const struct snp_chip *chip, size_t index)
{
        struct snp_certificate_entry entry;

        memcpy(&entry, chip->certificates + index * sizeof(entry), sizeof(entry));
        return entry;
}

static const char *check_certificates(const struct snp_chip *chip)
{
        const size_t most = SNP_CHIP_CERTIFICATES / sizeof(struct snp_certificate_entry);
        struct snp_certificate_entry entry;
        size_t count = 0;

        for (; count < most; count++) {
                entry = entry_at(chip, count);
                if (is_zero((const uint8_t *)&entry, sizeof(entry)))
                        break;
        }
        if (count == most)
                return "the certificate table has no end";
        for (size_t i = 0; i < count; i++) {
                entry = entry_at(chip, i);
                if (!good_entry(&entry, (count + 1) * sizeof(entry)))
                        return "a certificate lies outside the table";
        }
        return NULL;
}

static const char *check_header(const struct snp_chip *chip, size_t size)
{
        if (memcmp(chip->magic, SNP_CHIP_MAGIC, sizeof(chip->magic)) != 0)
                return "no chip identity";
        if (chip->version != SNP_CHIP_VERSION)
                return "of another version of the format";
        if (chip->size != size)
                return "its size is not that of a chip identity";
        if (!is_zero(chip->reserved_1b, sizeof(chip->reserved_1b)))
                return "reserved bytes are not zero";
        return NULL;
}

static const char *check_identity(const struct snp_chip *chip)
{
        size_t id_size;

        if (chip->product >= SNP_PRODUCT_COUNT)
                return "no such product";
        if (chip->report_version != 2 && chip->report_version != 3 && chip->report_version != 5)
                return "reports have version 2, 3 or 5";
        if (chip->mitigation_vector != 0 && chip->report_version != 5)
                return "only reports of version 5 have mitigation vectors";
        if (chip->platform_info & ~PLATFORM_INFO_KNOWN)
                return "PLATFORM_INFO has reserved bits";
        id_size = products[chip->product].chip_id_size;
        if (!is_zero(chip->chip_id + id_size, SNP_CHIP_ID_SIZE - id_size))
                return "the chip ID is longer than the product's";
        if (is_zero(chip->vcek, sizeof(chip->vcek)) ||
            memcmp(chip->vcek, curve_order, sizeof(curve_order)) >= 0)
                return "the VCEK is no private key of P-384";
        return NULL;
}

bool snp_chip_read(const void *data, size_t size, struct snp_chip *out, const char **reason)
{
        *reason = "its size is not that of a chip identity";
        if (size != sizeof(*out))
                return false;
        memcpy(out, data, size);
        *reason = check_header(out, size);
        if (!*reason)
                *reason = check_identity(out);
        if (!*reason)
                *reason = check_tcbs(out);
        if (!*reason)
                *reason = check_certificates(out);
        return *reason == NULL;
}

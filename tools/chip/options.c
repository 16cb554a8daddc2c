/* tools/chip/options.c - see options.h. */
#include "tools/chip/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"
#include "tools/common/number.h"

static const struct word products[] = {
        { "Milan", SNP_PRODUCT_MILAN },
        { "Genoa", SNP_PRODUCT_GENOA },
        { "Turin", SNP_PRODUCT_TURIN },
        { "Venice", SNP_PRODUCT_VENICE },
};
static const struct words product_words = WORDS(products);

static const struct word versions[] = { { "2", 2 }, { "3", 3 }, { "5", 5 } };
static const struct words version_words = WORDS(versions);

const struct option chip_options[] = {
        { "dir", "DIR", OPTION_DIRECTORY(struct chip_options, directory),
          "where; made if it is not there", .required = true },
        { "product", "NAME", OPTION_WORD(struct chip_options, chip.product), "the product line",
          .words = &product_words },
        { "report-version", "N", OPTION_WORD(struct chip_options, chip.report_version),
          "version of the attestation reports", .words = &version_words },
        { "tcb", "LIST", OPTION_TEXT(struct chip_options, current_tcb),
          "the current TCB: NAME=NUMBER, separated by commas, of bootloader, tee, snp, microcode, and for Turin and Venice fmc (default bootloader=3,tee=0,snp=8,microcode=115)" },
        { "reported-tcb", "LIST", OPTION_TEXT(struct chip_options, reported_tcb),
          "the TCB in the VCEK's certificate and in reports (default: current)" },
        { "committed-tcb", "LIST", OPTION_TEXT(struct chip_options, committed_tcb),
          "the lowest to which the chip can go back (default: current)" },
        { "launch-tcb", "LIST", OPTION_TEXT(struct chip_options, launch_tcb),
          "the TCB when guests were launched (default: current)" },
        { "mitigation-vector", "N", OPTION_NUMBER64(struct chip_options, chip.mitigation_vector),
          "with reports of version 5", .most = UINT64_MAX },
        { "force", NULL, OPTION_FLAG(struct chip_options, force),
          "DIR has a chip: the same with other firmware. ARK, ASK and chip ID stay" },
        { 0 },
};

/* Parts that are not named are those of *@tcb. */
static bool parse_list(const char *text, struct snp_tcb *tcb)
{
        enum { BOOT_LOADER, TEE, SNP, MICROCODE, FMC };
        static char *const names[] = { "bootloader", "tee", "snp", "microcode", "fmc", NULL };
        uint8_t *const parts[] = { &tcb->boot_loader, &tcb->tee, &tcb->snp, &tcb->microcode,
                                   &tcb->fmc };
        char copy[128];
        char *list = copy;
        uint64_t number;
        char *value;

        snprintf(copy, sizeof(copy), "%s", text);
        while (*list) {
                int name = getsubopt(&list, names, &value);

                if (name < 0 || !value ||
                    !number_read(value, name == MICROCODE ? 255 : 127, &number)) {
                        (void)command_error("chip",
                                            "%s: expected bootloader, tee, snp, microcode or fmc, "
                                            "=, and a number up to 127 (microcode: 255)",
                                            value ? value : "the TCB");
                        return false;
                }
                *parts[name] = (uint8_t)number;
        }
        return true;
}

/* @base is what parts have that the list does not name. */
static bool encode_list(const struct snp_chip *chip, const char *list, const struct snp_tcb *base,
                        uint64_t *out)
{
        struct snp_tcb tcb = *base;
        struct snp_tcb encoded;

        if (list && !parse_list(list, &tcb))
                return false;
        *out = snp_tcb_encode(chip->product, &tcb);
        if (snp_tcb_decode(chip->product, *out, &encoded) && encoded.fmc == tcb.fmc)
                return true;
        (void)command_error("chip", "only Turin has an fmc");
        return false;
}

/*
 * What --tcb leaves out is the standard's; other TCBs begin from the current one, so that only
 * differences have to be said. Each part is compared by itself: a TCB is not one number.
 */
static bool encode_tcbs(struct chip_options *options)
{
        struct snp_chip *chip = &options->chip;
        const struct snp_tcb standard = { 0, 3, 0, 8, 115 };
        struct snp_tcb current;

        if (!encode_list(chip, options->current_tcb, &standard, &chip->current_tcb) ||
            !snp_tcb_decode(chip->product, chip->current_tcb, &current) ||
            !encode_list(chip, options->reported_tcb, &current, &chip->reported_tcb) ||
            !encode_list(chip, options->committed_tcb, &current, &chip->committed_tcb) ||
            !encode_list(chip, options->launch_tcb, &current, &chip->launch_tcb))
                return false;
        if (snp_tcb_within(chip->reported_tcb, chip->current_tcb) &&
            snp_tcb_within(chip->committed_tcb, chip->current_tcb) &&
            snp_tcb_within(chip->launch_tcb, chip->current_tcb))
                return true;
        (void)command_error("chip", "no part of another TCB may be above the current one");
        return false;
}

/* Firmware that gives reports of version 5 is 1.58 or later. */
static void set_firmware(struct snp_chip *chip)
{
        chip->firmware[0] = 21;
        chip->firmware[1] = chip->report_version >= 5 ? 58 : 55;
        chip->firmware[2] = 1;
}

/* 2 is the exit status of a wrong command line. */
int chip_options_complete(struct chip_options *options)
{
        if (options->chip.mitigation_vector && options->chip.report_version != 5) {
                (void)command_error("chip", "only reports of version 5 have a mitigation vector");
                return 2;
        }
        set_firmware(&options->chip);
        return encode_tcbs(options) ? 0 : 2;
}

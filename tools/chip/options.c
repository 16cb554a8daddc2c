/* tools/chip/options.c - see options.h. */
#include "tools/chip/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/command.h"

/* SMT is on, memory has ECC, the alias check was done: what most platforms say. */
#define PLATFORM_INFO UINT64_C(0x25)

static const char help[] =
        "usage: cashew chip init --dir DIR [OPTION...]\n\n"
        "Makes the identity of a software chip in DIR: keys (ark.key, ask.key, vcek.key), certificates\n"
        "(ark, ask, vcek as .pem and .der, cert_chain.pem) and chip.bin for `cashew run --chip DIR`.\n\n"
        "  --dir DIR             where; made if it is not there\n"
        "  --product NAME        Milan (default), Genoa or Turin\n"
        "  --report-version N    2, 3 (default) or 5\n"
        "  --tcb LIST            the current TCB: NAME=NUMBER, separated by commas, of bootloader,\n"
        "                        tee, snp, microcode, and for Turin fmc (default\n"
        "                        bootloader=3,tee=0,snp=8,microcode=115)\n"
        "  --reported-tcb LIST   the TCB in the VCEK's certificate and in reports (default: current)\n"
        "  --committed-tcb LIST  the lowest to which the chip can go back (default: current)\n"
        "  --launch-tcb LIST     the TCB when guests were launched (default: current)\n"
        "  --mitigation-vector N with reports of version 5 (default 0)\n"
        "  --force               DIR has a chip: the same with other firmware. ARK, ASK and chip ID stay\n\n"
        "No part of another TCB may be above the current one. The keys are test keys: nobody should trust\n"
        "this ARK beyond tests.\n";

enum {
        OPTION_DIR = 256,
        OPTION_PRODUCT,
        OPTION_REPORT_VERSION,
        OPTION_TCB,
        OPTION_REPORTED_TCB,
        OPTION_COMMITTED_TCB,
        OPTION_LAUNCH_TCB,
        OPTION_MITIGATION_VECTOR,
        OPTION_FORCE,
        OPTION_HELP,
};

static const struct option long_options[] = {
        { "dir", required_argument, NULL, OPTION_DIR },
        { "product", required_argument, NULL, OPTION_PRODUCT },
        { "report-version", required_argument, NULL, OPTION_REPORT_VERSION },
        { "tcb", required_argument, NULL, OPTION_TCB },
        { "reported-tcb", required_argument, NULL, OPTION_REPORTED_TCB },
        { "committed-tcb", required_argument, NULL, OPTION_COMMITTED_TCB },
        { "launch-tcb", required_argument, NULL, OPTION_LAUNCH_TCB },
        { "mitigation-vector", required_argument, NULL, OPTION_MITIGATION_VECTOR },
        { "force", no_argument, NULL, OPTION_FORCE },
        { "help", no_argument, NULL, OPTION_HELP },
        { 0 },
};

/* The lists as they were given: their layout depends on the product, which may come later. */
struct tcb_lists {
        char *current;
        char *reported;
        char *committed;
        char *launch;
};

static bool parse_number(const char *text, uint64_t most, uint64_t *out)
{
        char *end;

        errno = 0;
        *out = text ? strtoull(text, &end, 0) : 0;
        return text && !errno && end != text && *end == '\0' && *text != '-' && *out <= most;
}

static bool parse_product(const char *text, struct snp_chip *chip)
{
        for (unsigned int i = 0; i < SNP_PRODUCT_COUNT; i++)
                if (strcmp(text, snp_product_facts(i)->name) == 0) {
                        chip->product = i;
                        return true;
                }
        (void)command_error("chip", "%s: expected Milan, Genoa or Turin", text);
        return false;
}

/* Parts that are not named are those of *@tcb. */
static bool parse_list(char *list, struct snp_tcb *tcb)
{
        enum { BOOT_LOADER, TEE, SNP, MICROCODE, FMC };
        static char *const names[] = { "bootloader", "tee", "snp", "microcode", "fmc", NULL };
        uint8_t *const parts[] = { &tcb->boot_loader, &tcb->tee, &tcb->snp, &tcb->microcode,
                                   &tcb->fmc };
        uint64_t number;
        char *value;

        while (*list) {
                int name = getsubopt(&list, names, &value);

                if (name < 0 || !parse_number(value, name == MICROCODE ? 255 : 127, &number)) {
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
static bool encode_list(const struct snp_chip *chip, char *list, const struct snp_tcb *base,
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

static bool encode_tcbs(const struct tcb_lists *lists, struct snp_chip *chip)
{
        const struct snp_tcb standard = { 0, 3, 0, 8, 115 };
        struct snp_tcb current;

        if (!encode_list(chip, lists->current, &standard, &chip->current_tcb) ||
            !snp_tcb_decode(chip->product, chip->current_tcb, &current) ||
            !encode_list(chip, lists->reported, &current, &chip->reported_tcb) ||
            !encode_list(chip, lists->committed, &current, &chip->committed_tcb) ||
            !encode_list(chip, lists->launch, &current, &chip->launch_tcb))
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

static bool parse_value(int option, char *value, struct chip_options *options,
                        struct tcb_lists *lists)
{
        uint64_t number;

        switch (option) {
        case OPTION_DIR:
                options->directory = value;
                return true;
        case OPTION_PRODUCT:
                return parse_product(value, &options->chip);
        case OPTION_REPORT_VERSION:
                if (!parse_number(value, 5, &number) || number < 2 || number == 4) {
                        (void)command_error("chip", "%s: expected 2, 3 or 5", value);
                        return false;
                }
                options->chip.report_version = (uint32_t)number;
                return true;
        case OPTION_TCB:
                lists->current = value;
                return true;
        case OPTION_REPORTED_TCB:
                lists->reported = value;
                return true;
        case OPTION_COMMITTED_TCB:
                lists->committed = value;
                return true;
        case OPTION_LAUNCH_TCB:
                lists->launch = value;
                return true;
        case OPTION_MITIGATION_VECTOR:
                if (parse_number(value, UINT64_MAX, &options->chip.mitigation_vector))
                        return true;
                (void)command_error("chip", "%s: expected a number", value);
                return false;
        case OPTION_FORCE:
                return options->force = true;
        default:
                return false;
        }
}

static int complete(struct chip_options *options, const struct tcb_lists *lists)
{
        if (!options->directory) {
                (void)command_error("chip", "--dir is missing; see cashew chip init --help");
                return 2;
        }
        if (options->chip.mitigation_vector && options->chip.report_version != 5) {
                (void)command_error("chip", "only reports of version 5 have a mitigation vector");
                return 2;
        }
        set_firmware(&options->chip);
        return encode_tcbs(lists, &options->chip) ? -1 : 2;
}

int chip_options_parse(int argc, char **argv, struct chip_options *out)
{
        struct tcb_lists lists = { 0 };
        int option;

        *out = (struct chip_options){
                .chip = { .report_version = 3, .platform_info = PLATFORM_INFO },
        };
        optind = 1;
        while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
                if (option == OPTION_HELP)
                        return fputs(help, stdout) < 0;
                if (!parse_value(option, optarg, out, &lists))
                        return 2;
        }
        if (optind != argc) {
                (void)command_error("chip", "%s: unexpected; see cashew chip init --help",
                                    argv[optind]);
                return 2;
        }
        return complete(out, &lists);
}

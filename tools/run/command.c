/* tools/run/command.c - `cashew run`: options. The rest is in the files beside. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/command.h"
#include "tools/run/loop.h"
#include "tools/run/tsc.h"

static const char help[] =
        "Usage: cashew run --softsnp FILE --image FILE [OPTION...]\n"
        "Boots an IGVM image on softsnp, the software SEV-SNP machine, and gives you its guest.\n"
        "\n"
        "  --image FILE         the IGVM file (cashew image build)\n"
        "  --softsnp FILE       the machine\n"
        "  --kernel FILE        the guest's kernel, offered through fw_cfg\n"
        "  --initrd FILE        its initial file system\n"
        "  --cmdline FILE       its command line\n"
        "  --batch COMMAND      run COMMAND as root in the guest: its output is ours, and its exit status\n"
        "  --guest linux|probe  what the image boots (default linux)\n"
        "  --smp N              virtual CPUs (default 2)\n"
        "  --memory MIB         memory (default 1024, at least 1024)\n"
        "  --ca DIR             serve the CA in DIR on the channel\n"
        "  --chip DIR           the security processor's chip (cashew chip init)\n"
        "  --psp-busy N         it answers the first N requests that it is busy\n"
        "  --attack NAME[:ARGUMENT...]\n"
        "                       the host is hostile: an attack of docs/softsnp.md; may be given often\n"
        "  --console FILE       write the console's text to FILE\n"
        "  --verbose            show all of it on stderr\n"
        "  --quiet              show only failures\n"
        "  --ready-limit S      give up if VMPL0 has not started the guest after S seconds (default 180)\n"
        "  --limit S            give up after S seconds (default: never)\n"
        "  --accel tcg|kvm      QEMU's accelerator (default tcg; kvm needs nested SVM)\n"
        "  --gdb                wait for gdb on port 1234\n"
        "  --trace FILE         QEMU's log of interrupts and exceptions\n"
        "  --icount N           QEMU counts instructions: 2^N ns each\n"
        "  --tsc-khz            print the TSC frequency that a guest here will see, and end\n"
        "  --qemu PATH          the emulator (default qemu-system-x86_64)\n"
        "  --plain              the same kernel on the same machine without SNP, to compare with\n"
        "  --firmware FILE      its firmware, with --plain (default: QEMU's own)\n"
        "  --tpm SOCKET         its TPM, with --plain: the --unix socket of cashew tpm serve\n"
        "\n"
        "Without --batch the guest's root shell gets this terminal. Exit status: the command's, or 125 if\n"
        "the machine failed.\n";

enum {
        OPTION_IMAGE = 256,
        OPTION_SOFTSNP,
        OPTION_KERNEL,
        OPTION_INITRD,
        OPTION_CMDLINE,
        OPTION_BATCH,
        OPTION_GUEST,
        OPTION_SMP,
        OPTION_MEMORY,
        OPTION_CA,
        OPTION_CHIP,
        OPTION_PSP_BUSY,
        OPTION_ATTACK,
        OPTION_CONSOLE,
        OPTION_VERBOSE,
        OPTION_QUIET,
        OPTION_READY_LIMIT,
        OPTION_LIMIT,
        OPTION_ACCEL,
        OPTION_GDB,
        OPTION_TRACE,
        OPTION_ICOUNT,
        OPTION_QEMU,
        OPTION_PLAIN,
        OPTION_TPM,
        OPTION_FIRMWARE,
        OPTION_TSC_KHZ,
        OPTION_HELP,
};

static const struct option long_options[] = {
        { "image", required_argument, NULL, OPTION_IMAGE },
        { "softsnp", required_argument, NULL, OPTION_SOFTSNP },
        { "kernel", required_argument, NULL, OPTION_KERNEL },
        { "initrd", required_argument, NULL, OPTION_INITRD },
        { "cmdline", required_argument, NULL, OPTION_CMDLINE },
        { "batch", required_argument, NULL, OPTION_BATCH },
        { "guest", required_argument, NULL, OPTION_GUEST },
        { "smp", required_argument, NULL, OPTION_SMP },
        { "memory", required_argument, NULL, OPTION_MEMORY },
        { "ca", required_argument, NULL, OPTION_CA },
        { "chip", required_argument, NULL, OPTION_CHIP },
        { "psp-busy", required_argument, NULL, OPTION_PSP_BUSY },
        { "attack", required_argument, NULL, OPTION_ATTACK },
        { "console", required_argument, NULL, OPTION_CONSOLE },
        { "verbose", no_argument, NULL, OPTION_VERBOSE },
        { "quiet", no_argument, NULL, OPTION_QUIET },
        { "ready-limit", required_argument, NULL, OPTION_READY_LIMIT },
        { "limit", required_argument, NULL, OPTION_LIMIT },
        { "accel", required_argument, NULL, OPTION_ACCEL },
        { "gdb", no_argument, NULL, OPTION_GDB },
        { "trace", required_argument, NULL, OPTION_TRACE },
        { "icount", required_argument, NULL, OPTION_ICOUNT },
        { "qemu", required_argument, NULL, OPTION_QEMU },
        { "plain", no_argument, NULL, OPTION_PLAIN },
        { "tpm", required_argument, NULL, OPTION_TPM },
        { "firmware", required_argument, NULL, OPTION_FIRMWARE },
        { "tsc-khz", no_argument, NULL, OPTION_TSC_KHZ },
        { "help", no_argument, NULL, OPTION_HELP },
        { 0 },
};

/* A number in [least, most], or usage. */
static bool parse_number(const char *text, unsigned int least, unsigned int most, unsigned int *out)
{
        char *end;
        unsigned long value;

        errno = 0;
        value = strtoul(text, &end, 10);
        if (errno || end == text || *end || value < least || value > most) {
                (void)command_error("run", "%s: expected a number from %u to %u", text, least,
                                    most);
                return false;
        }
        *out = (unsigned int)value;
        return true;
}

static bool parse_guest(const char *text, struct run_options *options)
{
        options->probe = strcmp(text, "probe") == 0;
        if (options->probe || strcmp(text, "linux") == 0)
                return true;
        (void)command_error("run", "%s: expected linux or probe", text);
        return false;
}

static bool parse_attack(const char *text, struct run_options *options)
{
        if (options->attack_count == RUN_ATTACKS_MOST) {
                (void)command_error("run", "%s: more than %u attacks", text, RUN_ATTACKS_MOST);
                return false;
        }
        options->attacks[options->attack_count++] = text;
        return true;
}

static bool parse_accel(const char *text, struct run_options *options)
{
        options->accel = text;
        if (strcmp(text, "tcg") == 0)
                return true;
        if (strcmp(text, "kvm") != 0)
                (void)command_error("run", "%s: expected tcg or kvm", text);
        else if (access("/sys/module/kvm_amd/parameters/nested", R_OK) != 0)
                (void)command_error("run",
                                    "kvm: this host's KVM offers no nested SVM (needs an AMD "
                                    "CPU and kvm_amd); use tcg");
        else
                return true;
        return false;
}

static bool parse_string(int option, const char *value, struct run_options *options)
{
        switch (option) {
        case OPTION_IMAGE:
                options->image = value;
                return true;
        case OPTION_SOFTSNP:
                options->softsnp = value;
                return true;
        case OPTION_KERNEL:
                options->kernel = value;
                return true;
        case OPTION_INITRD:
                options->initrd = value;
                return true;
        case OPTION_CMDLINE:
                options->cmdline = value;
                return true;
        case OPTION_BATCH:
                options->batch = value;
                return true;
        case OPTION_CA:
                options->ca = value;
                return true;
        case OPTION_CHIP:
                options->chip = value;
                return true;
        case OPTION_CONSOLE:
                options->console_log = value;
                return true;
        case OPTION_TRACE:
                options->trace = value;
                return true;
        case OPTION_QEMU:
                options->qemu = value;
                return true;
        case OPTION_FIRMWARE:
                options->firmware = value;
                return true;
        case OPTION_TPM:
                options->tpm = value;
                return true;
        default:
                return false;
        }
}

static bool parse_other(int option, const char *value, struct run_options *options, bool *quiet)
{
        switch (option) {
        case OPTION_GUEST:
                return parse_guest(value, options);
        case OPTION_ACCEL:
                return parse_accel(value, options);
        case OPTION_ATTACK:
                return parse_attack(value, options);
        case OPTION_SMP:
                return parse_number(value, 1, 16, &options->smp);
        case OPTION_MEMORY:
                return parse_number(value, 1024, 1048576, &options->memory_mib);
        case OPTION_READY_LIMIT:
                return parse_number(value, 1, 86400, &options->ready_seconds);
        case OPTION_LIMIT:
                return parse_number(value, 1, 86400, &options->limit_seconds);
        case OPTION_PSP_BUSY:
                return parse_number(value, 0, 1000, &options->psp_busy);
        case OPTION_ICOUNT:
                if (!parse_number(value, 0, 10, &options->icount))
                        return false;
                options->icount++;
                return true;
        case OPTION_GDB:
                return options->gdb = true;
        case OPTION_PLAIN:
                return options->plain = true;
        case OPTION_VERBOSE:
                return options->verbose = true;
        case OPTION_QUIET:
                return *quiet = true;
        default:
                return false;
        }
}

static bool chip_is_there(const struct run_options *options)
{
        char path[4096];

        if (!options->chip)
                return true;
        snprintf(path, sizeof(path), "%s/chip.bin", options->chip);
        if (access(path, R_OK) == 0)
                return true;
        (void)command_error("run", "%s: %s (cashew chip init makes a chip)", path, strerror(errno));
        return false;
}

static bool complete(const struct run_options *options)
{
        const char *missing = NULL;

        if (!options->plain && !options->softsnp)
                missing = "--softsnp";
        else if (!options->plain && !options->image)
                missing = "--image";
        else if (options->plain && (!options->kernel || !options->initrd))
                missing = "--kernel and --initrd";
        else if (!options->plain && options->tpm)
                missing = "--plain, which --tpm is for,";
        for (unsigned int i = 0; i < options->attack_count; i++)
                if (run_is_channel_attack(options->attacks[i]) && !options->ca)
                        missing = "--ca, on whose channel the attack is,";
        if (!missing)
                return chip_is_there(options);
        (void)command_error("run", "%s is missing; see cashew run --help", missing);
        return false;
}

static int run(const struct run_options *options, bool quiet)
{
        struct run run = { .options = options };
        int status = RUN_EXIT_MACHINE;

        run.console.verbose = options->verbose;
        run.console.quiet = quiet;
        run.console.started = run_seconds();
        if (options->console_log) {
                run.console.log = fopen(options->console_log, "we");
                if (!run.console.log)
                        return command_error("run", "%s: %s", options->console_log,
                                             strerror(errno));
        }
        if (run_start(&run) == 0)
                status = run_serve(&run);
        run_stop(&run);
        if (run.console.log)
                fclose(run.console.log);
        return status;
}

int command_run(int argc, char **argv)
{
        struct run_options options = {
                .qemu = "qemu-system-x86_64",
                .accel = "tcg",
                .ca_command = "/proc/self/exe",
                .smp = 2,
                .memory_mib = 1024,
                .ready_seconds = 180,
        };
        bool quiet = false;
        int option;

        while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
                if (option == OPTION_HELP)
                        return fputs(help, stdout) < 0;
                if (option == OPTION_TSC_KHZ)
                        return printf("%lu\n", (unsigned long)run_tsc_khz()) < 0;
                if (!parse_string(option, optarg, &options) &&
                    !parse_other(option, optarg, &options, &quiet))
                        return 2;
        }
        if (optind != argc) {
                (void)command_error("run", "%s: unexpected; see cashew run --help", argv[optind]);
                return 2;
        }
        return complete(&options) ? run(&options, quiet) : 2;
}

/* tools/run/command.c - `cashew run`: options. The rest is in the files beside. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/command.h"
#include "tools/common/shared.h"
#include "tools/common/tree.h"
#include "tools/run/loop.h"
#include "tools/run/personality.h"
#include "tools/run/tsc.h"

static const struct word guests[] = { { "any", RUN_GUEST_ANY },
                                      { "linux", RUN_GUEST_LINUX },
                                      { "console", RUN_GUEST_CONSOLE },
                                      { "probe", RUN_GUEST_PROBE } };
static const struct words guest_words = WORDS(guests);
static const struct word accelerators[] = { { "tcg", 0 }, { "kvm", 1 } };
static const struct words accelerator_words = WORDS(accelerators);
static const struct word levels[] = { { "reference", 0 }, { "qemu", 1 }, { "strict", 2 } };
static const struct words level_words = WORDS(levels);

#define INTO(kind, member) OPTION_##kind(struct run_options, member)

/* In the order of --help. What only makes sense together is complete()'s to see. */
static const struct option known[] = {
        { "image", "FILE", INTO(FILE, image), "the IGVM file (cashew image build)" },
        { "softsnp", "FILE", INTO(FILE, softsnp),
          "the machine (default: the one built or installed with this command)" },
        { "kernel", "FILE", INTO(FILE, kernel), "the guest's kernel, offered through fw_cfg" },
        { "initrd", "FILE", INTO(FILE, initrd), "its initial file system" },
        { "cmdline", "FILE", INTO(FILE, cmdline), "its command line, the first line of a file" },
        { "append", "TEXT", INTO(TEXT, append), "its command line itself", .excludes = "cmdline" },
        { "batch", "COMMAND", INTO(TEXT, batch),
          "run COMMAND as root in the guest: its output is ours, and its exit status" },
        { "guest", NULL, INTO(WORD, guest), "what the image boots, and so where its terminal is",
          .words = &guest_words },
        { "smp", "N", INTO(NUMBER, smp), "virtual CPUs", .least = 1, .most = 64 },
        { "memory", "MIB", INTO(NUMBER, memory_mib), "memory", .least = 1024, .most = 1048576 },
        { "own-memory", "MIB", INTO(NUMBER, own_memory_mib),
          "how much of it is softsnp's, not the guest's", .least = 64, .most = 1024 },
        { "ca", "DIR", INTO(DIRECTORY, ca), "serve the CA in DIR on the channel" },
        { "chip", "DIR", INTO(DIRECTORY, chip),
          "the security processor's chip (cashew chip init)" },
        { "psp-busy", "N", INTO(NUMBER, psp_busy),
          "it answers the first N requests that it is busy", .most = 1000 },
        { "personality", "NAME|FILE", INTO(FILE, personality),
          "how the host behaves: one that comes with Cashew, or a file", .excludes = "plain",
          .offer = run_personality_names },
        { "host", "KEY: VALUE...", INTO(LIST, host),
          "a line put behind the personality's, so that it counts instead", .excludes = "plain",
          .most = RUN_HOST_LINES_MOST },
        { "as", NULL, INTO(WORD_TEXT, as),
          "who judges the image, instead of the personality's igvm-level", .words = &level_words,
          .excludes = "plain" },
        { "attack", "NAME[:ARGUMENT...]", INTO(LIST, attacks),
          "the host is hostile: an attack of docs/softsnp.md", .most = RUN_ATTACKS_MOST },
        { "console", "FILE", INTO(FILE, console_log), "write the console's text to FILE" },
        { "verbose", NULL, INTO(FLAG, verbose), "show all of it on stderr" },
        { "quiet", NULL, INTO(FLAG, quiet), "show only failures" },
        { "ready-limit", "S", INTO(NUMBER, ready_seconds),
          "give up if VMPL0 has not started the guest after S seconds", .least = 1, .most = 86400 },
        { "limit", "S", INTO(NUMBER, limit_seconds), "give up after S seconds, otherwise never",
          .least = 1, .most = 86400 },
        { "accel", NULL, INTO(WORD_TEXT, accel), "QEMU's accelerator; kvm needs nested SVM",
          .words = &accelerator_words },
        { "gdb", NULL, INTO(FLAG, gdb),
          "wait for gdb on TCP port 1234 before the first instruction" },
        { "trace", "FILE", INTO(FILE, trace), "QEMU's log of interrupts and exceptions" },
        { "icount", "N", INTO(NUMBER, icount), "QEMU counts instructions: 2^N ns each",
          .most = 10 },
        { "tsc-khz", NULL, INTO(FLAG, tsc_khz),
          "print the TSC frequency that a guest here will see, and end" },
        { "qemu", "PATH", INTO(FILE, qemu), "the emulator" },
        { "qemu-arg", "ARG", INTO(LIST, qemu_arguments),
          "one more word of its command line: disks, UARTs, network", .most = RUN_QEMU_ARGS_MOST },
        { "symbols", "ELF", INTO(FILES, symbols),
          "a program of the image's, for names of addresses", .most = RUN_SYMBOLS_MOST },
        { "plain", NULL, INTO(FLAG, plain),
          "the same kernel on the same machine without SNP, to compare with" },
        { "firmware", "FILE", INTO(FILE, firmware),
          "its firmware, with --plain (default: QEMU's own)" },
        { "tpm", "SOCKET", INTO(FILE, tpm), "its TPM: the --unix socket of cashew tpm serve",
          .needs = "plain" },
        { 0 },
};

/* softsnp is a hypervisor itself, so KVM must offer SVM to its guests (the module's parameter `nested`). */
static bool accelerator_is_there(const struct run_options *options)
{
        if (strcmp(options->accel, "kvm") != 0 ||
            access("/sys/module/kvm_amd/parameters/nested", R_OK) == 0)
                return true;
        (void)command_error("run",
                            "kvm: this host's KVM offers no nested SVM (needs an AMD CPU and "
                            "kvm_amd); use tcg");
        return false;
}

/* QEMU would say that a file is missing; who has no chip yet wants to know how to make one. */
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

/*
 * What the table of options cannot say: which of them go together. A command line that is wrong is status 2.
 */
static bool complete(const struct run_options *options)
{
        const char *missing = NULL;

        if (!options->plain && !options->image)
                missing = "--image";
        else if (options->plain && (!options->kernel || !options->initrd))
                missing = "--kernel and --initrd";
        for (size_t i = 0; i < options->attacks.count; i++)
                if (run_is_channel_attack(options->attacks.items[i].text) && !options->ca)
                        missing = "--ca, on whose channel the attack is,";
        if (!missing)
                return accelerator_is_there(options) && chip_is_there(options);
        (void)command_wrong("run", "%s is missing", missing);
        return false;
}

/* Until the guest's own ports answer, if it has some (take_status()). */
static bool has_terminal_on_uart(const struct run_options *options)
{
        return !options->batch && !options->quiet &&
               (options->guest == RUN_GUEST_ANY || options->guest == RUN_GUEST_CONSOLE);
}

/* Whatever happened in between, run_stop() leaves no process and no file behind. */
static int run(const struct run_options *options)
{
        struct run run = { .options = options };
        int status = RUN_EXIT_MACHINE;

        if (run_personality_read(options, &run.personality) != 0)
                return 2;
        if (run_symbols_read(&options->symbols, &run.console.symbols) != 0)
                return 2;
        run.console.verbose = options->verbose;
        run.console.is_terminal = has_terminal_on_uart(options);
        run.console.quiet = options->quiet;
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
        file_free(&run.personality);
        run_symbols_free(&run.console.symbols);
        if (run.console.log)
                fclose(run.console.log);
        return status;
}

/* --tsc-khz starts no machine: it prints a number and ends. */
static int run_command(void *arguments)
{
        struct run_options *options = arguments;
        char softsnp[SHARED_PATH_MAX];

        if (!options->softsnp)
                options->softsnp = shared_file("softsnp.elf", softsnp);
        if (options->tsc_khz)
                return printf("%lu\n", (unsigned long)run_tsc_khz()) < 0;
        return complete(options) ? run(options) : 2;
}

/*
 * /proc/self/exe is this program, wherever it lies and whatever it is called: it serves the CA as well. 180
 * seconds are for VMPL0 alone, which makes a TPM in that time.
 */
const struct command command_run = {
        .name = "run",
        .summary = "boot an image in a virtual machine",
        .description =
                "Boots an IGVM image on softsnp, the software SEV-SNP machine, and gives you its guest. Without "
                "--batch the guest's root shell gets this terminal. Exit status: the command's, or 125 if the "
                "machine failed.",
        .usage = "--image FILE [OPTION...]\n"
                 "--plain --kernel FILE --initrd FILE [OPTION...]",
        .run = run_command,
        COMMAND_OPTIONS(known, struct run_options, .qemu = "qemu-system-x86_64", .accel = "tcg",
                        .ca_command = "/proc/self/exe", .smp = 2, .memory_mib = 1024,
                        .own_memory_mib = 128, .ready_seconds = 180, .icount = RUN_NO_ICOUNT),
};

/*
 * tools/run/qemu.c - QEMU's command line.
 *
 * Two of its choices are compulsory. thread=single: multi-threaded TCG loses bits of the first CPU's SVM state
 * (cpu_clear_ignne(), see docs/softsnp.md). max-ram-below-4g: softsnp lies behind the guest's low RAM (docs/boot.md).
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/run/guest_files.h"
#include "tools/run/loop.h"
#include "tools/run/qemu.h"

static const char *const stream_names[RUN_STREAMS] = {
        [RUN_CONSOLE] = "console",        [RUN_TERMINAL] = "terminal",
        [RUN_COMMAND] = "cashew.command", [RUN_STDOUT] = "cashew.stdout",
        [RUN_STDERR] = "cashew.stderr",   [RUN_STATUS] = "cashew.status",
};

const char *run_stream_name(enum run_stream stream)
{
        return stream_names[stream];
}

/* A terminal or the batch ports, never both; the probe has a console alone. */
bool run_stream_used(const struct run_options *options, enum run_stream stream)
{
        if (stream == RUN_CONSOLE)
                return true;
        if (options->guest == RUN_GUEST_PROBE || options->guest == RUN_GUEST_CONSOLE)
                return false;
        if (stream == RUN_STATUS)
                return true;
        return (stream == RUN_TERMINAL) == (options->batch == NULL);
}

/* Out of memory there is no command line to go on with, hence abort(). */
void run_argument(struct run_arguments *arguments, const char *format, ...)
{
        char **list = realloc(arguments->list, (arguments->count + 2) * sizeof(*list));
        va_list values;
        int length;

        if (!list)
                abort();
        va_start(values, format);
        length = vasprintf(&list[arguments->count], format, values);
        va_end(values);
        if (length < 0)
                abort();
        arguments->list = list;
        arguments->list[++arguments->count] = NULL;
}

void run_arguments_free(struct run_arguments *arguments)
{
        for (size_t i = 0; i < arguments->count; i++)
                free(arguments->list[i]);
        free(arguments->list);
        *arguments = (struct run_arguments){ 0 };
}

#define LOW_MIB 896 /* the guest's low RAM: softsnp's memory begins behind it */
#define OWN_MIB 128 /* softsnp's, unless somebody wants more: counted as memory */

/*
 * No default devices: what the guest finds is what stands here. softsnp ends itself by the isa-debug-exit at 0x5f4; the one at 0xf4
 * is the guest's (docs/boot.md, "Host interfaces"); -no-reboot makes a reset the machine's end.
 */
static void add_machine(const struct run_options *options, struct run_arguments *out)
{
        run_argument(out, "%s", options->qemu);
        run_argument(out, "-nodefaults");
        run_argument(out, "-no-user-config");
        run_argument(out, "-machine");
        run_argument(out, "q35,max-ram-below-4g=%uM", LOW_MIB + options->own_memory_mib);
        run_argument(out, "-accel");
        run_argument(out, "%s%s", options->accel,
                     strcmp(options->accel, "tcg") == 0 ? ",thread=single" : "");
        run_argument(out, "-cpu");
        run_argument(out, "%s,+svm,+npt,phys-bits=52",
                     strcmp(options->accel, "tcg") == 0 ? "max" : "host");
        run_argument(out, "-m");
        run_argument(out, "%uM", options->memory_mib + options->own_memory_mib - OWN_MIB);
        run_argument(out, "-smp");
        run_argument(out, "%u", options->smp);
        for (const char *const *fixed =
                     (const char *const[]){ "-display", "none", "-monitor", "none", "-no-reboot",
                                            "-vga", "none", "-nic", "none", "-device",
                                            "isa-debug-exit,iobase=0x5f4,iosize=1", "-device",
                                            "isa-debug-exit,iobase=0xf4,iosize=4", NULL };
             *fixed; fixed++)
                run_argument(out, "%s", *fixed);
        if (options->icount != RUN_NO_ICOUNT) {
                run_argument(out, "-icount");
                run_argument(out, "shift=%u,sleep=off", options->icount);
        }
        if (options->gdb) {
                run_argument(out, "-s");
                run_argument(out, "-S");
        }
        if (options->trace) {
                run_argument(out, "-d");
                run_argument(out, "int,cpu_reset");
                run_argument(out, "-D");
                run_argument(out, "%s", options->trace);
        }
}

/* Files of opt/cashew/ are softsnp's; which of them the guest sees, docs/boot.md says. */
static void add_fw_cfg_file(struct run_arguments *out, const char *name, const char *path)
{
        run_argument(out, "-fw_cfg");
        run_argument(out, "name=opt/cashew/%s,file=%s", name, path);
}

/* The chip's identity and its moods, which softsnp keeps from the guest (docs/boot.md, "Host interfaces"). */
static void add_chip(const struct run_options *options, struct run_arguments *out)
{
        if (options->chip) {
                run_argument(out, "-fw_cfg");
                run_argument(out, "name=opt/cashew/chip,file=%s/chip.bin", options->chip);
        }
        if (options->psp_busy) {
                run_argument(out, "-fw_cfg");
                run_argument(out, "name=opt/cashew/psp-busy,string=%u", options->psp_busy);
        }
}

static void add_softsnp_file(struct run_arguments *out, bool is_there, const char *name,
                             const char *directory)
{
        if (!is_there)
                return;
        run_argument(out, "-fw_cfg");
        run_argument(out, "name=opt/cashew/%s,file=%s/%s", name, directory, name);
}

/*
 * softsnp is the kernel that QEMU starts, the IGVM file its module (PVH); the guest's own kernel lies in
 * fw_cfg under other names.
 */
static void add_software(const struct run_options *options, const char *directory,
                         struct run_arguments *out)
{
        run_argument(out, "-kernel");
        run_argument(out, "%s", options->softsnp);
        run_argument(out, "-initrd");
        run_argument(out, "%s", options->image);
        add_chip(options, out);
        add_softsnp_file(out, options->attacks.count > 0, "attack", directory);
        add_softsnp_file(out, options->personality || options->host.count || options->as,
                         "personality", directory);
        if (!options->kernel)
                return;
        add_fw_cfg_file(out, "guest-kernel", options->kernel);
        if (options->initrd)
                add_fw_cfg_file(out, "guest-initrd", options->initrd);
        run_argument(out, "-fw_cfg");
        run_argument(out, "name=opt/cashew/guest-cmdline,file=%s/cmdline", directory);
}

/* QEMU's own TPM 2.0 interface, and behind it what speaks swtpm's control protocol. */
static void add_tpm(const char *socket, struct run_arguments *out)
{
        run_argument(out, "-chardev");
        run_argument(out, "socket,id=tpm,path=%s", socket);
        run_argument(out, "-tpmdev");
        run_argument(out, "emulator,id=tpm,chardev=tpm");
        run_argument(out, "-device");
        run_argument(out, "tpm-crb,tpmdev=tpm");
}

/*
 * The same firmware and kernel on the same machine without SNP: what bench/boot compares with. QEMU starts
 * the kernel itself, so a command line goes with -append; one that cannot be read is as none.
 */
static void add_plain_software(const struct run_options *options, struct run_arguments *out)
{
        char line[2048];

        if (options->firmware) {
                run_argument(out, "-drive");
                run_argument(out, "if=pflash,format=raw,readonly=on,file=%s", options->firmware);
        }
        if (options->tpm)
                add_tpm(options->tpm, out);
        run_argument(out, "-kernel");
        run_argument(out, "%s", options->kernel);
        run_argument(out, "-initrd");
        run_argument(out, "%s", options->initrd);
        if (run_read_cmdline(options, line, sizeof(line)) != 0 || line[0] == '\0')
                return;
        run_argument(out, "-append");
        run_argument(out, "%s", line);
}

static void add_socket(struct run_arguments *out, const char *id, const char *directory)
{
        run_argument(out, "-chardev");
        run_argument(out, "socket,id=%s,path=%s/%s", id, directory, id);
}

/*
 * First UART 0x3f8, the console; second 0x2f8, the channel. Without a CA the channel is there, and nobody
 * answers.
 */
static void add_uarts(const struct run_options *options, const char *directory,
                      struct run_arguments *out)
{
        add_socket(out, "console", directory);
        run_argument(out, "-serial");
        run_argument(out, "chardev:console");
        if (options->ca)
                add_socket(out, "channel", directory);
        else {
                run_argument(out, "-chardev");
                run_argument(out, "null,id=channel");
        }
        run_argument(out, "-serial");
        run_argument(out, "chardev:channel");
}

/*
 * With SNP the guest's driver must use buffers that it shares, since a device cannot reach private memory:
 * iommu_platform and no legacy form make it do so (docs/guest.md).
 */
static void add_ports(const struct run_options *options, const char *directory,
                      struct run_arguments *out)
{
        run_argument(out, "-device");
        run_argument(out, "virtio-serial-pci,disable-legacy=on,iommu_platform=%s",
                     options->plain ? "off" : "on");
        for (enum run_stream stream = RUN_TERMINAL; stream < RUN_STREAMS; stream++) {
                const char *name = run_stream_name(stream);

                if (!run_stream_used(options, stream))
                        continue;
                add_socket(out, name, directory);
                run_argument(out, "-device");
                if (stream == RUN_TERMINAL)
                        run_argument(out, "virtconsole,chardev=%s", name);
                else
                        run_argument(out, "virtserialport,chardev=%s,name=%s", name, name);
        }
}

/* Some guests have no ports: they speak on the console, and the machine's end is their own. */
void run_qemu_arguments(const struct run_options *options, const char *directory,
                        struct run_arguments *out)
{
        add_machine(options, out);
        if (options->plain)
                add_plain_software(options, out);
        else
                add_software(options, directory, out);
        add_uarts(options, directory, out);
        if (run_stream_used(options, RUN_STATUS))
                add_ports(options, directory, out);
        for (size_t i = 0; i < options->qemu_arguments.count; i++)
                run_argument(out, "%s", options->qemu_arguments.items[i].text);
}

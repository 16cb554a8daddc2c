/*
 * tools/tpm/serve/command.c - `cashew tpm serve` and `cashew tpm manufacture`: the TPM of the SVSM on plain
 * Linux.
 */
#include "tools/tpm/command.h"

#include "tools/common/command.h"
#include "tools/tpm/serve/keys.h"
#include "tools/tpm/serve/server.h"
#include "tools/tpm/serve/start_up.h"
#include "tools/tpm/serve/storage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
        struct vtpmd_options vtpmd;
        struct server_options server;
        unsigned int port;  /* TPM commands at 127.0.0.1 and this, control at the next; or 0 */
        unsigned int mssim; /* the same for the TCG simulator's protocol */
        const char *unix_control;
        const char *unix_data;
        const char *flags;
        const char *migration;
        const char *key, *migration_key;
        struct tpm_keys keys;
        bool power;   /* on before a client says so */
        bool startup; /* TPM2_Startup(CLEAR) too */
};

static const struct option known[] = {
        { "tcp", "PORT", OPTION_NUMBER(struct options, port),
          "TPM commands at 127.0.0.1:PORT, control at PORT + 1", .least = 1, .most = 65534 },
        { "mssim", "PORT", OPTION_NUMBER(struct options, mssim),
          "the TCG simulator's protocol: TPM commands at 127.0.0.1:PORT, platform at PORT + 1",
          .least = 1, .most = 65534 },
        { "unix", "PATH", OPTION_FILE(struct options, unix_control),
          "control at a UNIX socket; commands come with SET_DATAFD" },
        { "data", "PATH", OPTION_FILE(struct options, unix_data), "TPM commands at a UNIX socket" },
        { "flags", "FLAG[,...]", OPTION_TEXT(struct options, flags),
          "not-need-init: the power is on from the start (as it is without --unix and --mssim); startup-clear: "
          "TPM2_Startup(CLEAR) too; need-init: a client gives power" },
        { "terminate", NULL, OPTION_FLAG(struct options, server.terminate),
          "end when a client at --unix hangs up" },
        { "migration", "WORD[,...]", OPTION_TEXT(struct options, migration),
          "incoming: the state is left alone until the TPM has come here; release-lock-outgoing: it is let go "
          "when the TPM has been sent" },
        { "migration-key", "WORDS", OPTION_TEXT(struct options, migration_key),
          "what states that go out and come in are encrypted with, as --key" },
#define SERVE_ALONE 8 /* `manufacture` takes the others */
        { TPM_OPTION_PROFILE(struct options, vtpmd.profile), .required = true },
        { "state", "DIR", OPTION_DIRECTORY(struct options, vtpmd.state),
          "where the TPM lives; made if it is missing", .required = true },
        { TPM_OPTION_KEY(struct options, key) },
        { "ca", "SOCKET", OPTION_FILE(struct options, vtpmd.ca),
          "UNIX socket of `cashew ca serve`" },
        { "no-ca", NULL, OPTION_CLEAR(struct options, vtpmd.ca),
          "no certificates (as without --ca)" },
        { "vtpmd", "PATH", OPTION_FILE(struct options, vtpmd.program),
          "the service (else $CASHEW_VTPMD, or as it was built)" },
        { 0 },
};

/* swtpm's names, and need-init. Returns 0, or -1 if one is not known. */
static int read_flags(struct options *options)
{
        static const struct {
                const char *name;
                bool power, startup;
        } flags[] = { { "not-need-init", true, false },
                      { "startup-clear", true, true },
                      { "need-init", false, false } };

        for (const char *text = options->flags; text && *text;) {
                size_t length = strcspn(text, ",");
                size_t i = 0;

                while (i < 3 &&
                       (strncmp(flags[i].name, text, length) != 0 || flags[i].name[length]))
                        i++;
                if (i == 3)
                        return -command_error("tpm serve", "--flags %.*s: unknown", (int)length,
                                              text);
                options->power = flags[i].power;
                options->startup = options->startup || flags[i].startup;
                text += length + (text[length] == ',');
        }
        return 0;
}

static void say_where(const struct options *options)
{
        fprintf(stderr, "cashew tpm: ready");
        if (options->port)
                fprintf(stderr, ", commands at 127.0.0.1:%u, control at 127.0.0.1:%u",
                        options->port, options->port + 1);
        if (options->mssim)
                fprintf(stderr, ", simulator's commands at 127.0.0.1:%u, platform at 127.0.0.1:%u",
                        options->mssim, options->mssim + 1);
        if (options->unix_data)
                fprintf(stderr, ", commands at %s", options->unix_data);
        if (options->unix_control)
                fprintf(stderr, ", control at %s", options->unix_control);
        fputc('\n', stderr);
}

static struct place at_port(unsigned int port)
{
        return (struct place){ .kind = port ? PLACE_TCP : PLACE_NONE, .port = port };
}

static struct place at_path(const char *path)
{
        return (struct place){ .kind = path ? PLACE_UNIX : PLACE_NONE, .path = path };
}

/* Commands have one port, with headers or without. */
static int arrange_places(struct options *options)
{
        struct server_options *server = &options->server;

        if (options->port && options->mssim)
                return -command_wrong("tpm serve", "--tcp or --mssim, not both");
        server->data[0] = at_port(options->port ? options->port : options->mssim);
        server->data[1] = at_path(options->unix_data);
        server->control[0] = at_port(options->port ? options->port + 1 : 0);
        server->control[1] = at_path(options->unix_control);
        server->platform = at_port(options->mssim ? options->mssim + 1 : 0);
        return 0;
}

static int prepare(const struct options *options, struct twin *twin)
{
        if (!options->power && twin_power(twin, false) != SWTPM_SUCCESS)
                return -command_error("tpm serve", "the TPM cannot be switched off");
        if (options->startup && tpm_start_up(&twin->vtpmd, START_UP_CLEAR))
                return -1;
        return 0;
}

static int serve(const struct options *options, struct twin *twin)
{
        struct server *server;

        if (!twin->later && prepare(options, twin))
                return -1;
        server = server_open(&options->server);
        if (!server)
                return -1;
        say_where(options);
        server_run(server, twin);
        server_close(server);
        return 0;
}

/* Which there are, vtpmd is told; wiped by vtpmd_start(). */
static int read_keys(const char *command, struct options *options)
{
        if (take_key(command, "--key", options->key, &options->keys.state) ||
            take_key(command, "--migration-key", options->migration_key, &options->keys.migration))
                return -1;
        if (options->key || options->migration_key)
                options->vtpmd.keys = &options->keys;
        return 0;
}

static int serve_command(void *arguments)
{
        struct options *options = arguments;
        struct twin twin = { .powered = true, .data = -1, .vtpmd = { .requests = -1 } };
        bool incoming = false;
        int error;
        int status;

        /* Clients of those know of power: QEMU, libvirt, TSSs that a simulator serves. */
        options->power = !options->unix_control && !options->mssim;
        if (read_flags(options) || arrange_places(options))
                return 2;
        if (!storage_read_words(options->migration, &incoming, &twin.lets_go))
                return command_wrong("tpm serve",
                                     "--migration %s: incoming or release-lock-outgoing",
                                     options->migration);
        if (read_keys("tpm serve", options))
                return 1;
        twin.keys = (options->key ? SWTPM_CONFIG_FILE_KEY : 0) |
                    (options->migration_key ? SWTPM_CONFIG_MIGRATION_KEY : 0);
        twin.powered = !incoming;
        twin.later = incoming ? &options->vtpmd : NULL;
        if (!incoming && vtpmd_start(&options->vtpmd, &twin.vtpmd))
                return 1;
        error = serve(options, &twin);
        status = twin.later ? 0 : vtpmd_end(&twin.vtpmd);
        if (status)
                return command_error("tpm serve", "vtpmd ended with status %d", status);
        return error ? 1 : 0;
}

static int manufacture(void *arguments)
{
        struct options *options = arguments;
        struct vtpmd vtpmd;
        int status;

        if (read_keys("tpm manufacture", options))
                return 1;
        if (vtpmd_start(&options->vtpmd, &vtpmd))
                return 1;
        status = vtpmd_end(&vtpmd);
        if (status)
                return command_error("tpm manufacture", "vtpmd ended with status %d", status);
        return 0;
}

const struct command tpm_serve = {
        .name = "serve",
        .summary = "make a TPM and offer it as swtpm does",
        .description =
                "Makes the TPM that the profile says, unless DIR has it already, and offers it with swtpm's "
                "protocol to tpm2-tools, tpm2-tss, QEMU and libvirt.",
        .run = serve_command,
        .one_of = "tcp mssim unix data",
        COMMAND_OPTIONS(known, struct options),
};

const struct command tpm_manufacture = {
        .name = "manufacture",
        .summary = "make a TPM, and leave its state in a directory",
        .description = "Makes the TPM that the profile says, unless DIR has it already.",
        .run = manufacture,
        COMMAND_OPTIONS(known + SERVE_ALONE, struct options),
};

/*
 * tools/tpm/serve/command.c - `cashew tpm serve` and `cashew tpm manufacture`: the TPM of the SVSM on plain
 * Linux.
 */
#include "tools/tpm/command.h"

#include "tools/common/command.h"
#include "tools/tpm/serve/server.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
        struct vtpmd_options vtpmd;
        struct server_options server;
        bool power;   /* on before a client says so */
        bool startup; /* TPM2_Startup(CLEAR) too */
};

static void serve_usage(FILE *out)
{
        fputs("usage: cashew tpm serve --profile NAME|FILE --state DIR [--tcp PORT] [--unix PATH]\n"
              "                        [--data PATH] [OPTION...]\n\n"
              "Makes the TPM that the profile says, unless DIR has it already, and offers it with\n"
              "swtpm's protocol to tpm2-tools, tpm2-tss, QEMU and libvirt.\n\n"
              "  --profile NAME|FILE  a profile of ours, or a file, YAML or compiled\n"
              "  --state DIR          where the TPM lives; made if it is missing\n"
              "  --tcp PORT           TPM commands at 127.0.0.1:PORT, control at PORT + 1\n"
              "  --unix PATH          control at a UNIX socket; commands come with SET_DATAFD\n"
              "  --data PATH          TPM commands at a UNIX socket\n"
              "  --ca SOCKET          UNIX socket of `cashew ca serve`\n"
              "  --no-ca              no certificates (as without --ca)\n"
              "  --flags FLAG[,...]   not-need-init: the power is on from the start (as it is\n"
              "                       without --unix); startup-clear: TPM2_Startup(CLEAR) too;\n"
              "                       need-init: a client gives power\n"
              "  --terminate          end when a client at --unix hangs up\n"
              "  --vtpmd PATH         the service (else $CASHEW_VTPMD, or as it was built)\n",
              out);
}

static void manufacture_usage(FILE *out)
{
        fputs("usage: cashew tpm manufacture --profile NAME|FILE --state DIR [OPTION...]\n\n"
              "Makes the TPM that the profile says, unless DIR has it already.\n\n"
              "  --profile NAME|FILE  a profile of ours, or a file, YAML or compiled\n"
              "  --state DIR          where the TPM will live; made if it is missing\n"
              "  --ca SOCKET          UNIX socket of `cashew ca serve`\n"
              "  --no-ca              no certificates (as without --ca)\n"
              "  --vtpmd PATH         the service (else $CASHEW_VTPMD, or as it was built)\n",
              out);
}

enum {
        OPTION_PROFILE = 256,
        OPTION_STATE,
        OPTION_CA,
        OPTION_NO_CA,
        OPTION_VTPMD,
        OPTION_HELP,
        OPTION_TCP,
        OPTION_UNIX,
        OPTION_DATA,
        OPTION_FLAGS,
        OPTION_TERMINATE,
};

static const struct option serve_options[] = {
        { "profile", required_argument, NULL, OPTION_PROFILE },
        { "state", required_argument, NULL, OPTION_STATE },
        { "ca", required_argument, NULL, OPTION_CA },
        { "no-ca", no_argument, NULL, OPTION_NO_CA },
        { "vtpmd", required_argument, NULL, OPTION_VTPMD },
        { "help", no_argument, NULL, OPTION_HELP },
        { "tcp", required_argument, NULL, OPTION_TCP },
        { "unix", required_argument, NULL, OPTION_UNIX },
        { "data", required_argument, NULL, OPTION_DATA },
        { "flags", required_argument, NULL, OPTION_FLAGS },
        { "terminate", no_argument, NULL, OPTION_TERMINATE },
        { 0 },
};

/* The first six of them. */
static const struct option manufacture_options[] = {
        { "profile", required_argument, NULL, OPTION_PROFILE },
        { "state", required_argument, NULL, OPTION_STATE },
        { "ca", required_argument, NULL, OPTION_CA },
        { "no-ca", no_argument, NULL, OPTION_NO_CA },
        { "vtpmd", required_argument, NULL, OPTION_VTPMD },
        { "help", no_argument, NULL, OPTION_HELP },
        { 0 },
};

/* swtpm's names, and need-init. Returns 0, or -1 if one is not known. */
static int parse_flags(char *text, struct options *options)
{
        for (char *flag = strtok(text, ","); flag; flag = strtok(NULL, ",")) {
                if (strcmp(flag, "not-need-init") == 0)
                        options->power = true;
                else if (strcmp(flag, "startup-clear") == 0)
                        options->power = options->startup = true;
                else if (strcmp(flag, "need-init") == 0)
                        options->power = false;
                else
                        return -command_error("tpm serve", "--flags %s: unknown", flag);
        }
        return 0;
}

static int parse_port(const char *text, int *port)
{
        char *rest;
        long number = strtol(text, &rest, 10);

        if (*rest || rest == text || number < 1 || number > 65534)
                return -command_error("tpm serve", "--tcp %s: not a port from 1 to 65534", text);
        *port = (int)number;
        return 0;
}

static int take_option(int option, char *flags[1], struct options *options)
{
        switch (option) {
        case OPTION_PROFILE:
                options->vtpmd.profile = optarg;
                return 0;
        case OPTION_STATE:
                options->vtpmd.state = optarg;
                return 0;
        case OPTION_CA:
                options->vtpmd.ca = optarg;
                return 0;
        case OPTION_NO_CA:
                options->vtpmd.ca = NULL;
                return 0;
        case OPTION_VTPMD:
                options->vtpmd.program = optarg;
                return 0;
        case OPTION_TCP:
                return parse_port(optarg, &options->server.port);
        case OPTION_UNIX:
                options->server.unix_control = optarg;
                return 0;
        case OPTION_DATA:
                options->server.unix_data = optarg;
                return 0;
        case OPTION_FLAGS:
                *flags = optarg;
                return 0;
        case OPTION_TERMINATE:
                options->server.terminate = true;
                return 0;
        default:
                return -1;
        }
}

/* Terminates the program if the command line is wrong, or asks for help. */
static void parse(int argc, char **argv, const struct option *known, void (*usage)(FILE *out),
                  struct options *options)
{
        char *flags = NULL;
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (option == 'h' || option == OPTION_HELP) {
                        usage(stdout);
                        exit(0);
                }
                if (take_option(option, &flags, options))
                        exit(2);
        }
        /* A client at a UNIX socket is one that knows of power: QEMU, libvirt. */
        options->power = !options->server.unix_control;
        if (flags && parse_flags(flags, options))
                exit(2);
        if (optind == argc && options->vtpmd.profile && options->vtpmd.state)
                return;
        usage(stderr);
        exit(2);
}

/* TPM2_Startup(TPM_SU_CLEAR), and whether it was done. */
static int start_up(struct twin *twin)
{
        static const uint8_t command[] = { 0, 0x80, 0x01, 0, 0, 0, 12, 0, 0, 0x01, 0x44, 0, 0 };
        uint8_t response[VTPMD_MESSAGE_MAX];
        long size = -1;

        if (vtpmd_send(&twin->vtpmd, command, sizeof(command)) == 0)
                size = vtpmd_receive(&twin->vtpmd, response, sizeof(response));
        if (size == 10 && memcmp(response + 6, "\0\0\0\0", 4) == 0)
                return 0;
        return -command_error("tpm serve", "TPM2_Startup failed");
}

static void say_where(const struct server_options *options)
{
        fprintf(stderr, "cashew tpm: ready");
        if (options->port)
                fprintf(stderr, ", commands at 127.0.0.1:%d, control at 127.0.0.1:%d",
                        options->port, options->port + 1);
        if (options->unix_data)
                fprintf(stderr, ", commands at %s", options->unix_data);
        if (options->unix_control)
                fprintf(stderr, ", control at %s", options->unix_control);
        fputc('\n', stderr);
}

static int prepare(const struct options *options, struct twin *twin)
{
        if (!options->power && twin_power(twin, false) != SWTPM_SUCCESS)
                return -command_error("tpm serve", "the TPM cannot be switched off");
        if (options->startup && start_up(twin))
                return -1;
        return 0;
}

static int serve(const struct options *options, struct twin *twin)
{
        struct server *server;

        if (prepare(options, twin))
                return -1;
        server = server_open(&options->server);
        if (!server)
                return -1;
        say_where(&options->server);
        server_run(server, twin);
        server_close(server);
        return 0;
}

int tpm_serve(int argc, char **argv)
{
        struct options options = { 0 };
        struct twin twin = { .powered = true, .data = -1 };
        int error;
        int status;

        parse(argc, argv, serve_options, serve_usage, &options);
        if (!options.server.port && !options.server.unix_control && !options.server.unix_data) {
                serve_usage(stderr);
                return 2;
        }
        if (vtpmd_start(&options.vtpmd, &twin.vtpmd))
                return 1;
        error = serve(&options, &twin);
        status = vtpmd_end(&twin.vtpmd);
        if (status)
                return command_error("tpm serve", "vtpmd ended with status %d", status);
        return error ? 1 : 0;
}

int tpm_manufacture(int argc, char **argv)
{
        struct options options = { 0 };
        struct vtpmd vtpmd;
        int status;

        parse(argc, argv, manufacture_options, manufacture_usage, &options);
        if (vtpmd_start(&options.vtpmd, &vtpmd))
                return 1;
        status = vtpmd_end(&vtpmd);
        if (status)
                return command_error("tpm manufacture", "vtpmd ended with status %d", status);
        return 0;
}

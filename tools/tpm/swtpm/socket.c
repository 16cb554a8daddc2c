/* tools/tpm/swtpm/socket.c - see socket.h. */
#include "tools/tpm/swtpm/socket.h"

#include "lib/svsm/vtpm_message.h"
#include "tools/tpm/serve/server.h"
#include "tools/tpm/serve/start_up.h"
#include "tools/tpm/swtpm/filters.h"
#include "tools/tpm/swtpm/options.h"
#include "tools/tpm/swtpm/print.h"
#include "tools/tpm/swtpm/process.h"
#include "tools/tpm/swtpm/profile.h"
#include "tools/tpm/swtpm/settings.h"
#include "tools/tpm/swtpm/state.h"
#include "tools/tpm/swtpm/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOCKET_MODE 0770 /* swtpm's */

/* A place that is a socket of its own: a port or a path. */
static int read_own(const char *option, const struct swtpm_channel *channel, struct place *out)
{
        bool tcp = strcmp(channel->type, "tcp") == 0;

        if (tcp && channel->port <= 0)
                return -swtpm_error("%s type=tcp: port= or fd= is needed", option);
        if (!tcp && !channel->path)
                return -swtpm_error("%s type=unixio: path= or fd= is needed", option);
        *out = (struct place){ .kind = tcp ? PLACE_TCP : PLACE_UNIX,
                               .port = tcp ? (unsigned int)channel->port : 0,
                               .address = channel->address,
                               .interface = channel->interface,
                               .path = channel->path,
                               .has_mode = true,
                               .mode = channel->mode == WORD_NONE ? SOCKET_MODE
                                                                  : (mode_t)channel->mode,
                               .has_owner = channel->owner != WORD_NONE,
                               .owner = (uid_t)channel->owner,
                               .has_group = channel->group != WORD_NONE,
                               .group = (gid_t)channel->group };
        return 0;
}

static int check_type(const char *option, const struct swtpm_channel *channel)
{
        bool unixio = channel->type && strcmp(channel->type, "unixio") == 0;

        if (!unixio && (!channel->type || strcmp(channel->type, "tcp") != 0))
                return -swtpm_error("%s type=%s: expected tcp or unixio", option,
                                    channel->type ? channel->type : "");
        if (unixio && (channel->port != WORD_NONE || channel->address))
                return -swtpm_error("%s type=unixio: port= and bindaddr= are for tcp", option);
        if (!unixio && channel->path)
                return -swtpm_error("%s type=tcp: path= is for unixio", option);
        return 0;
}

static struct place inherited(enum place_kind kind, int fd)
{
        return (struct place){ .kind = kind, .fd = fd };
}

/* fd= is a listener here, and a connection for --server: so swtpm has it. */
static int read_control(const struct swtpm_channel *channel, struct place *out)
{
        if (check_type("--ctrl", channel))
                return -1;
        if (channel->fd != WORD_NONE && channel->client_fd != WORD_NONE)
                return -swtpm_error("--ctrl: fd= or clientfd=, not both");
        if (channel->client_fd != WORD_NONE)
                *out = inherited(PLACE_CLIENT, channel->client_fd);
        else if (channel->fd != WORD_NONE)
                *out = inherited(PLACE_LISTENER, channel->fd);
        else
                return read_own("--ctrl", channel, out);
        return 0;
}

static int read_server(const struct swtpm_channel *given, struct place *out)
{
        struct swtpm_channel channel = *given;

        if (!channel.type)
                channel.type = "tcp";
        if (check_type("--server", &channel))
                return -1;
        if (channel.fd == WORD_NONE)
                return read_own("--server", &channel, out);
        *out = inherited(PLACE_CLIENT, channel.fd);
        return 0;
}

static bool is_given(const struct swtpm_channel *channel)
{
        return channel->type || channel->path || channel->port != WORD_NONE ||
               channel->fd != WORD_NONE || channel->client_fd != WORD_NONE;
}

/* -p and -f are older words; they end a connection with each command, and with it the TPM. */
static int read_old(const struct swtpm_options *options, struct server_options *server,
                    uint8_t *flags)
{
        const char *text = getenv("TPM_PORT");
        int port = options->port;

        if (options->fd != WORD_NONE) {
                server->data[0] = inherited(PLACE_CLIENT, options->fd);
                server->terminate_data = true;
                return 0;
        }
        if (port == WORD_NONE && text)
                port = atoi(text);
        if (port == WORD_NONE)
                return 0;
        if (port <= 0 || port > 65535)
                return -swtpm_error("port %s: expected 1 to 65535", text ? text : "0");
        server->data[0] = (struct place){ .kind = PLACE_TCP, .port = (unsigned int)port };
        *flags |= VTPM_DATA_ONCE;
        return 0;
}

static int read_places(const struct swtpm_options *options, struct server_options *server,
                       uint8_t *flags)
{
        int error;

        *server = (struct server_options){ .terminate = options->control.terminate ||
                                                        options->control.client_fd != WORD_NONE,
                                           .terminate_data = options->terminate };
        if (is_given(&options->control) && read_control(&options->control, &server->control[0]))
                return -1;
        if (is_given(&options->server)) {
                error = read_server(&options->server, &server->data[0]);
                *flags |= options->server.disconnect ? VTPM_DATA_ONCE : 0;
        } else {
                error = read_old(options, server, flags);
        }
        *flags |= options->allow_set_locality ? VTPM_DATA_SET_LOCALITY : 0;
        *flags |= options->reject_locality_4 ? VTPM_DATA_BELOW_4 : 0;
        if (error)
                return -1;
        if (server->data[0].kind == PLACE_NONE && server->control[0].kind == PLACE_NONE)
                return -swtpm_error("nobody could reach the TPM: --server or --ctrl is needed");
        return 0;
}

static int check(const struct swtpm_options *options)
{
        if (!options->tpm2)
                return -swtpm_error("there is no TPM 1.2: --tpm2 is needed");
        if (options->startup_deactivated)
                return -swtpm_error("--flags startup-deactivated: only a TPM 1.2 has that");
        if (options->startup_clear + options->startup_state + options->startup_none > 1)
                return -swtpm_error("--flags: one startup-... only");
        return 0;
}

/* The power and TPM2_Startup, before anybody comes. */
static int prepare(const struct swtpm_options *options, struct twin *twin)
{
        bool started = options->startup_clear || options->startup_state;

        if (!started && !options->not_need_init)
                return twin_power(twin, false) == SWTPM_SUCCESS
                               ? 0
                               : -swtpm_error("the TPM cannot be switched off");
        if (!started)
                return 0;
        return tpm_start_up(&twin->vtpmd, options->startup_state ? START_UP_STATE : START_UP_CLEAR);
}

/* A TPM of swtpm's is taken over first. What keys it has are those that ours will have. */
static int start(const struct vtpmd_options *vtpmd, struct vtpmd *out)
{
        struct vtpmd_options taking = *vtpmd;

        taking.confinement = NULL; /* of who serves */
        if (vtpmd->takes_over) {
                if (vtpmd->keys)
                        vtpmd->keys->directory = vtpmd->keys->state;
                if (vtpmd_move(&taking, true, vtpmd->takes_over))
                        return -swtpm_error("%s: the TPM of swtpm's in it cannot be taken over",
                                            vtpmd->takes_over);
                fprintf(stderr,
                        "cashew-swtpm: %s: the TPM of swtpm's in it was taken over; its files stay as "
                        "they are\n",
                        vtpmd->takes_over);
        }
        return vtpmd_start(vtpmd, out);
}

static int serve(const struct swtpm_options *options, const struct vtpmd_options *vtpmd,
                 struct server *server, uint8_t flags, int ready)
{
        struct twin twin = { .powered = !options->incoming,
                             .data = -1,
                             .data_flags = flags,
                             .vtpmd = { .requests = -1 },
                             .later = options->incoming ? vtpmd : NULL,
                             .lets_go = options->release_lock_outgoing,
                             .keys = (options->key ? SWTPM_CONFIG_FILE_KEY : 0) |
                                     (options->migration_key ? SWTPM_CONFIG_MIGRATION_KEY : 0) };
        int error;

        if (!twin.later && start(vtpmd, &twin.vtpmd))
                return 1;
        error = (!twin.later && prepare(options, &twin)) || process_write_pid(options);
        if (!error) {
                if (ready >= 0)
                        process_ready(ready);
                error = !twin.later && confine(vtpmd->confinement);
        }
        if (!error)
                server_run(server, &twin);
        if (options->pid_file && !error)
                unlink(options->pid_file);
        if (!twin.later && vtpmd_end(&twin.vtpmd) && !error)
                error = swtpm_error("the TPM does not end well");
        return error ? 1 : 0;
}

/* Sockets first: clients may come while the TPM is made, and whoever cannot be served makes no TPM. */
static int open_and_serve(const struct swtpm_options *options, const struct vtpmd_options *vtpmd)
{
        struct server_options places;
        struct server *server;
        uint8_t flags = 0;
        int ready = -1;
        int result;

        if (read_places(options, &places, &flags))
                return 1;
        server = server_open(&places);
        if (!server)
                return 1;
        if (options->run_as && process_run_as(options->run_as)) {
                server_close(server);
                return 1;
        }
        if (options->daemon)
                ready = process_daemonize();
        result = options->daemon && ready < 0 ? 1 : serve(options, vtpmd, server, flags, ready);
        server_close(server);
        return result;
}

/* Before anything else is done, as who we were started as. */
static int read_key(const char *option, const char *words, struct tpm_key *out)
{
        char problem[TPM_KEY_PROBLEM];

        if (!words || tpm_key_read(words, out, problem) == 0)
                return 0;
        return -swtpm_error("%s: %s", option, problem);
}

static int run(const struct swtpm_options *options)
{
        static struct settings settings;
        static struct tpm_keys keys;
        struct confinement confinement;
        struct vtpmd_options vtpmd;
        int result;

        if (process_log(&options->log) || check(options) || settings_read(NULL, &settings))
                return 1;
        if (state_find(options->state_directory, options->state_uri, options->state_mode, &settings,
                       &vtpmd))
                return 1;
        if (profile_choose(options->profile, &vtpmd, &settings))
                return 1;
        if (options->print_states)
                return print_states(&vtpmd);
        if (read_key("--key", options->key, &keys.state) ||
            read_key("--migration-key", options->migration_key, &keys.migration))
                return 1;
        vtpmd.keys = options->key || options->migration_key ? &keys : NULL;
        vtpmd.abrupt = options->disable_auto_shutdown;
        if (!options->seccomp || strcmp(options->seccomp, "none") != 0) {
                if (filters_make(options->seccomp && strcmp(options->seccomp, "log") == 0,
                                 &confinement))
                        return 1;
                vtpmd.confinement = &confinement;
        }
        result = open_and_serve(options, &vtpmd);
        tpm_keys_wipe(&keys);
        return result;
}

static int info(const struct swtpm_options *options)
{
        static struct settings settings;
        struct vtpmd_options vtpmd = { .profile = settings.profile };

        if (process_log(&options->log) || settings_read(NULL, &settings))
                return 1;
        vtpmd.program = *settings.vtpmd ? settings.vtpmd : NULL;
        return print_info(options->print_info, &vtpmd);
}

int swtpm_socket(int argc, char **argv)
{
        struct swtpm_options options;

        if (swtpm_options_read(argc, argv, &options))
                return 1;
        if (options.help)
                swtpm_help();
        else if (options.version)
                puts("cashew-swtpm " CASHEW_VERSION);
        else if (options.print_capabilities)
                print_capabilities();
        else if (options.print_info)
                return info(&options);
        else
                return run(&options);
        return 0;
}

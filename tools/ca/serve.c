/* tools/ca/serve.c - `cashew ca serve`: answers virtual machines at a UNIX socket. */
#include "tools/ca/command.h"
#include "tools/ca/clients.h"
#include "tools/ca/issuer.h"
#include "tools/ca/name.h"
#include "tools/ca/policy_watch.h"
#include "tools/ca/records.h"
#include "tools/common/command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define IDLE_SECONDS 300
#define IDLE_MOST    1000000

struct options {
        const char *directory;
        const char *listen;
        const char *policy; /* NULL: policy.yaml in the directory */
        unsigned int idle;  /* seconds; 0: for ever */
        bool quiet;
};

struct server {
        struct session_ca ca;
        struct policy_watch policy;
        int listener;
        struct clients clients;
};

static volatile sig_atomic_t ended;

static void end(int signal_number)
{
        (void)signal_number;
        ended = 1;
}

static const char *read_listen(const char *text, void *place)
{
        if (strncmp(text, "unix:", 5) != 0)
                return "unix:PATH";
        *(const char **)place = text + 5;
        return NULL;
}

static const struct option known[] = {
        { CA_OPTION_DIRECTORY(struct options) },
        { "policy", "FILE", OPTION_FILE(struct options, policy),
          "whom to believe (default DIR/policy.yaml; `cashew ca allow` writes one); it is read again when it "
          "has changed" },
        { "listen", "unix:PATH", OPTION_READ(struct options, listen),
          "the socket; it is made with mode 0600", .read = read_listen, .required = true },
        { "idle", "SECONDS", OPTION_NUMBER(struct options, idle),
          "a client that has said nothing sensible for so long is dropped; 0: never",
          .most = IDLE_MOST },
        { "quiet", NULL, OPTION_FLAG(struct options, quiet), "no line for each certificate" },
        { 0 },
};

/* A socket that nobody listens at any more is removed; one that is in use is not. */
static int remove_stale(const struct sockaddr_un *address)
{
        int probe = socket(AF_UNIX, SOCK_STREAM, 0);
        int connected = connect(probe, (const struct sockaddr *)address, sizeof(*address));
        int error = errno;

        close(probe);
        if (connected == 0)
                return command_error("ca", "%s: somebody is serving there", address->sun_path);
        if (error == ECONNREFUSED)
                unlink(address->sun_path);
        return 0;
}

static int open_listener(const char *path)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        size_t length = strlen(path);

        if (length >= sizeof(address.sun_path)) {
                command_error("ca", "%s: longer than %zu bytes", path,
                              sizeof(address.sun_path) - 1);
                return -1;
        }
        memcpy(address.sun_path, path, length);
        if (remove_stale(&address))
                return -1;
        umask(0077);
        if (bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
            listen(listener, 16) == 0)
                return listener;
        command_error("ca", "%s: %s", path, strerror(errno));
        return -1;
}

static uint64_t milliseconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void accept_client(struct server *server)
{
        int fd = accept(server->listener, NULL, NULL);

        if (fd >= 0 && clients_add(&server->clients, fd, milliseconds()) == 0)
                return;
        if (fd >= 0)
                close(fd);
        command_error("ca", "a client cannot be taken");
}

static void serve_once(struct server *server)
{
        struct pollfd fds[CLIENTS_MAX + 1];
        int ready;

        clients_fill(&server->clients, fds);
        fds[CLIENTS_MAX] = (struct pollfd){
                .fd = server->listener,
                .events = clients_full(&server->clients) ? 0 : POLLIN,
        };
        ready = poll(fds, CLIENTS_MAX + 1, clients_wait(&server->clients, milliseconds()));
        if (ready < 0)
                return;
        server->ca.policy = policy_watch_get(&server->policy);
        clients_run(&server->clients, fds, milliseconds());
        if (fds[CLIENTS_MAX].revents)
                accept_client(server);
}

static void serve(struct server *server)
{
        struct sigaction action = { .sa_handler = end };

        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGINT, &action, NULL);
        while (!ended)
                serve_once(server);
        clients_drop_all(&server->clients);
}

static int open_and_serve(const struct options *options, const struct issuer *issuer)
{
        static struct server server;
        char path[CA_PATH_MAX];

        if (policy_watch_open(&server.policy,
                              options->policy ? options->policy
                                              : ca_path(path, options->directory, "policy.yaml")))
                return 1;
        server.ca = (struct session_ca){
                .issuer = issuer,
                .records = records_open(options->directory),
                .quiet = options->quiet,
        };
        server.clients =
                (struct clients){ .ca = &server.ca, .idle_ms = options->idle * UINT64_C(1000) };
        server.listener = server.ca.records ? open_listener(options->listen) : -1;
        if (server.listener >= 0) {
                serve(&server);
                close(server.listener);
                unlink(options->listen);
        }
        sqlite3_close(server.ca.records);
        policy_watch_close(&server.policy);
        return server.listener >= 0 ? 0 : 1;
}

static int serve_command(void *arguments)
{
        struct options *options = arguments;
        struct issuer issuer;
        int result;

        options->directory = ca_directory(options->directory);
        if (issuer_load(options->directory, &issuer))
                return 1;
        result = open_and_serve(options, &issuer);
        issuer_free(&issuer);
        return result;
}

const struct command ca_serve = {
        .name = "serve",
        .summary = "answer requests of virtual machines",
        .description =
                "Certifies the keys of virtual TPMs whose attestation reports are as the policy says. QEMU "
                "connects with\n"
                "    -chardev socket,id=channel,path=PATH -serial chardev:channel",
        .run = serve_command,
        COMMAND_OPTIONS(known, struct options, .idle = IDLE_SECONDS),
};

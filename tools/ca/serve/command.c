/* tools/ca/serve/command.c - `cashew ca serve`: answers virtual machines at a UNIX socket. */
#include "tools/ca/command.h"
#include "tools/ca/serve/clients.h"
#include "tools/ca/authority/issuer.h"
#include "tools/ca/authority/name.h"
#include "tools/ca/policy/watch.h"
#include "tools/ca/authority/records.h"
#include "tools/common/command.h"
#include "tools/common/path.h"
#include "tools/common/serve.h"
#include "tools/x509/urls.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define IDLE_SECONDS    300
#define IDLE_MOST       1000000
#define WAITING_CLIENTS 16

struct options {
        const char *directory;
        const char *listen;
        const char *policy; /* NULL: policy.yaml in the directory */
        const char *certificates;
        unsigned int idle; /* seconds; 0: for ever */
        bool quiet;
};

struct server {
        struct session_ca ca;
        struct policy_watch policy;
        int listener;
        struct clients clients;
};

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
        { "certificates", "DIR", OPTION_DIRECTORY(struct options, certificates),
          "certificates of chips, by AMD's names, for machines whose host gives none (default DIR/certificates "
          "if that is there)" },
        { "idle", "SECONDS", OPTION_NUMBER(struct options, idle),
          "a client that has said nothing sensible for so long is dropped; 0: never",
          .most = IDLE_MOST },
        { "quiet", NULL, OPTION_FLAG(struct options, quiet), "no line for each certificate" },
        { 0 },
};

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

static void serve_once(struct server *server, const sigset_t *while_waiting)
{
        struct pollfd fds[CLIENTS_MAX + 1];
        struct timespec most;
        int milliseconds_most;

        clients_fill(&server->clients, fds);
        fds[CLIENTS_MAX] = (struct pollfd){
                .fd = server->listener,
                .events = clients_full(&server->clients) ? 0 : POLLIN,
        };
        milliseconds_most = clients_wait(&server->clients, milliseconds());
        most = (struct timespec){ milliseconds_most / 1000, milliseconds_most % 1000 * 1000000L };
        if (ppoll(fds, CLIENTS_MAX + 1, milliseconds_most < 0 ? NULL : &most, while_waiting) < 0)
                return;
        server->ca.policy = policy_watch_get(&server->policy);
        clients_run(&server->clients, fds, milliseconds());
        if (fds[CLIENTS_MAX].revents)
                accept_client(server);
}

static void serve(struct server *server)
{
        sigset_t while_waiting;

        serve_until_signal(&while_waiting);
        while (!serve_ended())
                serve_once(server, &while_waiting);
        clients_drop_all(&server->clients);
}

/* NULL: there is no such directory, and none was named. */
static const char *certificates_of(const struct options *options, char out[PATH_IN_MAX])
{
        if (options->certificates)
                return options->certificates;
        path_in(out, "ca", options->directory, "certificates");
        return access(out, F_OK) == 0 ? out : NULL;
}

/* Who checks lists at all mostly checks both levels (OpenSSL's crl_check_all, FAPI), and then finds half of them. */
static void note_half_a_chain(const struct ca_policy *policy, const struct issuer *issuer)
{
        struct urls urls = urls_of_certificate(issuer->certificate);

        if (policy && policy->crl_url[0] && !urls.list[0])
                fprintf(stderr,
                        "cashew ca: note: the policy has a crl-url, and the intermediate says of no list of "
                        "the root's: verifiers that check both levels fail; see `cashew ca renew --url`\n");
}

static int open_and_serve(const struct options *options, const struct issuer *issuer)
{
        static struct server server;
        char path[PATH_IN_MAX];
        char certificates[PATH_IN_MAX];

        if (policy_watch_open(&server.policy,
                              options->policy
                                      ? options->policy
                                      : path_in(path, "ca", options->directory, "policy.yaml")))
                return 1;
        note_half_a_chain(server.policy.policy, issuer);
        server.ca = (struct session_ca){
                .issuer = issuer,
                .records = records_open(options->directory),
                .certificates = certificates_of(options, certificates),
                .quiet = options->quiet,
        };
        server.clients =
                (struct clients){ .ca = &server.ca, .idle_ms = options->idle * UINT64_C(1000) };
        server.listener =
                server.ca.records ? serve_listen("ca", options->listen, WAITING_CLIENTS) : -1;
        if (server.listener >= 0) {
                serve(&server);
                close(server.listener);
                serve_remove(options->listen);
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

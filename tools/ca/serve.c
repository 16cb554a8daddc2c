/* tools/ca/serve.c - `cashew ca serve`: answers virtual machines at a UNIX socket. */
#include "tools/ca/ca.h"
#include "tools/ca/issuer.h"
#include "tools/ca/name.h"
#include "tools/ca/policy_watch.h"
#include "tools/ca/records.h"
#include "tools/ca/session.h"
#include "tools/command.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX          64
#define HALF_FRAME_MS        1000 /* a frame whose rest does not come within this is none */
#define SEND_TIMEOUT_SECONDS 5

struct options {
        const char *directory;
        const char *listen;
        const char *policy; /* NULL: policy.yaml in the directory */
        bool quiet;
};

struct server {
        struct session_ca ca;
        struct policy_watch policy;
        int listener;
        struct session *sessions[CLIENTS_MAX]; /* NULL where there is no client */
        struct pollfd fds[CLIENTS_MAX + 1];    /* the listener is the last */
};

static volatile sig_atomic_t ended;

static void end(int signal_number)
{
        (void)signal_number;
        ended = 1;
}

static void usage(FILE *out)
{
        fputs("usage: cashew ca serve [--dir DIR] [--policy FILE] --listen unix:PATH [--quiet]\n\n"
              "Certifies the keys of virtual TPMs whose attestation reports are as the policy says.\n"
              "QEMU connects with\n"
              "    -chardev socket,id=channel,path=PATH -serial chardev:channel\n"
              "PATH is made with mode 0600.\n\n"
              "  --dir DIR           the CA (default ~/.local/share/cashew/ca)\n"
              "  --policy FILE       whom to believe (default DIR/policy.yaml; `cashew ca allow`\n"
              "                      writes one); it is read again when it has changed\n"
              "  --listen unix:PATH  the socket\n"
              "  --quiet             no line for each certificate\n",
              out);
}

static void parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "dir", required_argument, NULL, 'd' },
                { "listen", required_argument, NULL, 'l' },
                { "policy", required_argument, NULL, 'p' },
                { "quiet", no_argument, NULL, 'q' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        optind = 1;
        while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
                if (option == 'd')
                        options->directory = optarg;
                else if (option == 'l')
                        options->listen = optarg;
                else if (option == 'p')
                        options->policy = optarg;
                else if (option == 'q')
                        options->quiet = true;
                else {
                        usage(option == 'h' ? stdout : stderr);
                        exit(option == 'h' ? 0 : 2);
                }
        }
        if (optind != argc || !options->listen || strncmp(options->listen, "unix:", 5) != 0) {
                usage(stderr);
                exit(2);
        }
        options->listen += 5;
        if (!options->directory)
                options->directory = ca_default_directory();
}

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

static void drop_client(struct server *server, size_t place)
{
        close(server->fds[place].fd);
        server->fds[place].fd = -1;
        free(server->sessions[place]);
        server->sessions[place] = NULL;
}

/* A client that does not read must not stop the others for long. */
static int take_client(struct server *server, size_t place)
{
        struct timeval timeout = { .tv_sec = SEND_TIMEOUT_SECONDS };
        int fd = accept(server->listener, NULL, NULL);

        if (fd < 0)
                return -1;
        server->sessions[place] = calloc(1, sizeof(struct session));
        if (!server->sessions[place] ||
            setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout))) {
                close(fd);
                return -1;
        }
        server->fds[place] = (struct pollfd){ .fd = fd, .events = POLLIN };
        return 0;
}

static void accept_client(struct server *server)
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                if (!server->sessions[i]) {
                        if (take_client(server, i))
                                command_error("ca", "a client cannot be taken");
                        return;
                }
        }
}

static void read_client(struct server *server, size_t place)
{
        struct session *session = server->sessions[place];
        size_t room;
        uint8_t *next = wire_stream_room(&session->stream, &room);
        ssize_t size = recv(server->fds[place].fd, next, room, 0);

        if (size <= 0) {
                drop_client(server, place);
                return;
        }
        wire_stream_added(&session->stream, (size_t)size);
        server->ca.policy = policy_watch_get(&server->policy);
        if (session_run(&server->ca, session, server->fds[place].fd))
                drop_client(server, place);
}

/* Nothing has come for a while: what looks like half a frame is not one. */
static void give_up_halves(struct server *server)
{
        server->ca.policy = policy_watch_get(&server->policy);
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                struct session *session = server->sessions[i];

                while (session && wire_stream_pending(&session->stream)) {
                        wire_stream_reject(&session->stream);
                        if (session_run(&server->ca, session, server->fds[i].fd)) {
                                drop_client(server, i);
                                break;
                        }
                }
        }
}

static bool full(const struct server *server)
{
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                if (!server->sessions[i])
                        return false;
        }
        return true;
}

static void serve_once(struct server *server)
{
        int ready;

        server->fds[CLIENTS_MAX].events = full(server) ? 0 : POLLIN;
        ready = poll(server->fds, CLIENTS_MAX + 1, HALF_FRAME_MS);
        if (ready == 0)
                give_up_halves(server);
        if (ready <= 0)
                return;
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                if (server->sessions[i] && server->fds[i].revents)
                        read_client(server, i);
        }
        if (server->fds[CLIENTS_MAX].revents)
                accept_client(server);
}

static void serve(struct server *server)
{
        struct sigaction action = { .sa_handler = end };

        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGINT, &action, NULL);
        for (size_t i = 0; i < CLIENTS_MAX; i++)
                server->fds[i].fd = -1;
        server->fds[CLIENTS_MAX] = (struct pollfd){ .fd = server->listener, .events = POLLIN };
        while (!ended)
                serve_once(server);
        for (size_t i = 0; i < CLIENTS_MAX; i++) {
                if (server->sessions[i])
                        drop_client(server, i);
        }
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

int ca_serve(int argc, char **argv)
{
        struct options options = { 0 };
        struct issuer issuer;
        int result;

        parse(argc, argv, &options);
        if (issuer_load(options.directory, &issuer))
                return 1;
        result = open_and_serve(&options, &issuer);
        issuer_free(&issuer);
        return result;
}

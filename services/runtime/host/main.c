/*
 * services/runtime/host/main.c - runs a service that speaks TPM on plain Linux, for gdb, sanitizers
 * and tpm2-tools.
 *
 *     service-host [--port PORT] [--ca PATH] PROGRAM [ARGUMENT...]
 *
 * It starts the unchanged program with the descriptors of services/runtime/service.h: 3 is one end
 * of a packet socket, 4 a connection to the CA's UNIX socket at PATH (an unconnected one without
 * --ca: nobody answers). The TPM is offered on 127.0.0.1 as swtpm does it: raw commands and
 * responses at PORT, control messages at PORT + 1, so `tpm2_... -T swtpm:host=127.0.0.1,port=PORT`
 * works. Control knows what tpm2-tss needs, SET_LOCALITY and SHUTDOWN; the rest is refused. It
 * ends, with the program's status, when the program does.
 */
#include "services/runtime/host/host.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#define SERVICE_REQUEST_FD 3
#define SERVICE_CHANNEL_FD 4
#define PARKED_FD          20 /* where descriptors wait while 3 and 4 are arranged */
#define DEFAULT_PORT       2321

struct options {
        int port;
        const char *ca; /* or NULL */
        char **program;
};

static void usage(FILE *out)
{
        fprintf(out, "Usage: service-host [--port PORT] [--ca PATH] PROGRAM [ARGUMENT...]\n"
                     "Runs a TPM service behind the swtpm protocol on 127.0.0.1.\n\n"
                     "  --port PORT  commands at PORT, control at PORT + 1 (default 2321)\n"
                     "  --ca PATH    the service's channel is this UNIX socket's\n");
}

/* Returns 0, or the exit status plus 1: there is nothing more to do. */
static int parse(int argc, char **argv, struct options *options)
{
        static const struct option known[] = {
                { "port", required_argument, NULL, 'p' },
                { "ca", required_argument, NULL, 'c' },
                { "help", no_argument, NULL, 'h' },
                { 0 },
        };
        int option;

        options->port = DEFAULT_PORT;
        while ((option = getopt_long(argc, argv, "+p:c:h", known, NULL)) != -1) {
                if (option == 'p') {
                        options->port = atoi(optarg);
                } else if (option == 'c') {
                        options->ca = optarg;
                } else {
                        usage(option == 'h' ? stdout : stderr);
                        return option == 'h' ? 1 : 3;
                }
        }
        options->program = argv + optind;
        if (*options->program && options->port > 0 && options->port < 65535)
                return 0;
        usage(stderr);
        return 3;
}

/*
 * The channel's end for the service: the CA's socket, or one whose other end never says anything.
 */
static int open_channel(const char *path)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int pair[2];
        int channel;

        if (!path)
                return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) ? -1 : pair[0];
        if (strlen(path) >= sizeof(address.sun_path))
                return -1;
        memcpy(address.sun_path, path, strlen(path));
        channel = socket(AF_UNIX, SOCK_STREAM, 0);
        if (channel >= 0 && connect(channel, (struct sockaddr *)&address, sizeof(address)) == 0)
                return channel;
        perror(path);
        return -1;
}

/* In the child: never returns. */
static void become_service(int requests, int channel, char **program)
{
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (dup2(requests, PARKED_FD) < 0 || dup2(channel, PARKED_FD + 1) < 0 ||
            dup2(PARKED_FD, SERVICE_REQUEST_FD) < 0 ||
            dup2(PARKED_FD + 1, SERVICE_CHANNEL_FD) < 0) {
                perror("service-host: descriptors");
                _exit(1);
        }
        for (int other = SERVICE_CHANNEL_FD + 1; other <= PARKED_FD + 1; other++)
                close(other); /* descriptor 5 would be a peer */
        execv(program[0], program);
        perror(program[0]);
        _exit(1);
}

/* Starts the program; *@requests is our end of its descriptor 3. */
static pid_t start_service(const struct options *options, int *requests)
{
        int pair[2];
        int channel = open_channel(options->ca);
        pid_t child;

        if (channel < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
                return -1;
        child = fork();
        if (child == 0)
                become_service(pair[1], channel, options->program);
        close(pair[1]);
        close(channel);
        *requests = pair[0];
        return child;
}

int main(int argc, char **argv)
{
        struct options options = { 0 };
        int status = parse(argc, argv, &options);
        int requests;
        pid_t child;

        if (status)
                return status - 1;
        signal(SIGPIPE, SIG_IGN);
        child = start_service(&options, &requests);
        if (child < 0)
                return 1;
        if (host_serve(options.port, requests)) {
                kill(child, SIGTERM);
                waitpid(child, &status, 0);
                return 1;
        }
        close(requests);
        waitpid(child, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

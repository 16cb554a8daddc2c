/* tools/tpm/serve/vtpmd.c - see vtpmd.h. */
#include "tools/tpm/serve/vtpmd.h"

#include "lib/svsm/vtpm_message.h"
#include "tools/common/command.h"
#include "tools/profile/load/open.h"

#include <openssl/crypto.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* vtpmd's descriptors (services/runtime/service.h). */
#define REQUEST_FD        3
#define CHANNEL_FD        4
#define PEER_FD           5 /* nobody writes reports here: closed */
#define PROFILE_FD        7 /* where files of a service begin */
#define CONSENT_FD        8
#define KEYS_FD           9
#define FILTER_FD         10
#define LOCK_ATTEMPTS     30 /* a tenth of a second each, as QEMU asks for with LOCK_STORAGE */
#define LOCK_RETRIES_MOST 1000
#define PARKED_FD         20 /* where descriptors wait while those below are arranged */
#define LOCK_FD           30 /* or above: the child's must not be one of those */
#define CA_SECONDS        10 /* for a CA that has its hands full */

/* What the child gets. */
struct child {
        const char *program;
        const char *state;
        const char *state_file;
        unsigned int state_mode;
        bool abrupt;
        bool has_ca;
        int lock; /* of the state; the child inherits it */
        int requests;
        int channel;
        int profile;
        int consent; /* to a repair, or -1 */
        int keys;    /* or -1 */
        int filter;  /* or -1 */
        bool clear;
        const char *once; /* what vtpmd does instead of serving, or NULL */
};

/*
 * The compiled profile as a file that only the child sees: nothing has to be cleared away.
 */
static int open_profile(const char *name)
{
        struct profile_file file;
        int fd;

        /* Of OpenSSL digests are all that is needed: its configuration would be a tenth of a start. */
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
                            NULL);
        if (profile_load(name, stderr, &file))
                return -1;
        fd = memfd_create("vtpm.profile", MFD_CLOEXEC);
        if (fd < 0 || write(fd, file.bytes, file.size) != (ssize_t)file.size) {
                command_error("tpm", "the profile cannot be handed on: %s", strerror(errno));
                if (fd >= 0)
                        close(fd);
                fd = -1;
        }
        profile_file_free(&file);
        return fd;
}

/* A UNIX socket's connect() waits until there is room in the other's queue, or for the time to send (unix(7)). */
static int connect_in_time(int channel, const char *path)
{
        const struct timeval timeout = { .tv_sec = CA_SECONDS };
        struct sockaddr_un address = { .sun_family = AF_UNIX };

        if (strlen(path) >= sizeof(address.sun_path)) {
                errno = ENAMETOOLONG;
                return -1;
        }
        memcpy(address.sun_path, path, strlen(path));
        if (setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)))
                return -1;
        return connect(channel, (struct sockaddr *)&address, sizeof(address));
}

static bool is_made(const struct vtpmd_options *options)
{
        char path[PATH_MAX];

        if (options->state_file)
                snprintf(path, sizeof(path), "%s", options->state_file);
        else
                snprintf(path, sizeof(path), "%s/tpm.state", options->state);
        return access(path, F_OK) == 0;
}

/*
 * The channel's end for vtpmd: the CA's socket, or one whose other end never says anything. A TPM that has
 * been made needs no CA to start.
 */
static int open_channel(const struct vtpmd_options *options)
{
        const char *path = options->ca;
        int channel = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (!path || channel < 0)
                return channel;
        if (strncmp(path, "unix:", 5) == 0)
                path += 5;
        if (connect_in_time(channel, path) == 0)
                return channel;
        command_error("tpm", "the CA at %s: %s", path,
                      errno == EAGAIN ? "it has no room for another client" : strerror(errno));
        if (is_made(options))
                return channel;
        close(channel);
        return -1;
}

/* build/main/tools/cashew has build/twin/vtpmd beside it, which is made for speed, or build/services/vtpmd, which is an image's. */
static void find_built(char *path, size_t size)
{
        static const char *const places[] = { "twin", "services" };
        char self[PATH_MAX] = "";
        ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

        self[length < 0 ? 0 : length] = '\0';
        for (int i = 0; i < 3 && strrchr(self, '/'); i++)
                *strrchr(self, '/') = '\0';
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
                snprintf(path, size, "%.*s/%s/vtpmd", (int)size - 32, self, places[i]);
                if (access(path, X_OK) == 0)
                        return;
        }
}

static int find_program(const char *given, char *path, size_t size)
{
        const char *from_environment = getenv("CASHEW_VTPMD");

        if (!given && from_environment && *from_environment)
                given = from_environment;
        if (given)
                snprintf(path, size, "%s", given);
        else
                find_built(path, size);
        if (access(path, X_OK) == 0)
                return 0;
        return -command_error("tpm", "%s: %s; say where vtpmd is with --vtpmd or $CASHEW_VTPMD",
                              path, strerror(errno));
}

/* Puts the descriptors where vtpmd looks for them, by way of numbers that nothing else has. */
static int arrange_descriptors(const struct child *child)
{
        const int from[] = { child->requests, child->channel, child->profile,
                             child->consent,  child->keys,    child->filter };
        const int to[] = { REQUEST_FD, CHANNEL_FD, PROFILE_FD, CONSENT_FD, KEYS_FD, FILTER_FD };
        const int count = sizeof(from) / sizeof(from[0]);

        for (int i = 0; i < count; i++)
                if (from[i] >= 0 && dup2(from[i], PARKED_FD + i) < 0)
                        return -1;
        close(PEER_FD);
        for (int i = 0; i < count; i++) {
                if (from[i] < 0)
                        continue;
                if (dup2(PARKED_FD + i, to[i]) < 0)
                        return -1;
                close(PARKED_FD + i);
        }
        return dup2(STDERR_FILENO, STDOUT_FILENO) < 0 ? -1 : 0;
}

/* In the child: never returns. SIGTERM is for cashew, which then lets vtpmd end. */
static void become_vtpmd(const struct child *child)
{
        char profile[] = "profile=/proc/self/fd/7";
        char state[PATH_MAX + 12];
        char mode[24];
        char control[] = "control";
        char ca[] = "ca=no";
        char abrupt[] = "abrupt";
        char keys[] = "keys=/proc/self/fd/9";
        char filter[] = "filter=/proc/self/fd/10";
        char clear[] = "clear";
        char *arguments[12] = { (char *)(uintptr_t)child->program, profile, state, mode, control };
        int count = 5;

        if (child->abrupt)
                arguments[count++] = abrupt;
        if (!child->has_ca)
                arguments[count++] = ca;
        if (child->keys >= 0)
                arguments[count++] = keys;
        if (child->filter >= 0)
                arguments[count++] = filter;
        if (child->clear)
                arguments[count++] = clear;
        if (child->once)
                arguments[count] = (char *)(uintptr_t)child->once;

        if (child->state_file)
                snprintf(state, sizeof(state), "state-file=%s", child->state_file);
        else
                snprintf(state, sizeof(state), "state=%s", child->state);
        snprintf(mode, sizeof(mode), "mode=%o", child->state_mode ? child->state_mode : 0600);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGINT, SIG_IGN);
        signal(SIGTERM,
               SIG_IGN); /* systemd's, to all of a unit, too: then TPM2_Shutdown is still to come */
        signal(SIGPIPE, SIG_IGN); /* a CA that goes away is an error of a write, not the end */
        if (arrange_descriptors(child) == 0)
                execv(child->program, arguments);
        command_error("tpm", "%s: %s", child->program, strerror(errno));
        _exit(127);
}

static int fork_vtpmd(struct child *child, struct vtpmd *out)
{
        int pair[2];

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
                return -command_error("tpm", "socketpair: %s", strerror(errno));
        child->requests = pair[1];
        out->requests = pair[0];
        out->pid = fork();
        if (out->pid == 0)
                become_vtpmd(child);
        close(pair[1]);
        if (out->pid > 0)
                return 0;
        close(pair[0]);
        return -command_error("tpm", "fork: %s", strerror(errno));
}

int vtpmd_send(const struct vtpmd *vtpmd, const void *message, size_t size)
{
        ssize_t sent;

        do
                sent = send(vtpmd->requests, message, size, MSG_NOSIGNAL);
        while (sent < 0 && errno == EINTR);
        return sent == (ssize_t)size ? 0 : -1;
}

int vtpmd_send_descriptor(const struct vtpmd *vtpmd, const void *message, size_t size,
                          int descriptor)
{
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } control = { 0 };
        struct iovec vector = { .iov_base = (void *)(uintptr_t)message, .iov_len = size };
        struct msghdr header = { .msg_iov = &vector,
                                 .msg_iovlen = 1,
                                 .msg_control = control.bytes,
                                 .msg_controllen = sizeof(control.bytes) };
        struct cmsghdr *part = CMSG_FIRSTHDR(&header);
        ssize_t sent;

        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(descriptor));
        memcpy(CMSG_DATA(part), &descriptor, sizeof(descriptor));
        do
                sent = sendmsg(vtpmd->requests, &header, MSG_NOSIGNAL);
        while (sent < 0 && errno == EINTR);
        return sent == (ssize_t)size ? 0 : -1;
}

long vtpmd_receive(const struct vtpmd *vtpmd, void *reply, size_t capacity)
{
        ssize_t size;

        do
                size = recv(vtpmd->requests, reply, capacity, 0);
        while (size < 0 && errno == EINTR);
        return size > 0 ? size : -1;
}

/* It reads its first request when its TPM is complete; so the answer to one says that it is. */
static int wait_until_complete(struct vtpmd *vtpmd)
{
        static const uint8_t ask_size[] = { VTPM_CONTROL, VTPM_CONTROL_BUFFER_SIZE, 0, 0, 0, 0 };
        uint8_t reply[VTPMD_MESSAGE_MAX];
        int status;

        if (vtpmd_send(vtpmd, ask_size, sizeof(ask_size)) == 0 &&
            vtpmd_receive(vtpmd, reply, sizeof(reply)) > 0)
                return 0;
        status = vtpmd_end(vtpmd);
        return -command_error("tpm", "vtpmd ended with status %d before its TPM was complete",
                              status);
}

/* The same descriptor at a number where the child leaves it. */
static int above_others(int fd)
{
        int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD, LOCK_FD);

        if (fd >= 0)
                close(fd);
        return moved;
}

/*
 * Opens the directory with the state, made if it is missing, and keeps others away from it. vtpmd
 * inherits the lock, so that it is held as long as one of us lives; one that was killed may still be
 * on its way out, hence the attempts.
 */
static int lock(int fd, const char *path)
{
        const struct timespec pause = { .tv_nsec = 100000000 };

        for (int i = 0; fd >= 0 && i < LOCK_ATTEMPTS; i++) {
                if (flock(fd, LOCK_EX | LOCK_NB) == 0)
                        return fd;
                nanosleep(&pause, NULL);
        }
        if (fd >= 0)
                close(fd);
        return -command_error("tpm", "%s: %s", path,
                              fd >= 0 ? "another process has this TPM" : strerror(errno));
}

/* A state that is one file is replaced by its next one, so the lock is a file beside it. */
static int lock_state(const struct vtpmd_options *options)
{
        char path[PATH_MAX];
        int fd = -1;

        if (options->state_file) {
                snprintf(path, sizeof(path), "%s.lock", options->state_file);
                return lock(above_others(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)), path);
        }
        if (mkdir(options->state, 0700) == 0 || errno == EEXIST)
                fd = above_others(open(options->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        return lock(fd, options->state);
}

/* The keys' descriptor, -1 if there are none, -2 after a line. */
static int open_keys(const struct vtpmd_options *options)
{
        int fd = options->keys ? tpm_keys_pipe(options->keys) : -1;

        if (fd >= 0 || !options->keys)
                return fd;
        command_error("tpm", "the keys cannot be handed on: %s", strerror(errno));
        return -2;
}

/* Lets vtpmd run with what it needs; @consent is a descriptor, or -1; @once is what it does instead of serving, or NULL. */
static int launch(const struct vtpmd_options *options, int consent, const char *once,
                  struct vtpmd *out)
{
        char program[PATH_MAX];
        struct child child = { .program = program,
                               .state = options->state,
                               .state_file = options->state_file,
                               .state_mode = options->state_mode,
                               .abrupt = options->abrupt,
                               .has_ca = options->ca,
                               .lock = -1,
                               .channel = -1,
                               .profile = -1,
                               .consent = consent,
                               .keys = -1,
                               .filter = options->confinement ? options->confinement->vtpmd : -1,
                               .clear = options->clear,
                               .once = once };
        int error = -1;

        if (find_program(options->program, program, sizeof(program)) == 0 &&
            (child.lock = lock_state(options)) >= 0 &&
            (child.profile = open_profile(options->profile)) >= 0 &&
            (child.keys = open_keys(options)) > -2 && (child.channel = open_channel(options)) >= 0)
                error = fork_vtpmd(&child, out);
        out->lock = child.lock;
        if (error && child.lock >= 0)
                close(child.lock);
        if (child.profile >= 0)
                close(child.profile);
        if (child.channel >= 0)
                close(child.channel);
        if (child.keys >= 0)
                close(child.keys);
        return error;
}

int vtpmd_start(const struct vtpmd_options *options, struct vtpmd *out)
{
        int error = launch(options, -1, NULL, out) || wait_until_complete(out);

        /* Without them a later attempt would make a TPM that is not encrypted. */
        if (!error && options->keys)
                tpm_keys_wipe(options->keys);
        return error ? -1 : 0;
}

int vtpmd_repair(const struct vtpmd_options *options, const void *consent, size_t size)
{
        int fd = memfd_create("vtpm.consent", MFD_CLOEXEC);
        struct vtpmd vtpmd;
        int status = -1;

        if (fd < 0 || write(fd, consent, size) != (ssize_t)size)
                command_error("tpm", "the consent cannot be handed on: %s", strerror(errno));
        else if (launch(options, fd, "repair=/proc/self/fd/8", &vtpmd) == 0)
                status = vtpmd_end(&vtpmd);
        if (fd >= 0)
                close(fd);
        return status;
}

int vtpmd_move(const struct vtpmd_options *options, bool import, const char *directory)
{
        char argument[PATH_MAX + 8];
        struct vtpmd vtpmd;

        snprintf(argument, sizeof(argument), "%s=%s", import ? "import" : "export", directory);
        return launch(options, -1, argument, &vtpmd) ? -1 : vtpmd_end(&vtpmd);
}

/* The lock is of the open file, which the child has too (flock(2)). */
void vtpmd_unlock(const struct vtpmd *vtpmd)
{
        flock(vtpmd->lock, LOCK_UN);
}

bool vtpmd_lock(const struct vtpmd *vtpmd, uint32_t retries)
{
        const struct timespec pause = { .tv_nsec = 10000000 };

        for (uint32_t i = 0; flock(vtpmd->lock, LOCK_EX | LOCK_NB) != 0; i++) {
                if (i >= retries || i >= LOCK_RETRIES_MOST)
                        return false;
                nanosleep(&pause, NULL);
        }
        return true;
}

int vtpmd_end(struct vtpmd *vtpmd)
{
        int status = 0;

        close(vtpmd->requests);
        vtpmd->requests = -1;
        while (waitpid(vtpmd->pid, &status, 0) < 0 && errno == EINTR)
                ;
        close(vtpmd->lock);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* tools/tpm/swtpm/local_ca.c - see local_ca.h. */
#include "tools/tpm/swtpm/local_ca.h"

#include "tools/common/shared.h"
#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ATTEMPTS 200 /* of 20 ms, for the CA to be there */

/* Runs the cashew that is beside us. Returns its process, or -1. */
static pid_t begin(char *const arguments[])
{
        char path[SHARED_PATH_MAX];
        pid_t pid;

        shared_file("cashew", path);
        pid = fork();
        if (pid != 0)
                return pid;
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
                execv(path, arguments);
        swtpm_error("%s: %s", path, strerror(errno));
        _exit(127);
}

static int finish(pid_t pid)
{
        int status = -1;

        while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

/* There are no reports on plain Linux; who may run us may have certificates for what the profile says. */
static int write_policy(const char *directory, const char *profile)
{
        char path[PATH_MAX];
        FILE *file;

        snprintf(path, sizeof(path), "%s/policy.yaml", directory);
        file = fopen(path, "wxe");
        if (!file)
                return errno == EEXIST ? 0 : -swtpm_error("%s: %s", path, strerror(errno));
        fprintf(file, "unattested: allow\nprofiles: [%s]\n", profile);
        return fclose(file) ? -swtpm_error("%s: %s", path, strerror(errno)) : 0;
}

/* The CA's name for a profile that is a file is the file's own, which only it knows: it has to be allowed by hand. */
static int make(const char *directory, const char *profile)
{
        char copy[PATH_MAX];
        char words[3][8] = { "ca", "init", "--dir" };
        char *arguments[] = { (char[]){ "cashew" }, words[0], words[1], words[2], copy, NULL };
        char path[PATH_MAX];
        int result = 0;

        snprintf(copy, sizeof(copy), "%s", directory);
        snprintf(path, sizeof(path), "%s/root.pem", directory);
        if (access(path, F_OK) != 0)
                result = finish(begin(arguments));
        if (result)
                return -swtpm_error(
                        "the CA in %s cannot be made; name one with ca = SOCKET, or none, in "
                        "/etc/cashew-swtpm.conf",
                        directory);
        return write_policy(directory, profile);
}

static int lock(const char *directory)
{
        int fd;

        if (mkdir(directory, 0700) && errno != EEXIST)
                return -swtpm_error("%s: %s; say where the CA is with ca-directory = DIR in "
                                    "/etc/cashew-swtpm.conf",
                                    directory, strerror(errno));
        fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0 && flock(fd, LOCK_EX) == 0)
                return fd;
        if (fd >= 0)
                close(fd);
        return -swtpm_error("%s: %s", directory, strerror(errno));
}

/* A socket that has a name may not listen yet. */
static bool answers(const char *path)
{
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool answered;

        snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
        answered = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
        if (fd >= 0)
                close(fd);
        return answered;
}

static int wait_for_socket(const struct local_ca *ca)
{
        const struct timespec pause = { .tv_nsec = 20000000 };

        for (int i = 0; i < ATTEMPTS; i++) {
                if (answers(ca->socket))
                        return 0;
                if (waitpid(ca->pid, NULL, WNOHANG) != 0)
                        break;
                nanosleep(&pause, NULL);
        }
        return -swtpm_error("the CA does not begin");
}

static int serve(const char *directory, struct local_ca *ca)
{
        char copy[PATH_MAX];
        char words[4][10] = { "ca", "serve", "--dir", "--listen" };
        char listen[64];
        char *arguments[] = {
                (char[]){ "cashew" }, words[0], words[1], words[2], copy, words[3], listen, NULL
        };

        snprintf(copy, sizeof(copy), "%s", directory);
        strcpy(ca->room, "/tmp/cashew-swtpm-XXXXXX");
        if (!mkdtemp(ca->room))
                return -swtpm_error("%s: %s", ca->room, strerror(errno));
        snprintf(ca->socket, sizeof(ca->socket), "%s/ca", ca->room);
        snprintf(listen, sizeof(listen), "unix:%s", ca->socket);
        ca->pid = begin(arguments);
        return ca->pid < 0 || wait_for_socket(ca) ? -1 : 0;
}

int local_ca_begin(const char *directory, const char *profile, struct local_ca *out)
{
        *out = (struct local_ca){ .pid = -1, .lock = lock(directory) };
        if (out->lock >= 0 && make(directory, profile) == 0 && serve(directory, out) == 0)
                return 0;
        local_ca_end(out);
        return -1;
}

void local_ca_end(struct local_ca *ca)
{
        if (ca->pid > 0) {
                kill(ca->pid, SIGTERM);
                (void)finish(ca->pid);
        }
        if (*ca->room) {
                unlink(ca->socket);
                rmdir(ca->room);
        }
        if (ca->lock >= 0)
                close(ca->lock);
        *ca = (struct local_ca){ .pid = -1, .lock = -1 };
}

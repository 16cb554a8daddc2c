/* tools/attest/kbs/gather.c - see gather.h. */
#include "tools/attest/kbs/gather.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/attest/kbs/blobs.h"

static char reason[BLOBS_REASON_MAX];

static const char *failed(const char *what, int error)
{
        snprintf(reason, sizeof(reason), "%.300s: %s", what, strerror(error));
        return reason;
}

/* A request of configfs-tsm: its directory, and how often something was written to it. */
struct tsm {
        char path[PATH_MAX];
        unsigned int writes;
};

static void attribute(const struct tsm *tsm, const char *name, char out[PATH_MAX + 64])
{
        snprintf(out, PATH_MAX + 64, "%s/%s", tsm->path, name);
}

/* In one write(2): configfs takes an attribute whole, and a blob when the file is closed. */
static const char *write_attribute(struct tsm *tsm, const char *name, const void *data, size_t size)
{
        char path[PATH_MAX + 64];
        int error = 0;
        int fd;

        attribute(tsm, name, path);
        fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd < 0)
                return failed(path, errno);
        if (write(fd, data, size) != (ssize_t)size)
                error = errno;
        if (close(fd) && !error)
                error = errno;
        tsm->writes++;
        return error ? failed(path, error) : NULL;
}

static const char *write_text(struct tsm *tsm, const char *name, const char *text)
{
        return write_attribute(tsm, name, text, strlen(text));
}

/* A number that Linux shows; -1: it cannot be read. */
static long read_number(const struct tsm *tsm, const char *name)
{
        char path[PATH_MAX + 64];
        struct file file;
        long number;

        attribute(tsm, name, path);
        if (file_read(path, &file))
                return -1;
        number = file.size != 0 ? strtol((const char *)file.data, NULL, 10) : -1;
        file_free(&file);
        return number;
}

static const char *ask_svsm(struct tsm *tsm, const struct svsm_service *service)
{
        char version[16];
        const char *problem = write_text(tsm, "service_provider", "svsm");

        if (problem || service->all)
                return problem;
        snprintf(version, sizeof(version), "%u", service->version);
        problem = write_text(tsm, "service_guid", service->guid);
        return problem ? problem : write_text(tsm, "service_manifest_version", version);
}

/* The guest's own level, below which it gets none: at VMPL2, 2. */
static const char *ask_processor(struct tsm *tsm)
{
        char level[24];

        snprintf(level, sizeof(level), "%ld", read_number(tsm, "privlevel_floor"));
        return *level == '-' ? NULL : write_text(tsm, "privlevel", level);
}

static const char *ask(struct tsm *tsm, const struct svsm_service *service,
                       const uint8_t nonce[SNP_REPORT_DATA_SIZE], struct snp_evidence *out)
{
        const char *problem = write_attribute(tsm, "inblob", nonce, SNP_REPORT_DATA_SIZE);

        if (!problem)
                problem = service->guid ? ask_svsm(tsm, service) : ask_processor(tsm);
        if (!problem)
                problem = blobs_read(tsm->path, service, out, reason);
        if (problem)
                return problem;
        /* Whoever else wrote to it may have changed what was asked for. */
        if (read_number(tsm, "generation") != (long)tsm->writes) {
                snp_evidence_free(out);
                return "somebody else has used the same request of configfs-tsm";
        }
        return NULL;
}

const char *gather_from_tsm(const char *root, const struct svsm_service *service,
                            const uint8_t nonce[SNP_REPORT_DATA_SIZE], struct snp_evidence *out)
{
        struct tsm tsm = { .writes = 0 };
        const char *problem;

        *out = (struct snp_evidence){ 0 };
        if (snprintf(tsm.path, sizeof(tsm.path), "%s/cashew-%ld", root, (long)getpid()) >=
            (int)sizeof(tsm.path))
                return failed(root, ENAMETOOLONG);
        if (mkdir(tsm.path, 0700)) {
                snprintf(
                        reason, sizeof(reason), "%.200s: %s%s", tsm.path, strerror(errno),
                        errno == ENOENT
                                ? ": this machine has no configfs-tsm (is it a guest of SNP, and sev-guest loaded?)"
                                : "");
                return reason;
        }
        problem = ask(&tsm, service, nonce, out);
        rmdir(tsm.path);
        return problem;
}

/* In the child: never returns. Standard output is for the resource. */
static void run(const char *command, const char *digits, const char *directory)
{
        if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
                execl("/bin/sh", "sh", "-c", command, "sh", digits, directory, (char *)NULL);
        _exit(127);
}

static const char *run_command(const char *command, const char *digits, const char *directory)
{
        int status = 0;
        pid_t child = fork();

        if (child == 0)
                run(command, digits, directory);
        if (child < 0)
                return failed("the command for evidence", errno);
        while (waitpid(child, &status, 0) < 0) {
                if (errno != EINTR)
                        return failed("the command for evidence", errno);
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return NULL;
        snprintf(reason, sizeof(reason), "the command for evidence ended with %s %d",
                 WIFEXITED(status) ? "status" : "signal",
                 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
        return reason;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
        (void)status;
        (void)kind;
        (void)place;
        return remove(path);
}

const char *gather_by_command(const char *command, const struct svsm_service *service,
                              const uint8_t nonce[SNP_REPORT_DATA_SIZE], struct snp_evidence *out)
{
        char directory[] = "/tmp/cashew-kbs-XXXXXX";
        char digits[2 * SNP_REPORT_DATA_SIZE + 1];
        const char *problem;

        *out = (struct snp_evidence){ 0 };
        for (size_t i = 0; i < SNP_REPORT_DATA_SIZE; i++)
                snprintf(digits + 2 * i, 3, "%02x", nonce[i]);
        if (!mkdtemp(directory))
                return failed(directory, errno);
        problem = run_command(command, digits, directory);
        if (!problem)
                problem = blobs_read(directory, service, out, reason);
        nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
        return problem;
}

/*
 * tools/tpm/swtpm/filters.c - see filters.h. The lists are what the tests of the twin call, found with strace(1), and what the C
 * libraries do in the place of that.
 */
#include "tools/tpm/swtpm/filters.h"

#include "tools/tpm/swtpm/words.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Memory, time, logs, clients and what they say, the end. */
#define COMMON                                                                                \
        SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), \
                SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),           \
                SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep),   \
                SCMP_SYS(futex), SCMP_SYS(getpid), SCMP_SYS(rt_sigreturn),                    \
                SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(exit),          \
                SCMP_SYS(exit_group), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(recvmsg),     \
                SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(accept4),   \
                SCMP_SYS(setsockopt)

/* The state's lock, vtpmd's end, sockets and the file with our number removed. No file is opened. */
static const int ours[] = { COMMON,
                            SCMP_SYS(flock),
                            SCMP_SYS(wait4),
                            SCMP_SYS(rt_sigaction),
                            SCMP_SYS(newfstatat),
                            SCMP_SYS(unlink) };

/* The state's file, written in place or anew and renamed; entropy. */
static const int vtpmds[] = { COMMON,
                              SCMP_SYS(open),
                              SCMP_SYS(openat),
                              SCMP_SYS(fstat),
                              SCMP_SYS(newfstatat), /* glibc's fstat() */
                              SCMP_SYS(fchmod),
                              SCMP_SYS(fcntl), /* musl's open() with O_CLOEXEC */
                              SCMP_SYS(ftruncate),
                              SCMP_SYS(pread64),
                              SCMP_SYS(pwrite64),
                              SCMP_SYS(fsync),
                              SCMP_SYS(fdatasync),
                              SCMP_SYS(rename),
                              SCMP_SYS(unlink),
                              SCMP_SYS(shutdown),
                              SCMP_SYS(getrandom) };

/* musl asks whether standard output is a terminal before it writes the first line there, as libtpms would. */
static int allow_question(scmp_filter_ctx filter)
{
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                SCMP_A1(SCMP_CMP_EQ, TIOCGWINSZ));
}

static int allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);

                if (error)
                        return error;
        }
        return allow_question(filter);
}

/* A file with the filter, or -1 after a line. */
static int make(bool log, const int *calls, size_t count)
{
        scmp_filter_ctx filter = seccomp_init(log ? SCMP_ACT_LOG : SCMP_ACT_KILL_PROCESS);
        int fd = filter ? memfd_create("filter", MFD_CLOEXEC) : -1;
        int error = fd < 0 ? -errno : allow(filter, calls, count);

        if (!error)
                error = seccomp_export_bpf(filter, fd);
        seccomp_release(filter);
        if (!error && lseek(fd, 0, SEEK_SET) == 0)
                return fd;
        if (fd >= 0)
                close(fd);
        return -swtpm_error("--seccomp: the filter cannot be made: %s", strerror(-error));
}

int filters_make(bool log, struct confinement *out)
{
        out->ours = make(log, ours, sizeof(ours) / sizeof(ours[0]));
        if (out->ours < 0)
                return -1;
        out->vtpmd = make(log, vtpmds, sizeof(vtpmds) / sizeof(vtpmds[0]));
        return out->vtpmd < 0 ? -1 : 0;
}

/* tests/unit/libverify/sealed.h - a process that may have memory and nothing else: the kernel ends it at any other call. */
#ifndef TESTS_UNIT_LIBVERIFY_SEALED_H
#define TESTS_UNIT_LIBVERIFY_SEALED_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define SEALED_ALLOW(number)                             \
        { BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (number) },   \
        {                                                \
                BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW \
        }

/* False if the kernel has no such filters. */
static inline int seal(void)
{
        /* clang-format off */
        static struct sock_filter filter[] = {
                { BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr) },
                SEALED_ALLOW(__NR_brk), SEALED_ALLOW(__NR_mmap), SEALED_ALLOW(__NR_munmap),
                SEALED_ALLOW(__NR_mremap), SEALED_ALLOW(__NR_mprotect), SEALED_ALLOW(__NR_madvise),
                SEALED_ALLOW(__NR_futex), SEALED_ALLOW(__NR_getrandom), SEALED_ALLOW(__NR_gettid),
                SEALED_ALLOW(__NR_getpid), /* OpenSSL asks whether it was forked */
                SEALED_ALLOW(__NR_clock_gettime), SEALED_ALLOW(__NR_rt_sigprocmask),
                SEALED_ALLOW(__NR_sigaltstack), /* sanitizers */
                SEALED_ALLOW(__NR_exit_group),
                { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS },
        };
        /* clang-format on */
        struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

        return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
               prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#endif

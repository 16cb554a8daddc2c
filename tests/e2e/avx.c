/*
 * tests/e2e/avx.c - AVX's registers stay a program's own, whatever else the CPU does. Runs in the guest: four processes, two on each of
 * two CPUs, keep numbers in all sixteen YMM registers and look at them again and again, while others ask the TPM. A signal handler
 * uses the registers too. Prints a line; ends with 1 if a number was another one.
 */
#define _GNU_SOURCE

#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 8
#define WORKERS 4

static volatile unsigned int signals;

/* Leaves zeros in every register: the kernel has to bring the interrupted ones back. */
static void on_signal(int number)
{
        (void)number;
        __asm__ volatile("vzeroall");
        signals++;
}

struct ymm {
        _Alignas(32) uint64_t value[16][4];
};

#define EACH(f) \
        f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7) f(8) f(9) f(10) f(11) f(12) f(13) f(14) f(15)
#define LOAD(n)  "vmovdqa 32*" #n "(%0), %%ymm" #n "\n\t"
#define STORE(n) "vmovdqa %%ymm" #n ", 32*" #n "(%1)\n\t"
#define ADD(n)   "vpaddq %%ymm" #n ", %%ymm" #n ", %%ymm" #n "\n\t"

/* Doubles each number in its register, @spins turns of a loop later: time for others to run meanwhile. */
static void through_registers(const struct ymm *in, struct ymm *out, uint64_t spins)
{
        __asm__ volatile(EACH(LOAD) "1: dec %2\n\tjnz 1b\n\t" EACH(ADD) EACH(STORE) "vzeroupper"
                         : "+r"(in), "+r"(out), "+r"(spins)
                         :
                         : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
                           "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
                           "xmm15");
}

static int work(unsigned int worker)
{
        const struct itimerval often = { { 0, 3000 }, { 0, 3000 } };
        time_t end = time(NULL) + SECONDS;
        struct ymm in;
        struct ymm out;

        signal(SIGALRM, on_signal);
        setitimer(ITIMER_REAL, &often, NULL);
        for (uint64_t turn = 1; time(NULL) < end || turn < 3; turn++) {
                for (unsigned int i = 0; i < 64; i++)
                        in.value[i / 4][i % 4] =
                                turn * UINT64_C(0x9e3779b97f4a7c15) + worker * 1000 + i;
                through_registers(&in, &out, 20000);
                for (unsigned int i = 0; i < 64; i++)
                        if (out.value[i / 4][i % 4] != 2 * in.value[i / 4][i % 4])
                                return 1;
                if (turn % 4 == 0)
                        sched_yield();
        }
        return signals > 0 ? 0 : 2;
}

static int on_cpu(unsigned int cpu, unsigned int worker)
{
        cpu_set_t set;

        CPU_ZERO(&set);
        CPU_SET(cpu, &set);
        return sched_setaffinity(0, sizeof(set), &set) == 0 ? work(worker) : 3;
}

int main(void)
{
        unsigned long long seed = 0;
        int failed = 0;

        for (unsigned int i = 0; i < WORKERS; i++)
                if (fork() == 0)
                        _exit(on_cpu(i % 2, i));
        for (unsigned int i = 0; i < WORKERS; i++) {
                int status;

                if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
                        failed = 1;
        }
        __asm__ volatile("1: rdseed %0\n\tjnc 1b" : "=r"(seed));
        printf("avx %s, rdseed %s\n", failed ? "failed" : "ok", seed ? "ok" : "failed");
        return failed;
}

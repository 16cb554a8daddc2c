/*
 * tests/hostile/runtime/attacker.h - what an attacking service is made of (docs/services.md): lines on the console, requests that are
 * answered so that the machine boots, and a look whether a system call was refused.
 */
#ifndef TESTS_HOSTILE_RUNTIME_ATTACKER_H
#define TESTS_HOSTILE_RUNTIME_ATTACKER_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FD_REQUESTS 3
#define FD_CHANNEL  4
#define FD_PEER     5
#define FD_DEVICE   6
#define MESSAGE_MAX 4096

/* Where VMPL0 and the guest are: text, direct map of VMPL0's memory, stacks and GHCB of the first vCPU (kernel/cpu/layout.h). */
#define KERNEL     UINT64_C(0xffffffff80000000)
#define DIRECT_MAP UINT64_C(0xffff800037200000)
#define VCPU       UINT64_C(0xffffffff00000000)
#define GUEST      UINT64_C(0x2000000)
#define HOLE       UINT64_C(0x0000800000000000)

static unsigned int attempts;

/* The call has to fail with @error. */
static inline void refused(const char *what, long result, int error)
{
        attempts++;
        if (result != -1 || errno != error)
                printf("attacker: won: %s: %ld, error %d\n", what, result,
                       result == -1 ? errno : 0);
}

static inline void say(const char *when)
{
        printf("attacker: %s: %u attempts\n", when, attempts);
        attempts = 0;
}

/*
 * Answers requests for ever, as a TPM whose GetRandom gives 0x17s. At the first one @attack is called, before it is answered.
 */
static inline void serve(void (*attack)(void))
{
        static uint8_t request[MESSAGE_MAX], reply[128];

        for (;;) {
                ssize_t size = read(FD_REQUESTS, request, sizeof(request));
                size_t wanted = size >= 13 ? (size_t)request[12] % 64 : 0;

                if (size <= 0)
                        return;
                if (attack)
                        attack();
                attack = NULL;
                memset(reply, 0x17, sizeof(reply));
                if (write(FD_REQUESTS, reply, 12 + wanted) < 0)
                        return;
        }
}

/* To be called first: what is printed comes line by line. */
static inline void begin(void)
{
        setvbuf(stdout, NULL, _IOLBF, 0);
}

#endif

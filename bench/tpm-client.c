/*
 * bench/tpm-client.c - how fast TPMs at TCP ports answer raw commands, by turns, so that whatever else the computer does is
 * everybody's.
 *
 *     tpm-client classes SECONDS NAME=PORT NAME=PORT [CLASS]
 *                                                      each kind of command, with a connection each and with one that is kept:
 *                                                      "CLASS each|kept", then microseconds p10, p50 and p99 of either
 *     tpm-client there NAME=PORT                       succeeds if it answers
 *     tpm-client keys NAME=PORT                        "KEY", the mean milliseconds of making one
 *     tpm-client beside SECONDS NAME=PORT BUSY         "CLASS", p10, p50, p99, while the TPM at port BUSY makes RSA keys
 *     tpm-client start NAME=PORT COMMAND...            the milliseconds from COMMAND's start to the TPM's first response;
 *                                                      then SIGTERM
 *
 * The TPMs are started (TPM2_Startup) already.
 */
#include "bench/tpm-commands.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES_MOST 200000
#define TURN         0.05 /* seconds that one has before it is the other's turn */
#define TPMS         2
#define RSA_KEYS     20
#define ECC_KEYS     200

typedef void action(struct tpm *tpm);

/* What is there before @run, and goes after it. */
static const struct class
{
        const char *name;
        action *before, *run, *after;
        bool parent; /* a storage key is there too */
} classes[] = {
        { "GetRandom", NULL, tpm_get_random, NULL, false },
        { "GetCapability", NULL, tpm_get_capability, NULL, false },
        { "PCR_Read", NULL, tpm_pcr_read, NULL, false },
        { "PCR_Extend", NULL, tpm_pcr_extend, NULL, false },
        { "PCR_Extend-HMAC", NULL, tpm_pcr_extend_hmac, NULL, false },
        { "Policy-session", NULL, tpm_policy_session, NULL, false },
        { "CreatePrimary-P256", NULL, tpm_create_p256, NULL, false },
        { "Create-P256", NULL, tpm_create, NULL, true },
        { "Load-P256", tpm_make_child, tpm_load, NULL, true },
        { "Sign-P256", tpm_make_signer, tpm_sign, tpm_flush, false },
        { "Quote-P256", tpm_make_quoter, tpm_quote, tpm_flush, false },
        { "Sign-RSA2048", tpm_make_rsa_signer, tpm_sign, tpm_flush, false },
        { "Unseal", tpm_make_sealed, tpm_unseal, tpm_flush, true },
        { "NV_Read", tpm_define_ordinary, tpm_nv_read, tpm_undefine, false },
        { "NV_Write", tpm_define_ordinary, tpm_nv_write, tpm_undefine, false },
        { "NV_Increment", tpm_define_counter, tpm_nv_increment, tpm_undefine, false },
        { "EncryptDecrypt", tpm_make_cipher, tpm_encrypt, tpm_flush, false },
};
#define CLASSES (sizeof(classes) / sizeof(classes[0]))

struct samples {
        float *microseconds;
        size_t count;
};

static double seconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare(const void *left, const void *right)
{
        float difference = *(const float *)left - *(const float *)right;

        return (difference > 0) - (difference < 0);
}

static void print(struct samples *samples)
{
        size_t last = samples->count - 1;

        qsort(samples->microseconds, samples->count, sizeof(float), compare);
        printf(" %.1f %.1f %.1f", (double)samples->microseconds[last / 10],
               (double)samples->microseconds[last / 2],
               (double)samples->microseconds[last * 99 / 100]);
}

static void take_turn(struct tpm *tpm, action *run, struct samples *out)
{
        double end = seconds() + TURN;
        double now;

        do {
                double start = seconds();

                run(tpm);
                now = seconds();
                if (out->count < SAMPLES_MOST)
                        out->microseconds[out->count++] = (float)((now - start) * 1e6);
        } while (now < end);
}

static void begin(struct tpm *tpm, const struct class *class, bool keeps)
{
        tpm->keeps = keeps;
        if (class->parent)
                tpm_make_parent(tpm);
        if (class->before)
                class->before(tpm);
        class->run(tpm);
}

static void end(struct tpm *tpm, const struct class *class)
{
        if (class->after)
                class->after(tpm);
        if (class->parent)
                tpm_flush_parent(tpm);
        tpm_disconnect(tpm);
}

static bool is_named(const struct class *class, const char *name)
{
        return strcmp(class->name, name) == 0;
}

static void measure(struct tpm *tpms, size_t count, const struct class *class, bool keeps,
                    double length)
{
        static struct samples samples[TPMS];
        double until = seconds() + length * (double)count;

        for (size_t i = 0; i < count; i++) {
                samples[i].count = 0;
                if (!samples[i].microseconds)
                        samples[i].microseconds = malloc(SAMPLES_MOST * sizeof(float));
                if (!samples[i].microseconds)
                        fail(&tpms[i], "no memory", 0);
                begin(&tpms[i], class, keeps);
        }
        do {
                for (size_t i = 0; i < count; i++)
                        take_turn(&tpms[i], class->run, &samples[i]);
        } while (seconds() < until);
        for (size_t i = 0; i < count; i++) {
                end(&tpms[i], class);
                print(&samples[i]);
        }
        putchar('\n');
        fflush(stdout);
}

/* All, or the one that is called @only. */
static void measure_classes(struct tpm *tpms, double length, const char *only)
{
        for (size_t i = 0; i < CLASSES; i++) {
                if (only && !is_named(&classes[i], only))
                        continue;
                for (int keeps = 0; keeps <= 1; keeps++) {
                        printf("%s %s", classes[i].name, keeps ? "kept" : "each");
                        measure(tpms, TPMS, &classes[i], keeps, length);
                }
        }
}

static void measure_key(struct tpm *tpm, const char *name, action *make, unsigned int count)
{
        double start = seconds();

        for (unsigned int i = 0; i < count; i++)
                make(tpm);
        printf("%s %.2f\n", name, (seconds() - start) / count * 1000);
}

static void measure_keys(struct tpm *tpm)
{
        tpm->keeps = true;
        measure_key(tpm, "RSA-2048", tpm_create_rsa, RSA_KEYS);
        measure_key(tpm, "P-256", tpm_create_p256, ECC_KEYS);
        measure_key(tpm, "P-384", tpm_create_p384, ECC_KEYS);
}

static void measure_beside(struct tpm *tpm, struct tpm *busy, double length)
{
        pid_t other = fork();

        if (other == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                for (;;)
                        tpm_create_rsa(busy);
        }
        for (size_t i = 0; i < CLASSES; i++) {
                if (!is_named(&classes[i], "GetRandom") && !is_named(&classes[i], "Quote-P256") &&
                    !is_named(&classes[i], "NV_Write"))
                        continue;
                printf("%s", classes[i].name);
                measure(tpm, 1, &classes[i], false, length);
        }
        kill(other, SIGKILL);
        waitpid(other, NULL, 0);
}

static void measure_start(struct tpm *tpm, char **command)
{
        const struct timespec pause = { .tv_nsec = 50000 };
        double start = seconds();
        pid_t server = fork();

        if (server == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
                        _exit(127);
                execvp(command[0], command);
                _exit(127);
        }
        while (!tpm_is_there(tpm)) {
                if (seconds() - start > 10 || waitpid(server, NULL, WNOHANG) == server)
                        fail(tpm, "it does not start", 0);
                nanosleep(&pause, NULL);
        }
        printf("%.2f\n", (seconds() - start) * 1000);
        kill(server, SIGTERM);
        waitpid(server, NULL, 0);
}

/* NAME=PORT */
static struct tpm tpm_of(char *text)
{
        char *port = strchr(text, '=');

        if (!port) {
                fprintf(stderr, "tpm-client: %s: expected NAME=PORT\n", text);
                exit(2);
        }
        *port++ = '\0';
        return (struct tpm){ .name = text, .port = atoi(port), .connection = -1 };
}

int main(int argc, char **argv)
{
        const char *what = argc > 1 ? argv[1] : "";
        struct tpm tpms[TPMS];

        if (strcmp(what, "classes") == 0 && argc >= 3 + TPMS && argc <= 4 + TPMS) {
                for (int i = 0; i < TPMS; i++)
                        tpms[i] = tpm_of(argv[3 + i]);
                measure_classes(tpms, atof(argv[2]), argv[3 + TPMS]);
        } else if (strcmp(what, "keys") == 0 && argc == 3) {
                tpms[0] = tpm_of(argv[2]);
                measure_keys(&tpms[0]);
        } else if (strcmp(what, "there") == 0 && argc == 3) {
                tpms[0] = tpm_of(argv[2]);
                return tpm_is_there(&tpms[0]) ? 0 : 1;
        } else if (strcmp(what, "beside") == 0 && argc == 5) {
                tpms[0] = tpm_of(argv[3]);
                tpms[1] = (struct tpm){ .name = "busy", .port = atoi(argv[4]), .connection = -1 };
                measure_beside(&tpms[0], &tpms[1], atof(argv[2]));
        } else if (strcmp(what, "start") == 0 && argc > 3) {
                tpms[0] = tpm_of(argv[2]);
                measure_start(&tpms[0], argv + 3);
        } else {
                fprintf(stderr, "tpm-client: see the first lines of bench/tpm-client.c\n");
                return 2;
        }
        return 0;
}

/*
 * tests/unit/libverify/verdicts.c - DIRECTORY [THREADS]: verdicts on evidence, and every error, of the library as it is installed.
 * The second time around the kernel ends the process at whatever is no memory: no file is opened, nothing is written.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cases.h"
#include "sealed.h"

struct files files;

static void load_all(const char *directory)
{
        files.report = load(directory, "milan.report");
        files.certificates = load(directory, "milan.certs");
        files.table = load(directory, "milan.table");
        files.root = load(directory, "milan.ark");
        files.clean = load(directory, "clean.crl");
        files.revoked = load(directory, "revoked.crl");
        files.provisional = load(directory, "provisional.report");
        files.debug = load(directory, "debug.report");
        files.turin = load(directory, "turin.report");
        files.turin_certificates = load(directory, "turin.certs");
        files.turin_root = load(directory, "turin.ark");
        files.services = load(directory, "services.report");
        files.manifest = load(directory, "services.manifest");
        files.hcl = load(directory, "tpm/hcl2");
        files.chip = load(directory, "tpm/chip.certs");
        files.chip_root = load(directory, "tpm/chip.ark");
        files.quote = load(directory, "tpm/quote");
        files.signature = load(directory, "tpm/quote.sig");
        files.log = load(directory, "tpm/agile.log");
        files.other_log = load(directory, "tpm/other.log");
        files.ak = load(directory, "tpm/ak.pem");
        files.other = load(directory, "tpm/other.pem");
        files.ak_certificate = load(directory, "tpm/ak.der");
        files.tpm_root = load(directory, "tpm/root.pem");
}

/* What went wrong, where the parent can read it. */
static struct failures {
        int count;
        char said[4096];
} * failures;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void expect(int good, const char *where, const char *what,
            const struct cashew_verify_verdict *verdict)
{
        size_t length;

        if (good)
                return;
        pthread_mutex_lock(&lock);
        length = strlen(failures->said);
        failures->count++;
        snprintf(failures->said + length, sizeof(failures->said) - length, "%s: %s (%s)\n", where,
                 what, verdict ? verdict->reason : "");
        pthread_mutex_unlock(&lock);
}

static int is_zero(const void *data, size_t size)
{
        const unsigned char *bytes = (const unsigned char *)data;

        for (size_t i = 0; i < size; i++) {
                if (bytes[i])
                        return 0;
        }
        return 1;
}

/* The verdict is what its parts say. */
static void expect_whole(const struct call *call, int result, const char *where)
{
        const struct cashew_verify_verdict *verdict = &call->verdict;
        unsigned int failed = 0;

        for (unsigned int i = 0; i < verdict->step_count; i++) {
                const struct cashew_verify_step *step = &verdict->steps[i];

                failed += step->outcome == CASHEW_VERIFY_STEP_FAILED;
                expect(step->outcome != CASHEW_VERIFY_STEP_NONE && step->name[0] && step->reason[0],
                       where, "a step says nothing", verdict);
        }
        expect(verdict->verified == (result == CASHEW_VERIFY_OK), where, "verified", verdict);
        expect((failed != 0) == (result == CASHEW_VERIFY_FAILED), where, "failed steps", verdict);
        expect((verdict->reason[0] == '\0') == (result == CASHEW_VERIFY_OK), where, "reason",
               verdict);
        expect((verdict->step_count == 0) == (result > CASHEW_VERIFY_FAILED), where, "steps",
               verdict);
        if (!verdict->has_claims)
                expect(is_zero(&verdict->claims, sizeof(verdict->claims)), where, "claims",
                       verdict);
        expect(!verdict->has_claims || verdict->verified, where, "claims of what is not verified",
               verdict);
}

void expect_verified_at(struct call *call, const char *where)
{
        int result = call_verify(call);

        expect(result == CASHEW_VERIFY_OK, where, "is verified", &call->verdict);
        expect_whole(call, result, where);
}

void expect_refused_at(struct call *call, int expected, const char *begins, const char *where)
{
        int result = call_verify(call);

        expect(result == expected, where, "is refused as expected", &call->verdict);
        expect(strncmp(call->verdict.reason, begins, strlen(begins)) == 0, where, begins,
               &call->verdict);
        expect_whole(call, result, where);
}

void begin(struct call *call)
{
        call_begin(call, &files.report, &files.certificates, &files.root);
}

void begin_tpm(struct call *call)
{
        struct cashew_verify_bytes none = { NULL, 0 };

        call_begin(call, &none, &files.chip, &files.chip_root);
        call->evidence.hcl = files.hcl;
        call->evidence.quote = files.quote;
        call->evidence.quote_signature = files.signature;
        call->evidence.event_log = files.log;
        call->policy.report_data = none;
        call->policy.nonce = text("nonce");
}

static void all(void)
{
        a_report_is_verified();
        a_report_is_taken_in_every_form();
        a_report_may_have_its_certificates_behind_it();
        what_is_wrong_with_a_report_fails_its_step();
        each_demand_is_looked_at();
        an_svsm_is_believed_by_nonce_and_manifest();
        a_policys_text_is_taken();
        a_tpms_evidence_is_verified();
        bytes_that_are_something_else_are_named();
        half_a_list_is_none();
        what_does_not_go_together_is_refused();
        the_rest_of_the_interface_answers();
}

static void *in_a_thread(void *unused)
{
        structures_have_their_sizes();
        all();
        return unused;
}

/* A call needs 256 KiB at most; the rest is ours. Sanitizers take more. */
static int start(pthread_t *thread)
{
        pthread_attr_t attributes;

        if (pthread_attr_init(&attributes))
                return -1;
#ifndef __SANITIZE_ADDRESS__
        if (pthread_attr_setstacksize(&attributes, (256 + 64) << 10))
                return -1;
#endif
        return pthread_create(thread, &attributes, in_a_thread, NULL);
}

/* libcrypto and libc read what they read once (configuration, time zone) the first time around. */
static int seal_and_go(void)
{
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
                if (!seal())
                        _exit(3);
                all();
                _exit(0);
        }
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return 0;
        fprintf(stderr, "the sealed process ended with status 0x%x: it did more than use memory\n",
                (unsigned int)status);
        return 1;
}

int main(int argc, char **argv)
{
        int count = argc > 2 ? atoi(argv[2]) : 1;
        pthread_t threads[8];

        if (argc < 2 || count < 1 || count > 8)
                return 2;
        failures = (struct failures *)mmap(NULL, sizeof(*failures), PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (failures == MAP_FAILED)
                return 2;
        load_all(argv[1]);
        for (int i = 0; i < count; i++) {
                if (start(&threads[i]))
                        return 2;
        }
        for (int i = 0; i < count; i++)
                pthread_join(threads[i], NULL);
        if (failures->count == 0 && seal_and_go())
                return 1;
        fputs(failures->said, stderr);
        return failures->count != 0;
}

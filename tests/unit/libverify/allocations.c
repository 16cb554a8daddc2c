/*
 * tests/unit/libverify/allocations.c - DIRECTORY: memory that runs out at each allocation once. Nothing ends the process, nothing
 * bad is verified, nothing is kept. All memory of the process goes through the functions below, libcrypto's and libyaml's too.
 */
#include <errno.h>
#include <stdint.h>

#include "evidence.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *memory);

static size_t allocated; /* since the start of a call */
static size_t failing;   /* which of them fails; 0: none */
static long live;        /* blocks that nobody has freed */

static int fails(void)
{
        return ++allocated == failing;
}

static void *counted(void *memory)
{
        if (memory)
                live++;
        else
                errno = ENOMEM;
        return memory;
}

void *malloc(size_t size)
{
        return counted(fails() ? NULL : __libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
        return counted(fails() ? NULL : __libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
        void *memory = fails() ? NULL : __libc_realloc(old, size);

        if (!old)
                return counted(memory);
        if (!memory)
                errno = ENOMEM;
        return memory;
}

void free(void *memory)
{
        live -= memory != NULL;
        __libc_free(memory);
}

static struct cashew_verify_bytes report, certificates, root, crl, revoked;
static struct cashew_verify_bytes hcl, chip, chip_root, quote, signature, event_log;

static const char policy[] = "trusted-arks: [ark.pem]\n"
                             "crls: [list.crl]\n"
                             "minimum-tcb: {snp: 1}\n"
                             "demand: {family-id: \"00000000000000000000000000000000\"}\n"
                             "measurements:\n"
                             "  - {digest: \"3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e"
                             "3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e\", label: linux}\n";

static struct cashew_verify_file given[2];

static void with_list(struct call *call, const struct cashew_verify_bytes *list)
{
        call_begin(call, &report, &certificates, &root);
        call->policy.crls = list;
        call->policy.crl_count = 1;
}

static void good_report(struct call *call)
{
        with_list(call, &crl);
}

static void revoked_report(struct call *call)
{
        with_list(call, &revoked);
}

static void revoked_by_text(struct call *call)
{
        call_begin(call, &report, &certificates, &root);
        given[0].name = "ark.pem";
        given[0].bytes = root;
        given[1].name = "list.crl";
        given[1].bytes = revoked;
        call->policy.text = text(policy);
        call->policy.files = given;
        call->policy.file_count = 2;
        call->policy.root_count = 0;
        call->policy.measurement_count = 0;
}

static void good_tpm(struct call *call)
{
        struct cashew_verify_bytes none = { NULL, 0 };

        call_begin(call, &none, &chip, &chip_root);
        call->evidence.hcl = hcl;
        call->evidence.quote = quote;
        call->evidence.quote_signature = signature;
        call->evidence.event_log = event_log;
        call->policy.report_data = none;
        call->policy.nonce = text("nonce");
}

static void old_tpm(struct call *call)
{
        good_tpm(call);
        call->policy.nonce = text("other");
}

/* Nobody's word but the result's counts, so a verdict that is none must not look like one. */
static int is_consistent(const struct call *call, int result)
{
        return call->verdict.verified == (result == CASHEW_VERIFY_OK) &&
               (result == CASHEW_VERIFY_OK || call->verdict.reason[0]) &&
               (result == CASHEW_VERIFY_OK || !call->verdict.has_claims);
}

/* One call in which allocation @number fails; 0: none. False after a line that says what is wrong. */
static int try_once(const char *name, void (*begin)(struct call *call), size_t number, int expected,
                    long *kept)
{
        static struct call call;
        long before;
        int result;

        begin(&call);
        before = live;
        failing = number;
        allocated = 0;
        result = call_verify(&call);
        failing = 0;
        *kept = live - before;
        if (is_consistent(&call, result) &&
            (number == 0 ? result == expected : result != CASHEW_VERIFY_OK || expected == 0))
                return 1;
        fprintf(stderr, "%s, allocation %zu: result %d (%s)\n", name, number, result,
                call.verdict.reason);
        return 0;
}

/*
 * OpenSSL keeps the texts of a thread's last 16 errors, whose room it uses again. What is lost is lost every time. libyaml loses a
 * block itself when it finds no memory.
 */
static int try_one(const char *name, void (*begin)(struct call *call), size_t number, int expected)
{
        long kept = 1;

        for (int i = 0; i < (begin == revoked_by_text ? 1 : 40) && kept > 0; i++) {
                if (!try_once(name, begin, number, expected, &kept))
                        return 0;
        }
        if (begin == revoked_by_text)
                return 1;
        if (kept > 0)
                fprintf(stderr, "%s, allocation %zu: %ld blocks are never freed\n", name, number,
                        kept);
        return kept <= 0;
}

/* Every allocation of reading what is given, and beyond that as many as time allows: OpenSSL makes thousands. */
static int try_all(const char *name, void (*begin)(struct call *call), int expected, size_t stride)
{
        size_t total;
        int good = try_one(name, begin, 0, expected);

        total = allocated;
        for (size_t number = 1; good && number <= total; number += number < 200 ? 1 : stride)
                good = try_one(name, begin, number, expected);
        return good;
}

int main(int argc, char **argv)
{
        size_t stride = argc == 3 ? (size_t)atoi(argv[2]) : 1;

        if (argc < 2)
                return 2;
        report = load(argv[1], "milan.report");
        certificates = load(argv[1], "milan.certs");
        root = load(argv[1], "milan.ark");
        crl = load(argv[1], "clean.crl");
        revoked = load(argv[1], "revoked.crl");
        hcl = load(argv[1], "tpm/hcl2");
        chip = load(argv[1], "tpm/chip.certs");
        chip_root = load(argv[1], "tpm/chip.ark");
        quote = load(argv[1], "tpm/quote");
        signature = load(argv[1], "tpm/quote.sig");
        event_log = load(argv[1], "tpm/agile.log");
        /* What libraries keep for the process is there after the first time. */
        (void)try_one("first", good_report, 0, CASHEW_VERIFY_OK);
        (void)try_one("first", good_tpm, 0, CASHEW_VERIFY_OK);
        return !(try_all("report", good_report, CASHEW_VERIFY_OK, stride) &&
                 try_all("text", revoked_by_text, CASHEW_VERIFY_FAILED, stride) &&
                 try_all("revoked", revoked_report, CASHEW_VERIFY_FAILED, stride) &&
                 try_all("TPM", good_tpm, CASHEW_VERIFY_OK, stride) &&
                 try_all("old", old_tpm, CASHEW_VERIFY_FAILED, stride));
}

/*
 * cashew/verify.h - verifies evidence of AMD SEV-SNP guests: attestation reports of VCEK and VLEK with their certificates, SVSM
 * manifests, Azure's HCL reports, a vTPM's quotes, event logs. It is what `cashew attest verify` does, in a program's memory.
 *
 * One function, cashew_verify(), goes from bytes to a verdict. It opens, reads and writes no file, socket or stream, starts and
 * ends nothing, and keeps nothing: what it allocates it frees before it returns, and all results are in the caller's structure.
 * Any thread may call it at any time. Bytes that are given are read and not changed, and need not be there afterwards.
 *
 * Each structure begins with its own size. Start from its _init(), which allows nothing, so that a newer library knows an older
 * program's.
 *
 *     struct cashew_verify_evidence evidence = cashew_verify_evidence_init();
 *     struct cashew_verify_policy policy = cashew_verify_policy_init();
 *     struct cashew_verify_verdict verdict = cashew_verify_verdict_init();
 *     ...
 *     if (cashew_verify(&evidence, &policy, &verdict) != CASHEW_VERIFY_OK)
 *             refuse(verdict.reason);
 */
#ifndef CASHEW_VERIFY_H
#define CASHEW_VERIFY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CASHEW_VERIFY_USE_RESULT __attribute__((warn_unused_result))
#else
#define CASHEW_VERIFY_USE_RESULT
#endif

/* What a call comes to. Only CASHEW_VERIFY_OK is a good verdict: whatever else is returned, nothing is verified. */
enum cashew_verify_error {
        CASHEW_VERIFY_OK = 0,
        CASHEW_VERIFY_FAILED = 1, /* a step failed: the verdict says which */
        /* There is no verdict: verdict.reason says what was found and what was expected. */
        CASHEW_VERIFY_ERROR_ARGUMENT =
                2,                      /* the program's mistake: sizes, or what must go together */
        CASHEW_VERIFY_ERROR_REPORT = 3, /* the bytes are no report, or no HCL report */
        CASHEW_VERIFY_ERROR_CERTIFICATES = 4,
        CASHEW_VERIFY_ERROR_ROOTS = 5,
        CASHEW_VERIFY_ERROR_CRLS = 6,
        CASHEW_VERIFY_ERROR_POLICY = 7,
        CASHEW_VERIFY_ERROR_TPM = 8, /* a key, a certificate, values of PCRs or reference values */
        CASHEW_VERIFY_ERROR_MEMORY = 9,
};

/* Somebody's bytes. No data: it is not given. */
struct cashew_verify_bytes {
        const void *data;
        size_t size;
};

/* Which manifest of the SVSM it is (SVSM 1.00, section 7). */
enum cashew_verify_manifest {
        CASHEW_VERIFY_MANIFEST_SERVICES = 0, /* of SVSM_ATTEST_SERVICES */
        CASHEW_VERIFY_MANIFEST_VTPM_0 = 1, /* of SVSM_ATTEST_SINGLE_SERVICE, the vTPM's version 0 */
        CASHEW_VERIFY_MANIFEST_VTPM_1 = 2,
};

/* What a guest, its host or its cloud says: nothing in it is trusted. A report, an HCL report or a quote must be there. */
struct cashew_verify_evidence {
        size_t struct_size;
        /*
         * The report: its 1184 bytes, with zeros or the host's certificate table behind; the kernel's answer to SNP_GET_REPORT;
         * each in hexadecimal digits or base64 too.
         */
        struct cashew_verify_bytes report;
        struct cashew_verify_bytes hcl; /* or Azure's, of NV index 0x01400001 */
        /* VCEK or VLEK and intermediates, of each PEM, DER, or the host's table (configfs-tsm: auxblob). */
        const struct cashew_verify_bytes *certificates;
        size_t certificate_count;
        /* What REPORT_DATA binds besides the policy's nonce (configfs-tsm: manifestblob). */
        struct cashew_verify_bytes manifest;
        uint32_t manifest_kind;                     /* enum cashew_verify_manifest */
        struct cashew_verify_bytes quote;           /* TPMS_ATTEST, as tpm2_quote -m writes it */
        struct cashew_verify_bytes quote_signature; /* TPMT_SIGNATURE, or the key's own */
        struct cashew_verify_bytes ak_certificate;  /* of the quote's key; PEM or DER */
        struct cashew_verify_bytes tpm_certificate; /* of an EK or AK of the manifest; PEM or DER */
        /* Both are compared with the quote. */
        struct cashew_verify_bytes event_log; /* binary_bios_measurements */
        struct cashew_verify_bytes
                pcrs; /* values, as tpm2_pcrread prints or tpm2_quote -o writes them */
};

#define CASHEW_VERIFY_DIGEST_SIZE 48 /* SHA-384 */
#define CASHEW_VERIFY_CHIP_SIZE   64
#define CASHEW_VERIFY_LABEL_MAX   64

/* A launch digest that is expected; the label is said in the verdict. */
struct cashew_verify_measurement {
        uint8_t digest[CASHEW_VERIFY_DIGEST_SIZE];
        char label[CASHEW_VERIFY_LABEL_MAX]; /* printable ASCII, NUL behind; or empty */
};

struct cashew_verify_chip {
        uint8_t id[CASHEW_VERIFY_CHIP_SIZE]; /* Turin's has 8 bytes, zeros behind */
};

/* SHA-384 of a key as the ID block has it, of the whole structure (AMD 56860, ID_AUTH). */
struct cashew_verify_digest {
        uint8_t bytes[CASHEW_VERIFY_DIGEST_SIZE];
};

/* Each part of a TCB by itself, as one number it has no order. */
struct cashew_verify_tcb {
        uint8_t fmc, boot_loader, tee, snp, microcode;
};

/* A file that a policy's text names ("trusted-arks: [ark.pem]"), for a library that opens none. */
struct cashew_verify_file {
        const char *name;
        struct cashew_verify_bytes bytes;
};

/* What may be, and what is refused otherwise: policy.allow. */
#define CASHEW_VERIFY_ALLOW_VLEK            UINT64_C(0x001) /* a provider's key may have signed */
#define CASHEW_VERIFY_ALLOW_MASKED_CHIP     UINT64_C(0x002) /* the report may hide its chip */
#define CASHEW_VERIFY_ALLOW_PROVISIONAL     UINT64_C(0x004) /* firmware that can be rolled back */
#define CASHEW_VERIFY_ALLOW_DEBUG           UINT64_C(0x008) /* the host may read the guest's memory */
#define CASHEW_VERIFY_ALLOW_MIGRATION       UINT64_C(0x010) /* a migration agent may move the guest */
#define CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT UINT64_C(0x020) /* what was launched is not looked at */
#define CASHEW_VERIFY_ALLOW_ANY_REPORT_DATA UINT64_C(0x040) /* the evidence may be an old one */
#define CASHEW_VERIFY_ALLOW_UNLISTED_EVENTS UINT64_C(0x080) /* events that references do not have */

/* What is allowed otherwise: policy.refuse. */
#define CASHEW_VERIFY_REFUSE_VCEK         UINT64_C(0x001) /* only a provider's key may have signed */
#define CASHEW_VERIFY_REFUSE_UNKNOWN_BITS UINT64_C(0x002) /* what this library does not know yet */

/* What PLATFORM_INFO must say: policy.platform. */
#define CASHEW_VERIFY_PLATFORM_SMT_OFF     UINT32_C(0x001)
#define CASHEW_VERIFY_PLATFORM_TSME        UINT32_C(0x002)
#define CASHEW_VERIFY_PLATFORM_ECC         UINT32_C(0x004)
#define CASHEW_VERIFY_PLATFORM_RAPL_OFF    UINT32_C(0x008)
#define CASHEW_VERIFY_PLATFORM_CIPHERTEXT  UINT32_C(0x010) /* ciphertext hiding */
#define CASHEW_VERIFY_PLATFORM_ALIAS_CHECK UINT32_C(0x020)
#define CASHEW_VERIFY_PLATFORM_TIO         UINT32_C(0x080)
#define CASHEW_VERIFY_PLATFORM_TIO_OFF     UINT32_C(0x100)

/* What the guest's policy must insist on: policy.guest. */
#define CASHEW_VERIFY_GUEST_SMT_OFF       UINT32_C(0x01)
#define CASHEW_VERIFY_GUEST_CXL_OFF       UINT32_C(0x02)
#define CASHEW_VERIFY_GUEST_AES_256_XTS   UINT32_C(0x04)
#define CASHEW_VERIFY_GUEST_RAPL_OFF      UINT32_C(0x08)
#define CASHEW_VERIFY_GUEST_CIPHERTEXT    UINT32_C(0x10)
#define CASHEW_VERIFY_GUEST_PAGE_SWAP_OFF UINT32_C(0x20)
#define CASHEW_VERIFY_GUEST_SINGLE_SOCKET UINT32_C(0x40)

/*
 * What must be so: the program's own word. Zeros demand nothing more than they refuse. With a text, the members below it come on
 * top of what it says, and their zeros say nothing.
 */
struct cashew_verify_policy {
        size_t struct_size;
        /* A policy in the language of `cashew ca` (docs/manufacturing.md), and the files that it names. */
        struct cashew_verify_bytes text;
        const struct cashew_verify_file *files;
        size_t file_count;

        /* Who is trusted: AMD's root keys (ARK), PEM or DER. What else is in these is taken as certificates that came along. */
        const struct cashew_verify_bytes *roots;
        size_t root_count;
        const struct cashew_verify_bytes
                *crls; /* AMD's lists; if there are some, one must be of the root */
        size_t crl_count;
        int64_t time; /* when the evidence is looked at, seconds since 1970; 0: now */

        /* What the report was asked with: one of the two. With an HCL report, the quote's or the user data. */
        struct cashew_verify_bytes
                nonce; /* 1 to 64 bytes: REPORT_DATA is SHA-512 of it and the manifest */
        struct cashew_verify_bytes report_data; /* 1 to 64 bytes, zeros behind */

        uint64_t allow;
        uint64_t refuse;
        const struct cashew_verify_measurement *measurements; /* one of these; at most 256 */
        size_t measurement_count;
        const struct cashew_verify_chip *chips; /* one of these; none: any. At most 256 */
        size_t chip_count;
        const struct cashew_verify_digest *id_keys; /* ID_KEY_DIGEST, likewise; at most 16 */
        size_t id_key_count;
        const struct cashew_verify_digest *author_keys;
        size_t author_key_count;
        struct cashew_verify_bytes host_data; /* 32 bytes */
        struct cashew_verify_bytes family_id; /* 16 bytes */
        struct cashew_verify_bytes image_id;
        uint32_t guest_svn; /* at least */
        uint32_t vmpl;      /* who has asked; 0: the SVSM */
        uint32_t platform;
        uint32_t guest;
        struct cashew_verify_tcb minimum_tcb;                   /* of REPORTED_TCB */
        uint8_t firmware_major, firmware_minor, firmware_build; /* committed, at least */
        uint8_t abi_major, abi_minor; /* of the guest's policy, at least */

        /* Of the TPM. */
        const struct cashew_verify_bytes
                *tpm_roots; /* who may have signed its certificates, PEM or DER */
        size_t tpm_root_count;
        struct cashew_verify_bytes
                attestation_key; /* public, that is known to be the TPM's: PEM, DER, TPM2B_PUBLIC */
        struct cashew_verify_bytes
                qualifying_data; /* what the quote was asked with, if not the nonce; 1 to 64 bytes */
        struct cashew_verify_bytes pcr_digest; /* what the quote must say */
        struct cashew_verify_bytes
                references; /* events that must be in the log: lines of PCR, type, digest */
};

#define CASHEW_VERIFY_STEPS_MAX 64
#define CASHEW_VERIFY_NAME_MAX  32 /* with its NUL, as all texts here */
#define CASHEW_VERIFY_TEXT_MAX  256

enum cashew_verify_outcome {
        CASHEW_VERIFY_STEP_NONE = 0, /* not a step */
        CASHEW_VERIFY_STEP_PASSED = 1,
        CASHEW_VERIFY_STEP_FAILED = 2,
        CASHEW_VERIFY_STEP_SKIPPED =
                3, /* nobody said what to expect: shown, and it counts for nothing */
};

/* What was looked at (`cashew attest explain NAME` says why), how it went, what was found. Texts are printable ASCII. */
struct cashew_verify_step {
        uint32_t outcome; /* enum cashew_verify_outcome */
        char name[CASHEW_VERIFY_NAME_MAX];
        char reason[CASHEW_VERIFY_TEXT_MAX];
};

/* What the report says. All zeros unless it is verified. */
struct cashew_verify_claims {
        uint32_t version;
        uint32_t vmpl;
        uint32_t guest_svn;
        uint32_t signing_key; /* 0: VCEK, 1: VLEK */
        uint64_t policy;
        uint64_t platform_info;
        uint64_t current_tcb, reported_tcb, committed_tcb, launch_tcb; /* as the report has them */
        uint8_t measurement[CASHEW_VERIFY_DIGEST_SIZE];
        uint8_t id_key_digest[CASHEW_VERIFY_DIGEST_SIZE];
        uint8_t author_key_digest[CASHEW_VERIFY_DIGEST_SIZE];
        uint8_t report_data[64];
        uint8_t chip_id[CASHEW_VERIFY_CHIP_SIZE];
        uint8_t host_data[32];
        uint8_t report_id[32];
        uint8_t family_id[16];
        uint8_t image_id[16];
};

struct cashew_verify_verdict {
        size_t struct_size;
        uint32_t verified;   /* 1 if CASHEW_VERIFY_OK was returned, else 0 */
        uint32_t has_claims; /* 1 if it is verified and there is a report */
        char reason
                [CASHEW_VERIFY_TEXT_MAX]; /* of what failed, the first; empty if it is verified */
        uint32_t step_count;
        uint32_t reserved;
        struct cashew_verify_claims claims;
        struct cashew_verify_step steps[CASHEW_VERIFY_STEPS_MAX];
};

/* Each with its size, and zeros. */
static inline struct cashew_verify_evidence cashew_verify_evidence_init(void)
{
        struct cashew_verify_evidence evidence;

        memset(&evidence, 0, sizeof(evidence));
        evidence.struct_size = sizeof(evidence);
        return evidence;
}

static inline struct cashew_verify_policy cashew_verify_policy_init(void)
{
        struct cashew_verify_policy policy;

        memset(&policy, 0, sizeof(policy));
        policy.struct_size = sizeof(policy);
        return policy;
}

static inline struct cashew_verify_verdict cashew_verify_verdict_init(void)
{
        struct cashew_verify_verdict verdict;

        memset(&verdict, 0, sizeof(verdict));
        verdict.struct_size = sizeof(verdict);
        return verdict;
}

/*
 * Verifies @evidence against @policy. Returns enum cashew_verify_error, and says all in *@verdict, whose struct_size must be set;
 * the rest of it is overwritten in any case.
 */
CASHEW_VERIFY_USE_RESULT int cashew_verify(const struct cashew_verify_evidence *evidence,
                                           const struct cashew_verify_policy *policy,
                                           struct cashew_verify_verdict *verdict);

#define CASHEW_VERIFY_URL_MAX 288

/*
 * Where AMD's Key Distribution Service has the certificate of the key that signed @report (AMD 57230), for who has it not: its
 * @number-th place, from 0 on; a report of version 2 does not say its product and has several. CASHEW_VERIFY_OK, or
 * CASHEW_VERIFY_ERROR_REPORT if there is no report or no such place; then *@url is empty. Nothing is verified here.
 */
CASHEW_VERIFY_USE_RESULT int cashew_verify_certificate_url(const struct cashew_verify_bytes *report,
                                                           unsigned int number,
                                                           char url[CASHEW_VERIFY_URL_MAX]);

/* A sentence for enum cashew_verify_error; never NULL. */
const char *cashew_verify_error_text(int error);

/* "0.1.0" */
const char *cashew_verify_version(void);

#ifdef __cplusplus
}
#endif

#endif

/*
 * lib/profile/compiled.h - a TPM's personality as data: a profile, compiled.
 *
 * People write profiles in YAML (docs/profiles.md). `cashew profile compile` checks one and makes
 * these bytes: everything that takes a name, a policy expression or a default has been resolved, so
 * that the program inside the SVSM reads numbers and byte strings only. The manufacture, the CA and
 * `cashew tpm conform` read the same bytes; their SHA-384 is the profile's digest.
 *
 * The file is a header and records, big-endian as TPM structures are. A TPM2B is a u16 length and
 * the bytes.
 *
 *   header   u64 magic, u32 version, u32 bytes of the whole file
 *   record   u16 tag, u16 zero, u32 bytes of the value, the value
 *
 * A tag with PROFILE_TAG_OPTIONAL set may be skipped by who does not know it; any other unknown tag
 * refuses the file. Records come in the order of their tags, those of one tag in the order of the
 * YAML file; a record names a key or an NV index by its number in that order.
 *
 *   PROFILE_NAME         TPM2B name (printable ASCII), u32 revision                     exactly one
 *   PROFILE_REQUIREMENT  u16 kind (enum profile_requirement_kind), u32 value
 *   PROFILE_PCR_BANK     u16 hash algorithm
 *   PROFILE_KEY          TPM2B name, u32 hierarchy, TPM2B template head, u8 unique rule,
 *                        TPM2B unique x, TPM2B unique y, u8 nonce, u8 auth rule, u8 disposition,
 *                        u32 handle, u8 occupied rule
 *   PROFILE_NV           TPM2B name, u32 index, u16 name algorithm, u32 attributes, TPM2B policy,
 *                        u8 auth rule, u16 size (0: of the content), u8 content, u8 subject,
 *                        TPM2B literal, u8 after write, u8 next boot, u8 required
 *   PROFILE_CERTIFICATE  u8 key, u8 nv, u8 purpose, u8 extension, u8 required
 *   PROFILE_MANIFEST_V0  u8 key                                                      at most one
 *   PROFILE_MANIFEST_V1  u8 count, the keys                                          at most one
 *   PROFILE_HOOK         optional: u8 nv, u8 kind, u32 seconds: content that the platform would
 *                        make anew when it is read; said, not done
 *
 * profile_read() accepts a file only if all of it makes sense (check.c, check_key.c and check_nv.c say what that is).
 * Nothing here allocates; pointers are into the bytes that were read.
 */
#ifndef LIB_PROFILE_COMPILED_H
#define LIB_PROFILE_COMPILED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROFILE_MAGIC       UINT64_C(0x435357505246494c) /* "CSWPRFIL" */
#define PROFILE_VERSION     1
#define PROFILE_SIZE_MAX    65536
#define PROFILE_DIGEST_SIZE 48 /* SHA-384 of the file */
#define PROFILE_NAME_MAX    31
#define PROFILE_KEYS_MAX    16
#define PROFILE_NV_MAX      32
#define PROFILE_CERTS_MAX   8 /* WIRE_KEYS_MAX: one request asks for all */
#define PROFILE_REQUIRE_MAX 32
#define PROFILE_BANKS_MAX   8
#define PROFILE_HOOKS_MAX   8
#define PROFILE_HEAD_MAX    128  /* a template without its unique field */
#define PROFILE_UNIQUE_MAX  512  /* RSA-4096 */
#define PROFILE_LITERAL_MAX 4096 /* content that the profile gives itself */
#define PROFILE_NONE        0xff /* no key, no NV index */

#define PROFILE_TAG_OPTIONAL 0x8000

enum profile_tag {
        PROFILE_NAME = 1,
        PROFILE_REQUIREMENT = 2,
        PROFILE_PCR_BANK = 3,
        PROFILE_KEY = 4,
        PROFILE_NV = 5,
        PROFILE_CERTIFICATE = 6,
        PROFILE_MANIFEST_V0 = 7,
        PROFILE_MANIFEST_V1 = 8,
        PROFILE_HOOK = 9 | PROFILE_TAG_OPTIONAL,
};

/* What the TPM must be able to do; asked before anything is made. */
enum profile_requirement_kind {
        PROFILE_REQUIRE_ALGORITHM = 1,    /* value: TPM_ALG_ID in TPM_CAP_ALGS */
        PROFILE_REQUIRE_CURVE = 2,        /* value: TPM_ECC_CURVE in TPM_CAP_ECC_CURVES */
        PROFILE_REQUIRE_RSA_BITS = 3,     /* value: modulus bits, asked by TPM2_TestParms */
        PROFILE_REQUIRE_AES_BITS = 4,     /* value: key bits (CFB), asked by TPM2_TestParms */
        PROFILE_REQUIRE_NV_INDEX_MAX = 5, /* value: least TPM_PT_NV_INDEX_MAX, bytes */
        PROFILE_REQUIRE_PERSISTENT = 6, /* value: persistent objects that there must be room for */
        PROFILE_REQUIRE_COMMAND = 7,    /* value: TPM_CC in TPM_CAP_COMMANDS */
        PROFILE_REQUIRE_LIBTPMS = 8,    /* value: libtpms' own profile that the TPM is made with, at
                                           most one: PROFILE_LIBTPMS_NULL, or that and N for
                                           default-vN */
};

#define PROFILE_LIBTPMS_NULL 1

/* A record PROFILE_REQUIREMENT. */
struct profile_requirement {
        uint16_t kind; /* enum profile_requirement_kind */
        uint32_t value;
};

/* Bytes of the compiled profile, which must stay as long as the profile is used. */
struct profile_bytes {
        const uint8_t *data;
        size_t size;
};

/* How the template's unique field is filled before TPM2_CreatePrimary. */
enum profile_unique_rule {
        PROFILE_UNIQUE_LITERAL = 0,     /* x and y as they stand: empty, zeros, a text */
        PROFILE_UNIQUE_RANDOM_ONCE = 1, /* as many random bytes as x and y are long, drawn when the
                                           TPM is made and kept with its state; x and y are zeros */
        PROFILE_UNIQUE_NV_NONCE = 2,    /* the content of NV record `nonce` replaces x's first bytes
                                        (TCG EK Credential Profile, low range); x itself is zeros */
};

enum profile_auth_rule {
        PROFILE_AUTH_EMPTY = 0,
        PROFILE_AUTH_RANDOM_ONCE =
                1, /* drawn when the TPM is made, kept with its state, told nobody */
        PROFILE_AUTH_RANDOM_BOOT = 2, /* drawn at each power-on of the machine; NV indices only */
};

enum profile_disposition {
        PROFILE_KEY_PERSISTENT = 1, /* TPM2_EvictControl to the handle, by the owner */
        PROFILE_KEY_TRANSIENT = 2,  /* made for its public area, then flushed: who needs it makes it
                                       again from the template */
        PROFILE_KEY_TEMPLATE = 3,   /* never made by us: only its template is put somewhere; it can
                                       have no certificate and be in no manifest */
};

/* What to do at a later boot if there is something at the persistent handle. */
enum profile_occupied {
        PROFILE_OCCUPIED_REFUSE =
                1, /* what is there stays until its owner says otherwise, and differs */
        PROFILE_OCCUPIED_KEEP = 2,         /* whatever it is, it stays */
        PROFILE_OCCUPIED_KEEP_IF_SAME = 3, /* it stays in the key's place if its attributes are the
                                              template's, else as above */
        PROFILE_OCCUPIED_REPLACE = 4,      /* anything but the key itself is evicted, the key put
                                              there */
};

/* A key: its template, where it goes, and what may be there already. Numbers of records count from 0 in their order. */
struct profile_key {
        struct profile_bytes name; /* printable ASCII, 1 to PROFILE_NAME_MAX, unlike others' */
        uint32_t hierarchy;        /* TPM_RH_OWNER, _ENDORSEMENT, _PLATFORM or _NULL */
        struct profile_bytes head; /* TPMT_PUBLIC up to its unique field */
        uint8_t unique_rule;       /* enum profile_unique_rule */
        struct profile_bytes x;    /* RSA: the modulus field; ECC: x */
        struct profile_bytes y;    /* RSA: empty */
        uint8_t nonce;             /* number of the NV record of PROFILE_UNIQUE_NV_NONCE, whose
                                      content is a literal; else PROFILE_NONE */
        uint8_t auth;              /* enum profile_auth_rule */
        uint8_t disposition;       /* enum profile_disposition */
        uint32_t handle;           /* of a persistent key, else 0 */
        uint8_t occupied;          /* enum profile_occupied; 0 unless persistent */
};

/* What an NV index holds. */
enum profile_content {
        PROFILE_CONTENT_NONE = 0,        /* it is defined and stays unwritten */
        PROFILE_CONTENT_LITERAL = 1,     /* the literal */
        PROFILE_CONTENT_TEMPLATE = 2,    /* TPMT_PUBLIC template of key `subject`, unique filled */
        PROFILE_CONTENT_PUBLIC = 3,      /* TPMT_PUBLIC of key `subject` */
        PROFILE_CONTENT_PUBLIC_2B = 4,   /* the same as a TPM2B_PUBLIC */
        PROFILE_CONTENT_CERTIFICATE = 5, /* DER certificate of certificate record `subject` */
        PROFILE_CONTENT_CHAIN = 6,      /* the CA's chain, DER one behind the other, issuer first */
        PROFILE_CONTENT_HCL_REPORT = 7, /* hardware report and claims in Azure's form, over the
                                            persistent keys; `subject` is the AK */
};

enum profile_after_write {
        PROFILE_AFTER_NOTHING = 0,
        PROFILE_AFTER_LOCK = 1, /* TPM2_NV_WriteLock */
};

/* At boots after the first. Whatever is gone (TPM2_Clear by the guest) is made again. */
enum profile_next_boot {
        PROFILE_NEXT_KEEP = 0,    /* stays as it is; its public area must be what we would define */
        PROFILE_NEXT_REFRESH = 1, /* the content is written again */
        PROFILE_NEXT_REDEFINE = 2, /* undefined, defined, written: with what was written before if
                                      the content is a certificate, else with new content */
};

/* An NV index: its public area, its content, and what becomes of it at later boots. */
struct profile_nv {
        struct profile_bytes name; /* printable ASCII, 1 to PROFILE_NAME_MAX */
        uint32_t index;
        uint16_t name_algorithm;
        uint32_t attributes;         /* as given to TPM2_NV_DefineSpace: WRITTEN is never set.
                                        PLATFORMCREATE says that the platform defines it, else the
                                        owner does */
        struct profile_bytes policy; /* digest, or empty */
        uint8_t auth;                /* enum profile_auth_rule */
        uint16_t size;   /* bytes; content is padded with zeros. 0: the content's size */
        uint8_t content; /* enum profile_content */
        uint8_t subject; /* number of a key or certificate, or PROFILE_NONE */
        struct profile_bytes literal;
        uint8_t after_write; /* enum profile_after_write */
        uint8_t next_boot;   /* enum profile_next_boot */
        bool required; /* if its content cannot be had, the boot stops; else it is not defined */
};

enum profile_extension {
        PROFILE_EXTENSION_NONE = 0,
        PROFILE_EXTENSION_GCE_INSTANCE = 1, /* 1.3.6.1.4.1.11129.2.1.21 */
};

/* A certificate of a key, asked of the CA and put into an NV index. */
struct profile_certificate {
        uint8_t key;       /* number of a key that is made */
        uint8_t nv;        /* number of the NV index */
        uint8_t purpose;   /* enum wire_purpose */
        uint8_t extension; /* enum profile_extension */
        bool required;     /* without it the guest does not boot; else the lack is attested */
};

enum profile_hook_kind {
        PROFILE_HOOK_REPORT_ON_READ = 1,      /* Azure's 0x01400001 */
        PROFILE_HOOK_CERTIFICATE_ON_READ = 2, /* Azure's 0x01C101D0 */
};

/* Content that the platform would make anew when the index is read; said, not done. */
struct profile_hook {
        uint8_t nv;
        uint8_t kind;     /* enum profile_hook_kind */
        uint32_t seconds; /* at most once in so many */
};

/* A profile that profile_read() has checked: all numbers of records are below their counts. Points into its bytes. */
struct profile {
        struct profile_bytes name; /* printable ASCII, 1 to PROFILE_NAME_MAX */
        uint32_t revision;
        uint32_t requirement_count;
        struct profile_requirement requirements[PROFILE_REQUIRE_MAX];
        uint32_t bank_count; /* 0: as the TPM has them */
        uint16_t banks[PROFILE_BANKS_MAX];
        uint32_t key_count;
        struct profile_key keys[PROFILE_KEYS_MAX];
        uint32_t nv_count;
        struct profile_nv nv[PROFILE_NV_MAX];
        uint32_t certificate_count;
        struct profile_certificate certificates[PROFILE_CERTS_MAX];
        uint8_t manifest_v0; /* number of the key, or PROFILE_NONE */
        uint32_t manifest_v1_count;
        uint8_t manifest_v1[PROFILE_KEYS_MAX];
        uint32_t hook_count;
        struct profile_hook hooks[PROFILE_HOOKS_MAX];
};

/*
 * Reads and checks a compiled profile of exactly @size bytes. Returns NULL, or what is wrong with
 * it as the end of a sentence; *@offset is then where.
 */
__attribute__((warn_unused_result)) const char *profile_read(const void *data, size_t size,
                                                             struct profile *out, size_t *offset);

/*
 * Writes a compiled profile to @out, and nothing that profile_read() would refuse. Returns its size,
 * or 0 if it does not fit @capacity or is refused.
 */
__attribute__((warn_unused_result)) size_t profile_write(const struct profile *profile, void *out,
                                                         size_t capacity);

/*
 * The TPMT_PUBLIC template of @key: its head and the unique field with the bytes @x and @y, which
 * are as long as the key's own. Returns its size, or 0 if it does not fit.
 */
__attribute__((warn_unused_result)) size_t profile_template(const struct profile_key *key,
                                                            const uint8_t *x, const uint8_t *y,
                                                            uint8_t *out, size_t capacity);

/*
 * True if @public, a TPMT_PUBLIC of @size bytes, is a key made from @key's template: the same up to
 * the unique field, and behind it one of the right kind and nothing more.
 */
__attribute__((warn_unused_result)) bool profile_key_matches(const struct profile_key *key,
                                                             const uint8_t *public, size_t size);

#endif

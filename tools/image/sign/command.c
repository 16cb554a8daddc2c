/*
 * tools/image/sign/command.c - `cashew image sign`: the ID block of SEV-SNP in an IGVM file.
 *
 * Nothing of it is measured, so the launch digest stays; that, and that the security processor would take the block, is
 * checked on the finished file before it gets its name.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/hosted.h"
#include "lib/snp/report.h"
#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/read/file.h"
#include "tools/image/launch/compare.h"
#include "tools/image/read/options.h"
#include "tools/image/sign/detached.h"
#include "tools/image/sign/examine.h"
#include "tools/image/read/rewrite.h"
#include "tools/common/image_id.h"
#include "tools/common/number.h"
#include "tools/common/p384.h"
#include "tools/common/store_key.h"

struct options {
        struct operands operands;
        const char *output;
        const char *id_key;
        const char *author_key;
        const char *signature; /* made elsewhere; NULL: the keys sign */
        const char *author_signature;
        const char *payload; /* what is to be signed elsewhere goes there */
        const char *author_payload;
        uint8_t family_id[16];
        uint8_t image_id[16];
        unsigned int guest_svn;
        uint64_t policy; /* 0: the file's */
        enum igvm_loader loader;
        enum igvm_level level;
        bool replace;
};

static const char *read_id(const char *text, void *place)
{
        return image_id_read(text, place) ? NULL : "32 hexadecimal digits or 1 to 16 bytes of text";
}

/* Bit 17 of a guest policy is reserved and must be one (SEV-SNP firmware ABI, guest policy). */
static const char *read_policy(const char *text, void *place)
{
        uint64_t *policy = place;

        return number_read(text, UINT64_MAX, policy) && (*policy & SNP_POLICY_ONE)
                       ? NULL
                       : "a number with bit 17 (0x20000) set";
}

static const struct option known[] = {
        { IMAGE_OPTION_ID_KEY(
                struct options,
                "who signs: a P-384 key at an OpenSSL store URI: a file, or org.openssl.engine:pkcs11:pkcs11:...; "
                "the public one will do with --signature and --author-payload") },
        { IMAGE_OPTION_AUTHOR_KEY(
                struct options,
                "who signs the ID key; the public one will do with --author-signature") },
        { "payload", "OUT", OPTION_FILE(struct options, payload),
          "write what the ID key is to sign, for a key that is elsewhere, and make no image",
          .excludes = "output signature author-signature" },
        { "author-payload", "OUT", OPTION_FILE(struct options, author_payload),
          "write what the author key is to sign, and make no image", .needs = "id-key",
          .excludes = "output signature author-signature" },
        { "signature", "FILE", OPTION_FILE(struct options, signature),
          "what the ID key has signed: DER, or r and s of 48 bytes each; checked before anything is written",
          .needs = "id-key" },
        { "author-signature", "FILE", OPTION_FILE(struct options, author_signature),
          "what the author key has signed, likewise", .needs = "author-key" },
        { "family-id", "HEX|TEXT", OPTION_READ(struct options, family_id),
          "the family ID: 32 hexadecimal digits, or a text of up to 16 bytes (default: zeros)",
          .read = read_id },
        { "image-id", "HEX|TEXT", OPTION_READ(struct options, image_id), "the image ID, likewise",
          .read = read_id },
        { "guest-svn", "N", OPTION_NUMBER(struct options, guest_svn),
          "security version number of the guest", .most = UINT32_MAX },
        { "policy", "N", OPTION_READ(struct options, policy),
          "guest policy, which becomes the file's (default: the file's)", .read = read_policy },
        { IMAGE_OPTION_LOADER(struct options) },
        { "as", "LEVEL", OPTION_WORD(struct options, level),
          "whose rules the file must keep, before and after", .words = &image_level_words },
        { "replace", NULL, OPTION_FLAG(struct options, replace),
          "in the place of the ID block that the file has" },
        { "output", "FILE", OPTION_FILE(struct options, output), "where the signed image goes",
          .letter = 'o', .needs = "id-key" },
        { 0 },
};

/* What is signed, and with what. */
struct signing {
        const struct options *options;
        const char *input;
        struct image_file in;
        struct image_examination old;
        EVP_PKEY *id_key;
        EVP_PKEY *author_key;
        struct snp_signature id_signature; /* made elsewhere */
        struct snp_signature author_signature;
        uint64_t policy;
        struct igvm_snp_id_block block;
        struct image_examination new; /* of the signed file */
};

/*
 * Says what is wrong with what the file has, before anybody has to give a key. The policy is settled here,
 * the option's or the file's: it is part of what is signed, so there must be one.
 */
static int find_facts(struct signing *signing)
{
        const struct options *options = signing->options;
        const struct image_id *old = &signing->old.found;

        image_examine(&signing->in.igvm, options->loader, &signing->old);
        if (old->mask == 0)
                return image_error("%s: not for SEV-SNP, so there is nothing to sign",
                                   signing->input);
        if (old->has_block && !options->replace)
                return image_error("%s: has an ID block already; --replace puts another in its "
                                   "place",
                                   signing->input);
        if (!old->has_policy && !options->policy)
                return image_error("%s: has no GUEST_POLICY for SEV-SNP; say --policy",
                                   signing->input);
        signing->policy = options->policy ? options->policy : old->policy;
        if (!(signing->policy & SNP_POLICY_ONE))
                return image_error("%s: bit 17 of its guest policy is not set; say --policy",
                                   signing->input);
        return 0;
}

/* A key may be in a token that never shows it: only its curve is asked for. NULL after one line on stderr. */
static EVP_PKEY *load_key(const char *uri, const char *whose, bool signs)
{
        EVP_PKEY *key = signs ? store_key_private("image", uri) : store_key_public("image", uri);

        if (key && !p384_is_key(key)) {
                image_error("the %s key is not of the curve P-384, and SEV-SNP knows no other",
                            whose);
                EVP_PKEY_free(key);
                return NULL;
        }
        return key;
}

/* What was loaded before a failure, sign_command() frees. */
static int load_keys(struct signing *signing)
{
        const struct options *options = signing->options;

        signing->id_key = load_key(options->id_key, "ID", !options->signature);
        if (!signing->id_key ||
            (options->signature && detached_read(options->signature, &signing->id_signature)))
                return 1;
        if (!options->author_key)
                return 0;
        signing->author_key = load_key(options->author_key, "author", !options->author_signature);
        if (!signing->author_key)
                return 1;
        return options->author_signature
                       ? detached_read(options->author_signature, &signing->author_signature)
                       : 0;
}

/*
 * ID_BLOCK of SNP_LAUNCH_FINISH (SEV-SNP firmware ABI), but for the policy, which GUEST_POLICY has; what
 * --family-id, --image-id and --guest-svn did not say is zero.
 */
static void fill_block(struct signing *signing)
{
        const struct options *options = signing->options;
        struct igvm_snp_id_block *block = &signing->block;

        block->compatibility_mask = signing->old.found.mask;
        memcpy(block->launch_digest, signing->old.digest, sizeof(block->launch_digest));
        memcpy(block->family_id, options->family_id, sizeof(block->family_id));
        memcpy(block->image_id, options->image_id, sizeof(block->image_id));
        block->guest_svn = options->guest_svn;
}

static int make_block(struct signing *signing)
{
        const struct options *options = signing->options;
        const struct image_signer id = { signing->id_key,
                                         options->signature ? &signing->id_signature : NULL };
        const struct image_signer author = { signing->author_key,
                                             options->author_signature ? &signing->author_signature
                                                                       : NULL };

        fill_block(signing);
        return image_id_sign(&signing->block, signing->policy, &id,
                             signing->author_key ? &author : NULL);
}

/* The old policy's header stays where it is if it says the same: then nothing but the ID block differs. */
static bool policy_changes(const struct signing *signing)
{
        return !signing->old.found.has_policy || signing->old.found.policy != signing->policy;
}

/* The old ID block goes, and the old policy if there is a new one; other platforms keep what they have. */
static bool edit(void *context, const struct igvm_header *header, void *body)
{
        const struct signing *signing = context;
        struct igvm_snp_id_block *block = body;
        struct igvm_guest_policy *policy = body;

        if (header->type == IGVM_SNP_ID_BLOCK) {
                block->compatibility_mask &= ~signing->old.found.mask;
                return block->compatibility_mask != 0;
        }
        if (header->type == IGVM_GUEST_POLICY && policy_changes(signing)) {
                policy->compatibility_mask &= ~signing->old.found.mask;
                return policy->compatibility_mask != 0;
        }
        return true;
}

/*
 * The block is the first directive: a loader has it before it has loaded anything. QEMU hands it over with
 * the policy at the end (backends/igvm.c, qigvm_handle_policy()). File data is written first, since headers
 * need its offsets.
 */
static void write_all(const struct signing *signing, struct image_source *source,
                      struct igvm_writer *writer)
{
        const struct igvm_guest_policy policy = {
                .policy = signing->policy,
                .compatibility_mask = signing->old.found.mask,
        };

        image_source_write_data(source, writer);
        image_source_write_headers(source, writer, IGVM_FIRST_PLATFORM, IGVM_LAST_PLATFORM);
        if (policy_changes(signing))
                igvm_write_header(writer, IGVM_GUEST_POLICY, &policy, sizeof(policy));
        image_source_write_headers(source, writer, IGVM_FIRST_INITIALIZATION,
                                   IGVM_LAST_INITIALIZATION);
        igvm_write_header(writer, IGVM_SNP_ID_BLOCK, &signing->block, sizeof(signing->block));
        image_source_write_headers(source, writer, IGVM_FIRST_DIRECTIVE, IGVM_LAST_DIRECTIVE);
}

/* Twice over the same calls, once to count and once to write; after a failure sign() frees what @out has. */
static int write_image(struct signing *signing, struct file *out)
{
        struct igvm_writer counted = image_writer_like(&signing->in.igvm);
        struct image_source source;
        struct igvm_writer writer;
        bool done;

        if (image_source_open(&source, signing->input, &signing->in.igvm, edit, signing))
                return 1;
        write_all(signing, &source, &counted);
        out->size = igvm_writer_size(&counted);
        out->data = malloc(out->size);
        if (!out->data) {
                image_source_close(&source);
                return image_error("out of memory");
        }
        writer = igvm_writer_start(&counted, out->data);
        write_all(signing, &source, &writer);
        done = igvm_writer_finish(&writer);
        image_source_close(&source);
        return done ? 0 : image_error("the image is too large for IGVM");
}

/* What is wrong with what a loader will find in the finished file; NULL if it is what it should be. */
static const char *opened_problem(const struct igvm_file *file, struct signing *signing)
{
        const struct image_examination *new = &signing->new;

        image_examine(file, signing->options->loader, &signing->new);
        if (memcmp(new->digest, signing->old.digest, sizeof(new->digest)) != 0)
                return "its launch digest has changed";
        return new->problem == SNP_ID_OK ? NULL : snp_id_problem_text(new->problem);
}

/*
 * As a loader will see it: the file is opened anew, from its bytes. Nothing of this is taken from what wrote
 * it.
 */
static int check_image(struct signing *signing, const struct file *out)
{
        struct igvm_workspace workspace;
        const char *problem;
        struct igvm_error error;
        struct igvm_file file;

        if (igvm_workspace_allocate(&workspace, out->data, out->size))
                return image_error("out of memory");
        problem = igvm_open(&file, out->data, out->size, signing->options->level, &workspace,
                            &error) == IGVM_OK
                          ? opened_problem(&file, signing)
                          : igvm_rule_text(error.rule);
        igvm_workspace_free(&workspace);
        return problem ? image_error("the signed image is not right: %s", problem) : 0;
}

/* Such an image starts on the one or on the other. */
static void note_other_loader(const struct signing *signing)
{
        uint32_t header;
        const char *reason =
                image_qemu_difference(&signing->in.igvm, signing->old.found.mask, &header);

        if (reason)
                (void)image_error(
                        "%s: note: signed for %s order, and will not start in %s: "
                        "header %u: %s",
                        signing->input,
                        signing->options->loader == IGVM_LOADER_QEMU ? "QEMU's" : "the file's",
                        signing->options->loader == IGVM_LOADER_QEMU ? "the file's" : "QEMU's",
                        header, reason);
}

/* On stderr what reports of the machine will say: MEASUREMENT, ID_KEY_DIGEST and AUTHOR_KEY_DIGEST. */
static void print_summary(const struct signing *signing)
{
        const struct snp_id_facts *facts = &signing->new.facts;
        char digest[97], id_key[97], author_key[97];

        image_digest_text(signing->new.digest, digest);
        image_digest_text(facts->id_key_digest, id_key);
        image_digest_text(facts->author_key_digest, author_key);
        fprintf(stderr, "launch digest %s, ID key %s", digest, id_key);
        if (facts->author_key_enabled)
                fprintf(stderr, ", author key %s", author_key);
        fputc('\n', stderr);
}

/* For keys that are elsewhere: what they are to sign, and nothing else. */
static int write_payloads(struct signing *signing)
{
        const struct options *options = signing->options;

        if (find_facts(signing))
                return 1;
        fill_block(signing);
        if (options->payload &&
            detached_write_block(options->payload, &signing->block, signing->policy))
                return 1;
        if (!options->author_payload)
                return 0;
        signing->id_key = load_key(options->id_key, "ID", false);
        return signing->id_key ? detached_write_key(options->author_payload, signing->id_key) : 1;
}

/* @output gets its name only when the finished file was read back and found right. */
static int sign(struct signing *signing)
{
        const char *output = signing->options->output;
        struct file out = { 0 };
        int failed = find_facts(signing) || load_keys(signing) || make_block(signing) ||
                     write_image(signing, &out) || check_image(signing, &out);
        int error = failed ? 0 : file_write(output, out.data, out.size);

        file_free(&out);
        if (error)
                return image_error("%s: %s", output, strerror(-error));
        if (!failed) {
                note_other_loader(signing);
                print_summary(signing);
        }
        return failed;
}

/* Keys, mapping and files end here, whatever came of it. */
static int sign_command(void *arguments)
{
        const struct options *options = arguments;
        struct signing signing = { .options = options, .input = options->operands.list[0] };
        int status;

        if (image_file_open(signing.input, options->level, &signing.in))
                return 1;
        status = options->output ? sign(&signing) : write_payloads(&signing);
        EVP_PKEY_free(signing.id_key);
        EVP_PKEY_free(signing.author_key);
        image_file_close(&signing.in);
        return status;
}

const struct command image_command_sign = {
        .name = "sign",
        .summary = "put a signed SEV-SNP ID block into an IGVM file",
        .description =
                "Puts an SEV-SNP ID block into an IGVM file: launch digest, IDs, SVN and guest policy, signed. A "
                "machine starts from the file only if all of that is true of the launch, and every attestation "
                "report has the IDs and the digests of the keys. The launch digest is not changed by it.\n\n"
                "Keys that are elsewhere sign in two steps: --payload and --author-payload write what is to be signed; "
                "--signature and --author-signature put in what came back.",
        .one_of = "output payload author-payload",
        .run = sign_command,
        COMMAND_OPTIONS(known, struct options, .loader = IGVM_LOADER_FORMAT, .level = IGVM_STRICT),
        COMMAND_OPERANDS("FILE", struct options, 1, 1, NULL),
};

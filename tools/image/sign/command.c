/*
 * tools/image/sign/command.c - `cashew image sign`: the ID block of SEV-SNP in an IGVM file.
 *
 * Nothing of it is measured, so the launch digest stays; that, and that the security processor would take the block, is
 * checked on the finished file before it gets its name.
 */
#include <getopt.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/igvm/digest.h"
#include "lib/igvm/hosted.h"
#include "lib/snp/report.h"
#include "tools/image/command.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/read/file.h"
#include "tools/image/launch/id.h"
#include "tools/image/launch/compare.h"
#include "tools/image/read/rewrite.h"
#include "tools/common/p384.h"
#include "tools/common/store_key.h"

static const char usage[] =
        "usage: cashew image sign FILE --id-key KEY [OPTIONS] -o OUT.igvm\n"
        "\n"
        "Puts an SEV-SNP ID block into an IGVM file: launch digest, IDs, SVN and guest policy,\n"
        "signed. A machine starts from the file only if all of that is true of the launch, and\n"
        "every attestation report has the IDs and the digests of the keys. The launch digest\n"
        "is not changed by it.\n"
        "\n"
        "  --id-key KEY           who signs: a P-384 key at an OpenSSL store URI: a file,\n"
        "                         or org.openssl.engine:pkcs11:pkcs11:...\n"
        "  --author-key KEY       who signs the ID key\n"
        "  --family-id HEX|TEXT   32 hexadecimal digits, or a text of up to 16 bytes\n"
        "  --image-id HEX|TEXT    likewise\n"
        "  --guest-svn N          security version of the guest (default 0)\n"
        "  --policy N             guest policy, which becomes the file's (default: the file's)\n"
        "  --loader format|qemu   whose launch digest: the file order's (default) or QEMU's\n"
        "  --replace              in the place of the ID block that the file has\n"
        "  -o, --output FILE      where the signed image goes\n";

enum option_number {
        OPTION_ID_KEY = 256,
        OPTION_AUTHOR_KEY,
        OPTION_FAMILY_ID,
        OPTION_IMAGE_ID,
        OPTION_GUEST_SVN,
        OPTION_POLICY,
        OPTION_LOADER,
        OPTION_REPLACE,
};

static const struct option long_options[] = {
        { "id-key", required_argument, NULL, OPTION_ID_KEY },
        { "author-key", required_argument, NULL, OPTION_AUTHOR_KEY },
        { "family-id", required_argument, NULL, OPTION_FAMILY_ID },
        { "image-id", required_argument, NULL, OPTION_IMAGE_ID },
        { "guest-svn", required_argument, NULL, OPTION_GUEST_SVN },
        { "policy", required_argument, NULL, OPTION_POLICY },
        { "loader", required_argument, NULL, OPTION_LOADER },
        { "replace", no_argument, NULL, OPTION_REPLACE },
        { "output", required_argument, NULL, 'o' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
};

struct options {
        const char *input;
        const char *output;
        const char *id_key;
        const char *author_key;
        uint8_t family_id[16];
        uint8_t image_id[16];
        uint64_t guest_svn;
        uint64_t policy;
        bool has_policy;
        enum igvm_loader loader;
        bool replace;
        bool help;
};

static int wrong(const char *reason)
{
        return image_wrong_usage("sign", reason);
}

static int read_option(int option, struct options *out)
{
        switch (option) {
        case OPTION_ID_KEY:
                out->id_key = optarg;
                return 0;
        case OPTION_AUTHOR_KEY:
                out->author_key = optarg;
                return 0;
        case OPTION_FAMILY_ID:
        case OPTION_IMAGE_ID:
                return image_id_read(optarg,
                                     option == OPTION_FAMILY_ID ? out->family_id : out->image_id)
                               ? 0
                               : wrong("an ID is 32 hexadecimal digits or 1 to 16 bytes of text");
        case OPTION_GUEST_SVN:
                return image_id_number(optarg, UINT32_MAX, &out->guest_svn)
                               ? 0
                               : wrong("the SVN is a number up to 0xffffffff");
        case OPTION_POLICY:
                out->has_policy = true;
                return image_id_number(optarg, UINT64_MAX, &out->policy) &&
                                       (out->policy & SNP_POLICY_ONE)
                               ? 0
                               : wrong("the policy is a number with bit 17 (0x20000) set");
        case OPTION_LOADER:
                return image_loader_read(optarg, &out->loader)
                               ? 0
                               : wrong("a loader is format or qemu");
        case OPTION_REPLACE:
                out->replace = true;
                return 0;
        case 'o':
                out->output = optarg;
                return 0;
        case 'h':
                out->help = true;
                return 0;
        default:
                return 2;
        }
}

static int read_options(int argc, char **argv, struct options *out)
{
        int option;
        int status;

        *out = (struct options){ .loader = IGVM_LOADER_FORMAT };
        while ((option = getopt_long(argc, argv, "o:h", long_options, NULL)) != -1) {
                status = read_option(option, out);
                if (status || out->help)
                        return status;
        }
        if (optind + 1 != argc)
                return wrong("one image is needed");
        out->input = argv[optind];
        return out->id_key && out->output ? 0 : wrong("--id-key and -o are needed");
}

/* What is signed, and with what. */
struct signing {
        struct options options;
        struct image_file in;
        struct image_id old;
        EVP_PKEY *id_key;
        EVP_PKEY *author_key;
        uint8_t digest[IGVM_DIGEST_SIZE];
        uint64_t policy;
        struct igvm_snp_id_block block;
};

/* Says what is wrong with what the file has. */
static int find_facts(struct signing *signing)
{
        const struct options *options = &signing->options;
        const struct image_id *old = &signing->old;

        image_id_find(&signing->in.igvm, &signing->old);
        if (old->mask == 0)
                return image_error("%s: not for SEV-SNP, so there is nothing to sign",
                                   options->input);
        if (old->has_block && !options->replace)
                return image_error("%s: has an ID block already; --replace puts another in its "
                                   "place",
                                   options->input);
        if (!old->has_policy && !options->has_policy)
                return image_error("%s: has no GUEST_POLICY for SEV-SNP; say --policy",
                                   options->input);
        signing->policy = options->has_policy ? options->policy : old->policy;
        if (!(signing->policy & SNP_POLICY_ONE))
                return image_error("%s: bit 17 of its guest policy is not set; say --policy",
                                   options->input);
        igvm_measure_launch(igvm_launch_start(&signing->in.igvm, old->mask, options->loader),
                            signing->digest);
        return 0;
}

static EVP_PKEY *load_key(const char *uri, const char *whose)
{
        EVP_PKEY *key = store_key_private("image", uri);

        if (key && !p384_is_key(key)) {
                image_error("the %s key is not of the curve P-384, and SEV-SNP knows no other",
                            whose);
                EVP_PKEY_free(key);
                return NULL;
        }
        return key;
}

static int load_keys(struct signing *signing)
{
        const struct options *options = &signing->options;

        signing->id_key = load_key(options->id_key, "ID");
        if (!signing->id_key)
                return 1;
        if (!options->author_key)
                return 0;
        signing->author_key = load_key(options->author_key, "author");
        return signing->author_key ? 0 : 1;
}

static int make_block(struct signing *signing)
{
        const struct options *options = &signing->options;
        struct igvm_snp_id_block *block = &signing->block;

        block->compatibility_mask = signing->old.mask;
        memcpy(block->launch_digest, signing->digest, sizeof(block->launch_digest));
        memcpy(block->family_id, options->family_id, sizeof(block->family_id));
        memcpy(block->image_id, options->image_id, sizeof(block->image_id));
        block->guest_svn = (uint32_t)options->guest_svn;
        return image_id_sign(block, signing->policy, signing->id_key, signing->author_key);
}

static bool policy_changes(const struct signing *signing)
{
        return !signing->old.has_policy || signing->old.policy != signing->policy;
}

/* The old ID block goes, and the old policy if there is a new one; other platforms keep what they have. */
static bool edit(void *context, const struct igvm_header *header, void *body)
{
        const struct signing *signing = context;
        struct igvm_snp_id_block *block = body;
        struct igvm_guest_policy *policy = body;

        if (header->type == IGVM_SNP_ID_BLOCK) {
                block->compatibility_mask &= ~signing->old.mask;
                return block->compatibility_mask != 0;
        }
        if (header->type == IGVM_GUEST_POLICY && policy_changes(signing)) {
                policy->compatibility_mask &= ~signing->old.mask;
                return policy->compatibility_mask != 0;
        }
        return true;
}

/* The block is the first directive: a loader has it before it has loaded anything. */
static void write_all(const struct signing *signing, struct image_source *source,
                      struct igvm_writer *writer)
{
        const struct igvm_guest_policy policy = {
                .policy = signing->policy,
                .compatibility_mask = signing->old.mask,
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

static int write_image(struct signing *signing, struct file *out)
{
        struct igvm_writer counted = image_writer_like(&signing->in.igvm);
        struct image_source source;
        struct igvm_writer writer;
        bool done;

        if (image_source_open(&source, signing->options.input, &signing->in.igvm, edit, signing))
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

/* What a loader will find in the finished file; NULL if it is what it should be. */
static const char *opened_problem(const struct signing *signing, const struct igvm_file *file)
{
        uint8_t digest[IGVM_DIGEST_SIZE];
        enum snp_id_problem problem;
        struct image_id found;
        struct snp_id id;

        image_id_find(file, &found);
        igvm_measure_launch(igvm_launch_start(file, found.mask, signing->options.loader), digest);
        if (memcmp(digest, signing->digest, sizeof(digest)) != 0)
                return "its launch digest has changed";
        snp_id_from_igvm(&found.block, found.policy, &id);
        problem = snp_id_check(&id, digest, found.policy);
        return problem == SNP_ID_OK ? NULL : snp_id_problem_text(problem);
}

static int check_image(const struct signing *signing, const struct file *out)
{
        struct igvm_workspace workspace;
        const char *problem;
        struct igvm_error error;
        struct igvm_file file;

        if (igvm_workspace_allocate(&workspace, out->data, out->size))
                return image_error("out of memory");
        problem = igvm_open(&file, out->data, out->size, IGVM_STRICT, &workspace, &error) == IGVM_OK
                          ? opened_problem(signing, &file)
                          : igvm_rule_text(error.rule);
        igvm_workspace_free(&workspace);
        return problem ? image_error("the signed image is not right: %s", problem) : 0;
}

/* Such an image starts on the one or on the other. */
static void note_other_loader(const struct signing *signing)
{
        uint32_t header;
        const char *reason = image_qemu_difference(&signing->in.igvm, signing->old.mask, &header);

        if (reason)
                (void)image_error(
                        "%s: note: signed for %s order, and will not start in %s: "
                        "header %u: %s",
                        signing->options.input,
                        signing->options.loader == IGVM_LOADER_QEMU ? "QEMU's" : "the file's",
                        signing->options.loader == IGVM_LOADER_QEMU ? "the file's" : "QEMU's",
                        header, reason);
}

static void print_summary(const struct signing *signing)
{
        char digest[97], id_key[97], author_key[97];
        struct snp_id_facts facts;
        struct snp_id id;

        snp_id_from_igvm(&signing->block, signing->policy, &id);
        snp_id_facts(&id, &facts);
        image_digest_text(signing->digest, digest);
        image_digest_text(facts.id_key_digest, id_key);
        image_digest_text(facts.author_key_digest, author_key);
        fprintf(stderr, "launch digest %s, ID key %s", digest, id_key);
        if (facts.author_key_enabled)
                fprintf(stderr, ", author key %s", author_key);
        fputc('\n', stderr);
}

static int sign(struct signing *signing)
{
        const char *output = signing->options.output;
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

int image_command_sign(int argc, char **argv)
{
        struct signing signing = { 0 };
        int status = read_options(argc, argv, &signing.options);

        if (status)
                return status;
        if (signing.options.help) {
                fputs(usage, stdout);
                return 0;
        }
        if (image_file_open(signing.options.input, IGVM_STRICT, &signing.in))
                return 1;
        status = sign(&signing);
        EVP_PKEY_free(signing.id_key);
        EVP_PKEY_free(signing.author_key);
        image_file_close(&signing.in);
        return status;
}

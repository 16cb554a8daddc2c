/*
 * tools/image/sign/verify.c - `cashew image verify`: an IGVM file by the rules of a level, and its ID block as the security
 * processor will judge it.
 */
#include <stdio.h>
#include <string.h>

#include "lib/igvm/rules.h"
#include "tools/common/steps.h"
#include "tools/image/command.h"
#include "tools/image/common/problem.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/read/file.h"
#include "tools/image/launch/compare.h"
#include "tools/image/read/options.h"
#include "tools/image/sign/examine.h"
#include "tools/common/p384.h"
#include "tools/common/store_key.h"

struct options {
        struct operands operands;
        enum igvm_level level;
        enum igvm_loader loader;
        const char *id_key;
        const char *author_key;
        bool json;
        bool rules;
};

static const struct option known[] = {
        { IMAGE_OPTION_LEVEL(struct options) },
        { IMAGE_OPTION_LOADER(struct options) },
        { IMAGE_OPTION_ID_KEY(
                struct options,
                "who must have signed: a public or private key, or a certificate, at an OpenSSL store URI, such as a file's name") },
        { IMAGE_OPTION_AUTHOR_KEY(struct options, "who must have signed the ID key") },
        { "json", NULL, OPTION_FLAG(struct options, json),
          "the steps, or with --rules the rules, as JSON" },
        { "rules", NULL, OPTION_FLAG(struct options, rules),
          "prints the rules of a level instead, with their sources" },
        { 0 },
};

/* A key that somebody expects. */
struct expected_key {
        bool given;
        uint8_t digest[IGVM_DIGEST_SIZE];
};

/*
 * What is compared is the key's digest, as reports have it: SHA-384 of the ABI's structure for a public key.
 * Without @uri nothing is expected.
 */
static int load_expected(const char *uri, struct expected_key *out)
{
        struct snp_public_key public;
        EVP_PKEY *key;
        bool good;

        out->given = uri != NULL;
        if (!uri)
                return 0;
        key = store_key_public("image", uri);
        if (!key)
                return 1;
        good = p384_public(key, &public);
        EVP_PKEY_free(key);
        snp_key_digest(&public, out->digest);
        return good ? 0 : image_error("the key that is expected is not of the curve P-384");
}

/*
 * One verification, from the command line to its steps. The file may be one that breaks a rule: then the
 * format is all there is to judge.
 */
struct verification {
        const struct options *options;
        struct image_file file;
        struct image_examination examination;
        struct expected_key id_key;
        struct expected_key author_key;
        struct steps steps;
};

/* The first step. Optional headers that were skipped are told, since another loader may know them. */
static void check_format(struct verification *v)
{
        const struct igvm_file *igvm = &v->file.igvm;
        char text[STEP_DETAIL_MAX];

        if (v->file.error.rule != IGVM_OK) {
                image_problem_text(&v->file.error, v->file.data, v->file.size, text, sizeof(text));
                steps_add(&v->steps, "format", false, "%s", text);
                return;
        }
        steps_add(&v->steps, "format", true, "accepted as %s IGVM: version %u, %u headers",
                  igvm_level_name(v->options->level), igvm->fixed.format_version,
                  igvm->header_count);
        if (igvm->skipped_count != 0)
                steps_skip(&v->steps, "optional headers", "%u of unknown types were skipped",
                           igvm->skipped_count);
}

/* A key that nobody expected is no fault: the step shows the digest, and counts for nothing. */
static void check_key(struct steps *steps, const char *name, const struct expected_key *expected,
                      const uint8_t digest[IGVM_DIGEST_SIZE])
{
        char text[97];

        image_digest_text(digest, text);
        if (!expected->given)
                steps_skip(steps, name, "digest %s; no key was expected", text);
        else
                steps_add(steps, name, memcmp(expected->digest, digest, IGVM_DIGEST_SIZE) == 0,
                          "digest %s", text);
}

/* No author key is a fault only if one was expected; with one, what it signs is the ID key. */
static void check_author(struct verification *v, const struct snp_id_facts *facts)
{
        if (facts->author_key_enabled)
                check_key(&v->steps, "author key", &v->author_key, facts->author_key_digest);
        else if (v->author_key.given)
                steps_add(&v->steps, "author key", false, "there is none");
}

/*
 * An ID as text, if it can be one: printable ASCII with nothing but zeros behind it. @out has room for 32
 * hexadecimal digits.
 */
static const char *id_text(const uint8_t id[16], char out[33])
{
        size_t length = 0;

        while (length < 16 && id[length] >= ' ' && id[length] < 0x7f)
                length++;
        for (size_t i = length; i < 16; i++)
                if (id[i] != 0)
                        length = 0;
        if (length == 0)
                return steps_hex(id, 16, out);
        memcpy(out, id, length);
        out[length] = '\0';
        return out;
}

/* snp_id_check() has judged; who the image says it is, is worth showing only if the signatures are good. */
static void check_block(struct verification *v)
{
        const struct snp_id_facts *facts = &v->examination.facts;
        enum snp_id_problem problem = v->examination.problem;
        char family[33], image[33];

        if (!steps_add(&v->steps, "ID block", problem == SNP_ID_OK, "%s",
                       problem == SNP_ID_OK ? "signed for this launch digest and policy"
                                            : snp_id_problem_text(problem)))
                return;
        steps_add(&v->steps, "identity", true,
                  "family %s, image %s, guest SVN %u, guest policy 0x%llx",
                  id_text(facts->family_id, family), id_text(facts->image_id, image),
                  facts->guest_svn, (unsigned long long)v->examination.found.policy);
        check_key(&v->steps, "ID key", &v->id_key, facts->id_key_digest);
        check_author(v, facts);
}

/* The digest by the loader that was asked for, and whether the other one's would be the same. */
static void check_launch(struct verification *v)
{
        uint32_t header;
        const char *reason =
                image_qemu_difference(&v->file.igvm, v->examination.found.mask, &header);
        char text[97];

        image_digest_text(v->examination.digest, text);
        steps_add(&v->steps, "launch digest", true, "%s", text);
        if (reason)
                steps_skip(&v->steps, "loaders", "QEMU measures another digest: header %u: %s",
                           header, reason);
}

/*
 * A file without an ID block passes, unless a key was expected: an owner who says who must have signed wants
 * a signature.
 */
static void check_identity(struct verification *v)
{
        const struct image_id *found = &v->examination.found;

        if (!image_is_measurable(&v->file.igvm)) {
                steps_add(&v->steps, "launch digest", false, "%s", IMAGE_TOO_LARGE);
                return;
        }
        image_examine(&v->file.igvm, v->options->loader, &v->examination);
        if (found->mask != 0)
                check_launch(v);
        if (found->has_block && !found->has_policy)
                steps_add(&v->steps, "ID block", false, "there is no guest policy that it is for");
        else if (found->has_block)
                check_block(v);
        else if (v->id_key.given || v->author_key.given)
                steps_add(&v->steps, "ID block", false, "there is none");
        else
                steps_skip(&v->steps, "ID block", "there is none");
}

/* Every step is printed, then the verdict; of a file that breaks a rule, the one step that says so. */
static int verify(struct verification *v)
{
        check_format(v);
        if (v->file.error.rule == IGVM_OK)
                check_identity(v);
        if (v->options->json)
                steps_print_json(&v->steps, stdout);
        else
                steps_print(&v->steps, stdout);
        return steps_passed(&v->steps) ? 0 : 1;
}

/* The source is where the rule was read: igvm_defs, the reference parser, QEMU's loader, or "our own". */
static void print_rule(const struct igvm_rule_info *rule, bool json, bool first)
{
        if (json)
                printf("%s\n  {\"name\": \"%s\", \"rule\": \"%s\", \"source\": \"%s\"}",
                       first ? "" : ",", rule->name, rule->text, rule->source);
        else
                printf("%-26s %s (%s)\n", rule->name, rule->text, rule->source);
}

/* The texts are of our own making: nothing in them needs escaping. */
static void print_rules(enum igvm_level level, bool json)
{
        bool first = true;

        if (json)
                printf("{\"level\": \"%s\", \"rules\": [", igvm_level_name(level));
        for (unsigned int rule = IGVM_OK + 1; rule < IGVM_RULE_COUNT; rule++) {
                const struct igvm_rule_info *info = igvm_rule_info((enum igvm_rule)rule);

                if (info->levels & 1u << level) {
                        print_rule(info, json, first);
                        first = false;
                }
        }
        if (json)
                puts("\n]}");
}

/*
 * What a command line may not have together depends on --rules, so it is looked at here. A key that cannot be
 * loaded is status 1, before anything is judged.
 */
static int verify_command(void *arguments)
{
        const struct options *options = arguments;
        struct verification v = { .options = options };
        int status;

        if (options->rules && options->operands.count)
                return command_wrong("image verify", "--rules takes no image");
        if (options->rules) {
                print_rules(options->level, options->json);
                return 0;
        }
        if (options->operands.count == 0)
                return command_wrong("image verify", "FILE is missing");
        if (load_expected(options->id_key, &v.id_key) ||
            load_expected(options->author_key, &v.author_key) ||
            image_file_read(options->operands.list[0], options->level, &v.file))
                return 1;
        status = verify(&v);
        image_file_close(&v.file);
        return status;
}

const struct command image_command_verify = {
        .name = "verify",
        .summary = "check an IGVM file, and the ID block in it",
        .description =
                "Checks the format of an IGVM file, and the SEV-SNP ID block in it: that it is for this file's "
                "launch digest and guest policy, and that its keys have signed. One line a step; the digests of "
                "the keys are those of attestation reports. Exit status: 0 all steps passed, 1 one failed or "
                "could not be done, 2 the command line is wrong.",
        .usage = "FILE [OPTION...]\n--rules [--as LEVEL] [--json]",
        .run = verify_command,
        COMMAND_OPTIONS(known, struct options, .level = IGVM_STRICT, .loader = IGVM_LOADER_FORMAT),
        COMMAND_OPERANDS("FILE", struct options, 0, 1, NULL),
};

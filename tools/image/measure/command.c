/* tools/image/measure/command.c - `cashew image measure`: the launch digest, where it comes from, and where two images part. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/image/command.h"
#include "tools/image/read/options.h"
#include "tools/image/common/say.h"
#include "tools/image/launch/digest.h"
#include "tools/image/read/file.h"
#include "tools/image/launch/compare.h"
#include "tools/image/launch/start.h"
#include "tools/image/measure/corim.h"
#include "tools/image/measure/explain.h"
#include "tools/image/measure/in_toto.h"

struct options {
        struct operands operands;
        const char *other; /* NULL: none to compare with */
        const char *corim; /* reference values go there; NULL: nowhere */
        const char *corim_key;
        const char *corim_signer;
        const char *in_toto; /* likewise */
        const char *in_toto_key;
        struct image_launch_options launch;
        enum igvm_level level;
        bool explain;
        bool json;
};

static const struct option known[] = {
        { "loader", NULL, OPTION_WORD(struct options, launch.loader),
          "whose launch digest: the file order's, or that of QEMU 10.1 and newer on KVM",
          .words = &image_loader_words },
        { "vcpus", "N", OPTION_NUMBER(struct options, launch.vcpus),
          "with --loader qemu: of a machine with so many vCPUs, for which KVM adds save areas; "
          "accept no such digest",
          .least = 1, .most = 4096 },
        { "cpu-signature", "NUMBER", OPTION_NUMBER64(struct options, launch.cpu_signature),
          "CPUID 1 EAX of that machine, which the added save areas have in EDX", .needs = "vcpus",
          .most = UINT32_MAX },
        { "zero-pages", NULL, OPTION_FLAG(struct options, launch.zero_pages),
          "pages of zeros that are not in the file count as type ZERO, as COCONUT-SVSM's Vanadium "
          "build and sev-snp-measure have them" },
        { "explain", NULL, OPTION_FLAG(struct options, explain), "the digest after every page",
          .excludes = "vs" },
        { "vs", "OTHER", OPTION_FILE(struct options, other),
          "the first page in which two images part, with exit status 1; 0 if there is none" },
        { "json", NULL, OPTION_FLAG(struct options, json), "the same as JSON" },
        { "corim", "FILE", OPTION_FILE(struct options, corim),
          "write reference values for verifiers too: a CoRIM (CBOR) of AMD's profile for SEV-SNP",
          .excludes = "vs" },
        { "corim-key", "KEY", OPTION_FILE(struct options, corim_key),
          "what signs it: a private key on P-256, P-384, P-521 or Ed25519 at an OpenSSL store URI; without it it is unsigned",
          .needs = "corim" },
        { "corim-signer", "NAME", OPTION_TEXT(struct options, corim_signer),
          "in whose name it is signed", .needs = "corim-key" },
        { "in-toto", "FILE", OPTION_FILE(struct options, in_toto),
          "write the same as an in-toto statement (JSON), of the image as its subject",
          .excludes = "vs" },
        { "in-toto-key", "KEY", OPTION_FILE(struct options, in_toto_key),
          "what signs it: the statement is in a DSSE envelope then", .needs = "in-toto" },
        { IMAGE_OPTION_LEVEL(struct options) },
        { 0 },
};

static const char *path_of(const struct options *options)
{
        return options->operands.list[0];
}

/* Says that QEMU's digest is another; on stderr, since stdout is the digest's. */
static void note_qemu(const struct options *options, const struct igvm_file *file, uint32_t mask)
{
        uint32_t header;
        const char *reason = image_qemu_difference(file, mask, &header);

        if (reason)
                (void)image_error("%s: note: QEMU measures another digest (--loader qemu), "
                                  "first for header %u: %s",
                                  path_of(options), header, reason);
}

/* Header and reason, or that there is no difference: with --json stderr stays silent, since this says it. */
static void print_qemu_object(const struct igvm_file *file, uint32_t mask)
{
        uint32_t header;
        const char *reason = image_qemu_difference(file, mask, &header);

        if (reason)
                printf("\"qemu\": {\"same\": false, \"header\": %u, \"reason\": \"%s\"}", header,
                       reason);
        else
                printf("\"qemu\": {\"same\": true}");
}

/* The trail is printed while it is computed, in front of the digest: memory does not grow with the file. */
static void measure_as_json(const struct options *options, const struct igvm_file *file,
                            uint32_t mask)
{
        struct igvm_launch launch = image_launch_start(file, mask, &options->launch);
        uint8_t digest[IGVM_DIGEST_SIZE];
        uint64_t pages = 0;
        char text[97];

        printf("{");
        if (options->explain) {
                printf("\"trail\": [");
                pages = image_explain(launch, true, digest);
                printf("\n], \"pages\": %" PRIu64 ", ", pages);
        } else {
                igvm_measure_launch(launch, digest);
        }
        image_digest_text(digest, text);
        printf("\"loader\": \"%s\", \"digest\": \"%s\", ",
               word_text(image_loader_words, options->launch.loader), text);
        print_qemu_object(file, mask);
        printf("}\n");
}

/* With --explain the digest is the last line's, and not printed again. */
static void measure_as_text(const struct options *options, const struct igvm_file *file,
                            uint32_t mask)
{
        uint8_t digest[IGVM_DIGEST_SIZE];
        char text[97];

        if (options->explain) {
                (void)image_explain(image_launch_start(file, mask, &options->launch), false,
                                    digest);
        } else {
                igvm_measure_launch(image_launch_start(file, mask, &options->launch), digest);
                image_digest_text(digest, text);
                puts(text);
        }
        if (options->launch.loader == IGVM_LOADER_FORMAT)
                note_qemu(options, file, mask);
}

/* Which page a launch has at the place where they part, if it has one there. */
static void print_side(const char *path, bool present, const struct igvm_launch_page *page)
{
        if (present && page->header == IGVM_LAUNCH_NO_HEADER)
                printf("  %s: %s 0x%" PRIx64 ", added by KVM\n", path,
                       snp_page_type_name(page->type), page->gpa);
        else if (present)
                printf("  %s: %s 0x%" PRIx64 ", header %u\n", path, snp_page_type_name(page->type),
                       page->gpa, page->header);
        else
                printf("  %s: no further page\n", path);
}

/* One line says what differs, two say whose page it is. A byte's offset counts from the start of its page. */
static void parting_as_text(const struct options *options, const struct image_parting *parting)
{
        if (parting->kind == IMAGE_NEVER_PART) {
                printf("the same launch, %" PRIu64 " pages\n", parting->number);
                return;
        }
        printf("page %" PRIu64 " differs: %s", parting->number, image_parting_text(parting->kind));
        if (parting->kind == IMAGE_PART_IN_CONTENTS)
                printf(", first at byte 0x%x: 0x%02x and 0x%02x", parting->offset,
                       parting->bytes[0], parting->bytes[1]);
        printf("\n");
        print_side(path_of(options), parting->present[0], &parting->pages[0]);
        print_side(options->other, parting->present[1], &parting->pages[1]);
}

/* `file` or `other`, null if that launch has no further page. The header's index is one of its own file. */
static void print_side_object(const char *name, bool present, const struct igvm_launch_page *page)
{
        if (present)
                printf(", \"%s\": {\"gpa\": %" PRIu64 ", \"type\": \"%s\", \"header\": %u}", name,
                       page->gpa, snp_page_type_name(page->type), page->header);
        else
                printf(", \"%s\": null", name);
}

/* The same as the text, for jq: `differs` is image_parting_text()'s word. */
static void parting_as_json(const struct image_parting *parting)
{
        if (parting->kind == IMAGE_NEVER_PART) {
                printf("{\"same\": true, \"pages\": %" PRIu64 "}\n", parting->number);
                return;
        }
        printf("{\"same\": false, \"page\": %" PRIu64 ", \"differs\": \"%s\"", parting->number,
               image_parting_text(parting->kind));
        if (parting->kind == IMAGE_PART_IN_CONTENTS)
                printf(", \"offset\": %u", parting->offset);
        print_side_object("file", parting->present[0], &parting->pages[0]);
        print_side_object("other", parting->present[1], &parting->pages[1]);
        printf("}\n");
}

/*
 * Each file is launched by its own mask: the bit for SEV-SNP may be another in either. As with diff(1), 1
 * says that they differ.
 */
static int compare_with(const struct options *options, const struct igvm_file *file, uint32_t mask,
                        const struct igvm_file *other)
{
        struct image_parting parting;
        uint32_t other_mask;

        if (image_snp_mask(options->other, other, &other_mask))
                return 1;
        parting = image_compare(image_launch_start(file, mask, &options->launch),
                                image_launch_start(other, other_mask, &options->launch));
        if (options->json)
                parting_as_json(&parting);
        else
                parting_as_text(options, &parting);
        return parting.kind != IMAGE_NEVER_PART;
}

/* Both files are mapped at once, and none of either is copied. */
static int compare(const struct options *options, const struct igvm_file *file, uint32_t mask)
{
        struct image_file other;
        int status;

        if (image_file_open(options->other, options->level, &other))
                return 1;
        status = compare_with(options, file, mask, &other.igvm);
        image_file_close(&other);
        return status;
}

static int write_corim(const struct options *options, const struct image_facts *facts)
{
        EVP_PKEY *key = NULL;
        int status;

        if (!options->corim)
                return 0;
        if (strlen(options->corim_signer) > CORIM_SIGNER_MAX || !*options->corim_signer)
                return image_error("--corim-signer: expected a name of 1 to %d bytes",
                                   CORIM_SIGNER_MAX);
        if (options->corim_key) {
                key = image_facts_key("corim-key", options->corim_key);
                if (!key)
                        return 1;
        }
        status = corim_write(options->corim, facts, key, options->corim_signer);
        EVP_PKEY_free(key);
        return status;
}

static int write_in_toto(const struct options *options, const struct image_file *image,
                         const struct image_facts *facts)
{
        const struct in_toto_subject subject = { path_of(options), image->data, image->size };
        EVP_PKEY *key = NULL;
        int status;

        if (!options->in_toto)
                return 0;
        if (options->in_toto_key) {
                key = image_facts_key("in-toto-key", options->in_toto_key);
                if (!key)
                        return 1;
        }
        status = in_toto_write(options->in_toto, &subject, facts, key);
        EVP_PKEY_free(key);
        return status;
}

static int write_reference_values(const struct options *options, const struct image_file *image,
                                  uint32_t mask)
{
        uint8_t digest[IGVM_DIGEST_SIZE];
        struct image_facts facts;

        if (!options->corim && !options->in_toto)
                return 0;
        igvm_measure_launch(image_launch_start(&image->igvm, mask, &options->launch), digest);
        return image_facts_find(&image->igvm, digest, &facts) || write_corim(options, &facts) ||
               write_in_toto(options, image, &facts);
}

/* A comparison, or a digest. The file is right by the level's rules, else there would be none to speak of. */
static int measure(const struct options *options, const struct image_file *image)
{
        const struct igvm_file *file = &image->igvm;
        uint32_t mask;

        if (image_snp_mask(path_of(options), file, &mask))
                return 1;
        if (options->launch.vcpus && options->launch.loader != IGVM_LOADER_QEMU)
                return image_error("--vcpus is of --loader qemu: in the file's order there are the "
                                   "file's save areas alone");
        if (options->other)
                return compare(options, file, mask);
        if (options->json)
                measure_as_json(options, file, mask);
        else
                measure_as_text(options, file, mask);
        return write_reference_values(options, image, mask);
}

static int measure_command(void *arguments)
{
        const struct options *options = arguments;
        struct image_file file;
        int status;

        if (image_file_open(path_of(options), options->level, &file))
                return 1;
        status = measure(options, &file);
        image_file_close(&file);
        return status;
}

const struct command image_command_measure = {
        .name = "measure",
        .summary = "print the SEV-SNP launch digest of an IGVM file",
        .description =
                "Prints the SEV-SNP launch digest of an IGVM file as 96 hexadecimal digits: the MEASUREMENT of "
                "every attestation report of a machine that was started from it.\n\n"
                "If QEMU's digest is another than the file order's, standard error says why.",
        .run = measure_command,
        COMMAND_OPTIONS(known, struct options, .launch.loader = IGVM_LOADER_FORMAT,
                        .launch.cpu_signature = IMAGE_CPU_SIGNATURE, .level = IGVM_STRICT,
                        .corim_signer = "Cashew"),
        COMMAND_OPERANDS("FILE", struct options, 1, 1, NULL),
};

/* tools/attest/command.c - `cashew attest`: from a guest's evidence to a verdict. */
#include <stdio.h>
#include <string.h>

#include "tools/attest/inputs.h"
#include "tools/attest/tpm_keys.h"
#include "tools/common/command.h"

static const char usage[] =
        "usage: cashew attest verify --report FILE --manifest FILE --nonce HEX|@FILE\n"
        "                            --certificates FILE --roots FILE [OPTION...]\n"
        "       cashew attest show FILE\n"
        "\n"
        "verify goes from what a guest got from its SVSM to a verdict, and shows every step.\n"
        "It needs no network. Exit status: 0 all steps passed, 1 one failed or could not be\n"
        "done, 2 the command line is wrong. show prints a report.\n"
        "\n"
        "  --report FILE          the attestation report (configfs-tsm: outblob)\n"
        "  --manifest FILE        the manifest that it is bound to (manifestblob)\n"
        "  --service KIND         what manifest that is: services (default), vtpm:0, vtpm:1, profile\n"
        "  --nonce HEX|@FILE      what was written to inblob\n"
        "  --certificates FILE    the host's table (auxblob), or VCEK and ASK in PEM or DER;\n"
        "                         may be given several times, and so may --roots\n"
        "  --roots FILE           the ARK that is trusted; PEM or DER\n"
        "  --measurement HEX      a launch digest that is expected; may be given several times\n"
        "  --image FILE           the same, computed from an IGVM file\n"
        "  --id-key KEY           who must have signed the image's ID block, a key or certificate\n"
        "                         at an OpenSSL store URI; --id-key-digest HEX is the same\n"
        "  --author-key KEY       who must have signed the ID key; --author-key-digest HEX\n"
        "  --family-id HEX|TEXT, --image-id HEX|TEXT, --min-guest-svn N   what it must say\n"
        "  --vmpl N               the VMPL that asked for the report (default 0, the SVSM)\n"
        "  --profile NAME|FILE    the profile that the TPM must have been made from\n"
        "  --tpm-certificate FILE an EK's or AK's certificate: it must be of a key in the manifest\n"
        "  --ca FILE              who may have signed it: root and intermediates\n"
        "  --quote FILE, --signature FILE   a quote (tpm2_quote -m, -s)\n"
        "  --qualifying-data HEX|@FILE      what the quote was asked with (tpm2_quote -q)\n"
        "  --pcr-digest HEX|@FILE           the digest of the PCRs that is expected\n"
        "  --json                 the verdict as JSON\n";

static void check_manifest(const struct inputs *inputs, struct steps *steps,
                           struct attested *attested)
{
        const char *problem =
                attested_read(inputs->kind, inputs->manifest.data, inputs->manifest.size, attested);

        if (problem) {
                *attested = (struct attested){ 0 };
                steps_add(steps, "manifest", false, "%s", problem);
                return;
        }
        steps_add(steps, "manifest", true, "%u services, %zu keys of the vTPM", attested->services,
                  attested->key_count);
}

/* Certificates that the profile does not require may be missing; whoever relies on the TPM should know. */
static void note_missing(const struct attested *attested, struct steps *steps)
{
        for (size_t i = 0; i < attested->certificate_count; i++) {
                if (!attested->certificates[i].there)
                        steps_skip(steps, "missing", "no certificate at NV index 0x%08x",
                                   (unsigned int)attested->certificates[i].nv_index);
        }
}

static void check_tpm(const struct inputs *inputs, const struct attested *attested,
                      struct steps *steps)
{
        const struct tpm_quote quote = {
                .data = inputs->quote.data,
                .size = inputs->quote.size,
                .signature = inputs->signature.data,
                .signature_size = inputs->signature.size,
                .qualifying = inputs->qualifying,
                .qualifying_size = inputs->qualifying_size,
                .pcr_digest = inputs->pcr_digest_size ? inputs->pcr_digest : NULL,
                .pcr_digest_size = inputs->pcr_digest_size,
        };

        if (inputs->has_profile)
                tpm_keys_check_profile(attested, &inputs->profile, steps);
        note_missing(attested, steps);
        if (inputs->tpm_certificate)
                tpm_keys_check_certificate(attested, inputs->tpm_certificate, inputs->tpm_roots,
                                           inputs->tpm_others, steps);
        if (inputs->quote.data)
                tpm_keys_check_quote(attested, inputs->tpm_certificate, &quote, steps);
}

static void verify(const struct inputs *inputs, struct steps *steps)
{
        const struct evidence evidence = {
                .report = inputs->report.data,
                .report_size = inputs->report.size,
                .certificates = &inputs->certificates,
        };
        const struct report_rules rules = {
                .roots = inputs->roots,
                .vmpl = inputs->vmpl,
                .vlek = true,
                .any_measurement = inputs->measurement_count == 0,
                .measurements = inputs->measurements,
                .measurement_count = inputs->measurement_count,
        };
        struct snp_report report = { 0 };
        struct attested attested;

        /* Every step is shown, whatever the ones before it have found. */
        (void)!report_verify(&evidence, &rules, steps, &report);
        report_verify_data(&report, "nonce and manifest", inputs->nonce, inputs->nonce_size,
                           inputs->manifest.data, inputs->manifest.size, steps);
        identity_check(&report, &inputs->identity, steps);
        check_manifest(inputs, steps, &attested);
        check_tpm(inputs, &attested, steps);
}

static int command_verify(int argc, char **argv)
{
        struct inputs inputs;
        struct steps steps = { 0 };
        int status = inputs_read(argc, argv, &inputs);

        if (status == 0 && inputs.help) {
                fputs(usage, stdout);
        } else if (status == 0) {
                verify(&inputs, &steps);
                if (inputs.json)
                        steps_print_json(&steps, stdout);
                else
                        steps_print(&steps, stdout);
                status = steps_passed(&steps) ? 0 : 1;
        }
        inputs_free(&inputs);
        return status;
}

static int command_show(int argc, char **argv)
{
        struct file file = { 0 };
        struct snp_report report;
        const char *problem;
        int error;

        if (argc != 2 || argv[1][0] == '-') {
                fputs(usage, argc == 2 && strcmp(argv[1], "--help") == 0 ? stdout : stderr);
                return argc == 2 && strcmp(argv[1], "--help") == 0 ? 0 : 2;
        }
        error = file_read(argv[1], &file);
        if (error)
                return command_error("attest", "%s: %s", argv[1], strerror(-error));
        problem = report_read(file.data, file.size, &report);
        file_free(&file);
        if (problem)
                return command_error("attest", "%s: %s", argv[1], problem);
        report_print(&report, stdout);
        return 0;
}

int command_attest(int argc, char **argv)
{
        if (argc > 1 && strcmp(argv[1], "verify") == 0)
                return command_verify(argc - 1, argv + 1);
        if (argc > 1 && strcmp(argv[1], "show") == 0)
                return command_show(argc - 1, argv + 1);
        fputs(usage, argc > 1 && strcmp(argv[1], "--help") == 0 ? stdout : stderr);
        return argc > 1 && strcmp(argv[1], "--help") == 0 ? 0 : 2;
}

/* tools/attest/explain.c - see explain.h. The CA takes the same steps up to "host data", and then "request". */
#include "tools/attest/explain.h"

#include <stdio.h>
#include <string.h>

const struct explained_step explained_steps[] = {
        { "report", "is it an SNP report, of a version, signature and policy that can be one?",
          "other bytes would be read as fields" },
        { "signing key",
          "has a chip's key (VCEK) or a provider's (VLEK) signed, and is it allowed?",
          "a provider could sign for chips that it has not named; a report that nothing has signed proves nothing" },
        { "certificates",
          "do three certificates lead to a root that you trust, with AMD's names and algorithms, at this time?",
          "anybody could make a chip; everything but the root comes from the host" },
        { "revocation", "is the intermediate on no list of AMD's that you gave?",
          "an intermediate whose key is known to others could still make chips" },
        { "product", "is the CPU that the report names of the line that the certificate is for?",
          "a key of another product could be used" },
        { "chip", "is the chip of the report that of the certificate?",
          "the certificate of one chip could be used for another" },
        { "chip list", "is it one of the chips that you expect?",
          "any chip of AMD's would do, in anybody's house" },
        { "TCB",
          "is the TCB that is reported the certificate's, and none of the others above the current?",
          "old firmware could call itself new" },
        { "provisional", "is the firmware committed, so that it cannot be rolled back?",
          "the host could go back to firmware with known holes, with the guest's secrets in it" },
        { "minimum TCB", "is each part of the reported TCB as new as you demand?",
          "firmware with known holes could have signed" },
        { "signature", "is it the key's, over this report?",
          "anybody could have written the report" },
        { "unknown bits", "is there something in the report that has no meaning known here?",
          "a newer firmware could say something of importance that is overlooked" },
        { "guest policy", "may neither the host debug the guest nor a migration agent move it?",
          "the host could read the guest's memory, or take it elsewhere" },
        { "VMPL", "has the VMPL asked for the report that you expect?",
          "the guest could ask itself and write a manifest of its own: only VMPL 0 is the SVSM" },
        { "measurement", "is the image that was started one that you expect?",
          "any program could run at VMPL 0" },
        { "reference image",
          "is the report as the reference values say that you gave, of one image as a whole?",
          "another image, policy or security version than the one that was built could run" },
        { "platform", "is the machine set up as you demand (PLATFORM_INFO)?",
          "aliases in memory, ciphertext that can be read, threads that listen, power that is measured" },
        { "guest demands", "does the guest's policy insist on what you demand?",
          "the guest would also start on machines that are set up otherwise" },
        { "single socket", "does the guest's policy insist on one socket?",
          "memory traffic between sockets could be watched" },
        { "guest ABI", "does the guest's policy insist on a firmware ABI that is new enough?",
          "the guest would also start on firmware that lacks what you rely on" },
        { "firmware", "is the firmware that is committed new enough?",
          "firmware that lacks a check of newer ones" },
        { "ID key", "has one of the keys that you expect signed the image's ID block?",
          "who knows the image, but did not sign it, could start machines that count" },
        { "author key", "has one of the keys that you expect signed the ID key?",
          "any ID key would do" },
        { "family ID", "is it the family of images that you expect?",
          "another image of the same signer would do" },
        { "image ID", "is it the image that you expect?",
          "another image of the same family would do" },
        { "guest SVN", "has the image the fixes that you demand?",
          "an older image of the same signer would do" },
        { "host data", "was the machine started for whom you expect?",
          "a machine of another owner would do" },
        { "nonce and manifest", "is REPORT_DATA SHA-512 of your nonce and this manifest?",
          "an old report, or another machine's manifest, could be sent" },
        { "report data", "is REPORT_DATA what you expect?", "an old report could be sent again" },
        { "request", "was the report made for this request for certificates?",
          "a good machine's report could be put under other keys" },
        { "manifest", "is it a manifest that can be read?",
          "nothing would be known of the TPM's keys" },
        { "profile", "was the TPM made from the profile that you expect?",
          "it could have other policies, other authorization" },
        { "keys", "is each of its keys made by a template of the profile?",
          "a key of another kind could be among them" },
        { "missing", "which certificates of the profile are not there?",
          "you would look for them in vain" },
        { "certificate", "is it of a key in the manifest, and signed by a CA that you trust?",
          "another machine's certificate could be shown" },
        { "quote", "was it made for your nonce?", "an old quote could be sent again" },
        { "quote's key",
          "has a restricted signing key signed it that the manifest or a certificate has?",
          "another TPM could have made it, or none" },
        { "runtime data", "is REPORT_DATA the hash of what Azure's paravisor says beside it?",
          "another vTPM's key could stand in it" },
        { "HCL", "has it one attestation key, and what does it say of the VM?",
          "nothing would be known of the vTPM's key" },
        { "nonce", "are the user data of the HCL report your nonce?",
          "an old report could be sent again" },
        { "AK certificate", "has somebody that you trust certified the key that was given?",
          "anybody has keys; the machine that it names would be anybody's word" },
        { "attestation key", "is the key that was given the one that the report vouches for?",
          "two TPMs could be taken for one" },
        { "TPM", "which PCRs does the quote cover, and how old is the TPM's boot?",
          "a TPM with an old firmware or another boot would not be noticed" },
        { "PCRs", "have they the digest or the values that you expect?", "any boot would do" },
        { "event log", "is it a log that can be read to its end?",
          "nothing would be known of what the values of PCRs are made of" },
        { "replay", "do its events make the values of PCRs that were quoted?",
          "the log would be a story that anybody could write" },
        { "event data", "are the events' texts what was measured, where they should be?",
          "a log with good digests could say that Secure Boot is on when it is off" },
        { "Secure Boot", "what does the log say of it?", "you would have to look into the log" },
        { "command line", "what has the boot loader given to the kernel?",
          "you would have to look into the log" },
        { "IMA list", "is it a list of IMA's that can be read to its end?",
          "nothing would be known of what PCR 10 is made of" },
        { "IMA data", "is each entry's digest that of what it says?",
          "a list with good digests could name other files" },
        { "IMA replay", "does the list's beginning make the values of PCRs that were quoted?",
          "the list would be a story that anybody could write" },
        { "boot aggregate", "does the list begin with the digest of PCRs 0 to 7, or 0 to 9?",
          "it would not be known that the kernel saw the boot that the other PCRs tell of" },
        { "IMA references", "are all files that were measured listed, with their digests?",
          "any program could have run" },
        { "reference values", "are all events that you expect in the log, and no others?",
          "any firmware, boot loader and kernel would do" },
};
const size_t explained_step_count = sizeof(explained_steps) / sizeof(explained_steps[0]);

const struct explained_step *explained_step_find(const char *name)
{
        for (size_t i = 0; i < explained_step_count; i++) {
                if (strcmp(explained_steps[i].name, name) == 0)
                        return &explained_steps[i];
        }
        return NULL;
}

struct explain_options {
        struct operands operands;
};

static void print(const struct explained_step *step)
{
        printf("%-18s  %s\n%-18s  without it: %s\n", step->name, step->question, "", step->without);
}

static int offer_names(void (*take)(const char *word))
{
        for (size_t i = 0; i < explained_step_count; i++)
                take(explained_steps[i].name);
        return 0;
}

static int explain(void *arguments)
{
        const struct operands *names = &((const struct explain_options *)arguments)->operands;

        for (size_t i = 0; i < names->count; i++) {
                const struct explained_step *step = explained_step_find(names->list[i]);

                if (!step)
                        return command_error(
                                "attest", "%s: there is no such step; without a name all are shown",
                                names->list[i]);
                print(step);
        }
        for (size_t i = 0; names->count == 0 && i < explained_step_count; i++)
                print(&explained_steps[i]);
        return 0;
}

const struct command attest_explain = {
        .name = "explain",
        .summary = "what each step of a verdict protects",
        .description =
                "Says of each step of `cashew attest verify`, or of those that are named, what it asks and what could "
                "be if nobody asked. The CA takes the same steps before it signs.",
        .run = explain,
        COMMAND_OPTIONS(NULL, struct explain_options),
        COMMAND_OPERANDS("[STEP...]", struct explain_options, 0, 64, offer_names),
};

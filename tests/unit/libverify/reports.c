/* tests/unit/libverify/reports.c - reports: their forms, what is wrong with them, what is demanded of them. */
#include "cases.h"

void a_report_is_verified(void)
{
        struct call call;

        begin(&call);
        VERIFIED(&call);
        EXPECT(call.verdict.has_claims == 1);
        EXPECT(call.verdict.claims.version == 3);
        EXPECT(memcmp(call.verdict.claims.measurement, call.measurement.digest, 48) == 0);
        EXPECT(call.verdict.claims.chip_id[0] == 0xc1);
        EXPECT(strcmp(call.verdict.steps[0].name, "report") == 0);
        EXPECT(strcmp(call.verdict.steps[0].reason, "version 3") == 0);
        call.certificates = files.table;
        VERIFIED(&call);
        call.policy.crls = &files.clean;
        call.policy.crl_count = 1;
        VERIFIED(&call);
}

void a_report_is_taken_in_every_form(void)
{
        static const char digits[] = "0123456789abcdef";
        const unsigned char *bytes = (const unsigned char *)files.report.data;
        unsigned char buffer[4000] = { 0 };
        char hex[2 * 1184 + 1] = "";
        struct call call;

        begin(&call);
        memcpy(buffer, bytes, files.report.size);
        call.evidence.report.data = buffer;
        call.evidence.report.size = sizeof(buffer);
        VERIFIED(&call);
        memset(buffer, 0, sizeof(buffer));
        buffer[4] = 0xa0; /* 1184 */
        buffer[5] = 0x04;
        memcpy(buffer + 32, bytes, files.report.size);
        VERIFIED(&call);
        for (size_t i = 0; i < files.report.size; i++) {
                hex[2 * i] = digits[bytes[i] >> 4];
                hex[2 * i + 1] = digits[bytes[i] & 15];
        }
        call.evidence.report = text(hex);
        VERIFIED(&call);
}

/* The host's table behind it has all certificates but the root's; nothing at all besides is no mistake. */
void a_report_may_have_its_certificates_behind_it(void)
{
        char *both = (char *)malloc(files.report.size + files.table.size);
        struct call call;

        memcpy(both, files.report.data, files.report.size);
        memcpy(both + files.report.size, files.table.data, files.table.size);
        begin(&call);
        call.evidence.report.data = both;
        call.evidence.report.size = files.report.size + files.table.size;
        call.certificates = text("");
        VERIFIED(&call);
        call.evidence.certificate_count = 0;
        VERIFIED(&call);
        call.evidence.report.size = files.report.size + 30;
        REFUSED(&call, ERROR_REPORT, "found a report and ");
        free(both);
}

void what_is_wrong_with_a_report_fails_its_step(void)
{
        unsigned char changed[1184];
        struct call call;

        begin(&call);
        memcpy(changed, files.report.data, sizeof(changed));
        changed[0x2a0] ^= 1; /* R */
        call.evidence.report.data = changed;
        FAILS(&call, "signature");
        begin(&call);
        call.evidence.report = files.provisional;
        FAILS(&call, "provisional");
        call.policy.allow = CASHEW_VERIFY_ALLOW_PROVISIONAL;
        VERIFIED(&call);
        begin(&call);
        call.evidence.report = files.debug;
        FAILS(&call, "guest policy");
        call.policy.allow = CASHEW_VERIFY_ALLOW_DEBUG;
        VERIFIED(&call);
        call_begin(&call, &files.turin, &files.turin_certificates, &files.turin_root);
        VERIFIED(&call);
        call.policy.refuse = CASHEW_VERIFY_REFUSE_UNKNOWN_BITS;
        FAILS(&call, "unknown bits");
        begin(&call);
        call.certificates = files.turin_certificates;
        FAILS(&call, "certificates");
        begin(&call);
        call.evidence.certificate_count = 0;
        FAILS(&call, "signing key");
        begin(&call);
        call.policy.crls = &files.revoked;
        call.policy.crl_count = 1;
        FAILS(&call, "revocation");
        begin(&call);
        call.policy.time = 1000000000;
        FAILS(&call, "certificates");
        begin(&call);
        call.policy.refuse = CASHEW_VERIFY_REFUSE_VCEK;
        FAILS(&call, "signing key");
}

void each_demand_is_looked_at(void)
{
        static const struct cashew_verify_chip chip = { { 1 } };
        static const struct cashew_verify_digest key = { { 1 } };
        static const unsigned char zeros[32] = { 0 };
        struct call call;

        begin(&call);
        call.measurement.digest[47] ^= 1;
        FAILS(&call, "measurement");
        call.policy.measurement_count = 0;
        FAILS(&call, "measurement");
        call.policy.allow = CASHEW_VERIFY_ALLOW_ANY_MEASUREMENT;
        VERIFIED(&call);
#define DEMAND(demand, step)        \
        do {                        \
                begin(&call);       \
                demand;             \
                FAILS(&call, step); \
        } while (0)
        DEMAND(call.policy.report_data = text("other"), "report data");
        DEMAND((call.policy.chips = &chip, call.policy.chip_count = 1), "chip list");
        DEMAND(call.policy.minimum_tcb.microcode = 201, "minimum TCB");
        DEMAND(call.policy.vmpl = 1, "VMPL");
        DEMAND(call.policy.platform = CASHEW_VERIFY_PLATFORM_ALIAS_CHECK, "platform");
        DEMAND(call.policy.guest = CASHEW_VERIFY_GUEST_SMT_OFF, "guest demands");
        DEMAND(call.policy.guest = CASHEW_VERIFY_GUEST_SINGLE_SOCKET, "single socket");
        DEMAND(call.policy.abi_major = 1, "guest ABI");
        DEMAND(call.policy.firmware_major = 1, "firmware");
        DEMAND((call.policy.id_keys = &key, call.policy.id_key_count = 1), "ID key");
        DEMAND((call.policy.author_keys = &key, call.policy.author_key_count = 1), "author key");
        DEMAND(call.policy.guest_svn = 1, "guest SVN");
        DEMAND(call.policy.family_id = text("0123456789abcdef"), "family ID");
        DEMAND(call.policy.image_id = text("0123456789abcdef"), "image ID");
        DEMAND(call.policy.host_data = text("0123456789abcdef0123456789abcdef"), "host data");
        begin(&call);
        call.policy.host_data.data = zeros;
        call.policy.host_data.size = sizeof(zeros);
        VERIFIED(&call);
}

void an_svsm_is_believed_by_nonce_and_manifest(void)
{
        struct call call;

        begin(&call);
        call.evidence.report = files.services;
        call.evidence.manifest = files.manifest;
        memset(&call.policy.report_data, 0, sizeof(call.policy.report_data));
        call.policy.nonce = text("nonce");
        VERIFIED(&call);
        call.policy.nonce = text("other");
        FAILS(&call, "nonce and manifest");
        call.policy.nonce = text("nonce");
        call.evidence.manifest_kind = CASHEW_VERIFY_MANIFEST_VTPM_1;
        FAILS(&call, "manifest");
}

void a_policys_text_is_taken(void)
{
        static const char policy[] =
                "trusted-arks: [ark.pem]\n"
                "crls: [list.crl]\n"
                "measurements:\n"
                "  - {digest: \"3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e"
                "3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e\", label: linux}\n";
        struct cashew_verify_file given[2] = { { "ark.pem", files.root },
                                               { "list.crl", files.clean } };
        struct call call;

        begin(&call);
        call.policy.root_count = 0;
        call.policy.measurement_count = 0;
        call.policy.text = text(policy);
        call.policy.files = given;
        call.policy.file_count = 2;
        VERIFIED(&call);
        given[1].bytes = files.revoked;
        FAILS(&call, "revocation");
        call.policy.file_count = 1;
        REFUSED(&call, ERROR_POLICY, "policy:2:8: crls: list.crl: it is none of the files");
        call.policy.text = text("vmpl: 7\n");
        REFUSED(&call, ERROR_POLICY,
                "policy:1:7: vmpl: found \"7\"; expected a number from 0 to 3");
        call.policy.text = text("fruit: [pear]\n");
        REFUSED(&call, ERROR_POLICY, "policy:1:1: policy: found \"fruit\"");
        call.policy.text = text("{");
        REFUSED(&call, ERROR_POLICY, "policy:");
        call.policy.text = text("profiles: [tcg-low]\n");
        REFUSED(&call, ERROR_POLICY, "tcg-low: this library compares with no profile");
        call.policy.text = text("measurements: any\n");
        REFUSED(&call, ERROR_ROOTS, "found no root");
}

/*
 * tests/unit/vtpm/test_manufacture.c - whole manufactures with a real TPM: honest ones, ones in which
 * somebody between the CA and the machine changes the reply, and later boots.
 */
#include "tests/unit/vtpm/harness.h"
#include "lib/svsm/attest.h"
#include "services/vtpm/commands/key.h"
#include "services/vtpm/commands/nv.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/libtpms/tpm.h"
#include "services/vtpm/nv.h"
#include "tests/unit/wire/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/cashew-vtpm-XXXXXX";
static struct harness harness;

static int reset(void **state)
{
        char command[128];

        (void)state;
        harness = (struct harness){ .profile = harness_profile(), .peer = true };
        snprintf(command, sizeof(command), "rm -f '%s'/*", directory);
        return system(command);
}

static void an_honest_channel_makes_a_tpm(void **state)
{
        (void)state;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_non_null(strstr(harness_last_line(),
                               " s, profile sample, 4 keys, 2 certificates, 8 NV indices"));
        assert_true(harness_logged("vtpm: ek-rsa: key at 0x81010001"));
}

static void without_a_peer_it_asks_without_a_report(void **state)
{
        (void)state;
        harness.peer = false;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
}

static void the_manifests_are_registered(void **state)
{
        static const uint8_t vtpm[] = SVSM_GUID_VTPM;
        static const uint8_t cashew[] = SVSM_GUID_CASHEW_PROFILE;
        const uint8_t *manifest;
        size_t size;

        (void)state;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        manifest = harness_manifest(vtpm, 0, &size);
        assert_non_null(manifest);
        assert_true(profile_key_matches(&harness.profile.keys[SAMPLE_EK_RSA], manifest, size));
        manifest = harness_manifest(vtpm, 1, &size);
        assert_non_null(manifest);
        assert_memory_equal(manifest, "\0\0\0\1\0\0\0\2", 8);
        assert_int_equal(size, 8 + 2 + 314 + 2 + 88);
        manifest = harness_manifest(cashew, 0, &size);
        assert_non_null(manifest);
        assert_memory_equal(manifest, "\0\0\0\0\0\6sample\0\0\0\3", 16);
        assert_memory_equal(manifest + size - 10, "\1\xc0\0\2\1\1\xc1\1\xd0\1", 10);
}

static void assert_stopped(const char *line)
{
        assert_int_equal(harness_run(&harness), HARNESS_STOPPED);
        assert_string_equal(harness_last_line(), line);
}

static void swap(struct wire_reply *reply)
{
        struct wire_blob first = reply->certificates[0].der;

        reply->certificates[0].der = reply->certificates[1].der;
        reply->certificates[1].der = first;
}

static void drop_one(struct wire_reply *reply)
{
        reply->certificate_count = 1;
}

static void name_another_index(struct wire_reply *reply)
{
        reply->certificates[1].nv_index++;
}

static void cut_short(struct wire_reply *reply)
{
        reply->certificates[0].der.size--;
}

static void add_to_the_length(struct wire_reply *reply)
{
        struct wire_blob der = reply->certificates[0].der;

        /* The bytes are the test CA's own copy; behind the tag are the first of two bytes of length. */
        ((uint8_t *)(uintptr_t)der.data)[3]++;
}

static void name_another_issuer(struct wire_reply *reply)
{
        reply->chain[0] = reply->certificates[1].der;
}

static void refuse(struct wire_reply *reply)
{
        *reply = (struct wire_reply){
                .status = WIRE_STATUS_REFUSED,
                .text = { (const uint8_t *)"no", 2 },
        };
}

static void say_nonsense(struct wire_reply *reply)
{
        reply->status = WIRE_STATUS_REFUSED; /* and certificates all the same */
}

static void a_changed_reply_makes_none(void **state)
{
        const struct {
                void (*change)(struct wire_reply *);
                const char *line;
        } cases[] = {
                { swap, "vtpm: stopped: ek-rsa: the certificate is for another key" },
                { drop_one, "vtpm: stopped: 1 certificates came for 2 keys" },
                { name_another_index, "vtpm: stopped: ak: the CA sent no certificate for it" },
                { cut_short,
                  "vtpm: stopped: ek-rsa: the certificate is not one X.509 certificate" },
                { add_to_the_length,
                  "vtpm: stopped: ek-rsa: the certificate is not one X.509 certificate" },
                { name_another_issuer, "vtpm: stopped: ek-rsa: the certificate is not of the "
                                       "issuer that came with it" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                harness.change = cases[i].change;
                assert_stopped(cases[i].line);
        }
}

static void a_required_certificate_that_cannot_be_had_stops_it(void **state)
{
        static const char line[] =
                "vtpm: stopped: the profile requires certificates, and there are none";

        (void)state;
        harness.change = refuse;
        assert_stopped(line);
        assert_true(harness_logged("vtpm: the CA refuses: no"));
        harness.change = say_nonsense;
        assert_stopped(line);
        assert_true(harness_logged("vtpm: the CA's reply makes no sense"));
        harness.change = NULL;
        harness.silent = true;
        assert_stopped(line);
        harness.options.no_authority = true;
        assert_stopped(line);
}

/* The lack of certificates that need not be there is in the manifest. */
static void certificates_that_are_not_required_may_be_missing(void **state)
{
        static const uint8_t cashew[] = SVSM_GUID_CASHEW_PROFILE;
        const uint8_t *manifest;
        size_t size;

        (void)state;
        harness.silent = true;
        harness.profile.certificates[0].required = false;
        harness.profile.nv[SAMPLE_CERTIFICATE_RSA].required = false;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        manifest = harness_manifest(cashew, 0, &size);
        assert_non_null(manifest);
        assert_memory_equal(manifest + size - 10, "\1\xc0\0\2\0\1\xc1\1\xd0\0", 10);
}

static void a_tpm_that_cannot_be_of_the_profile_is_not_made(void **state)
{
        (void)state;
        harness.profile.requirements[1] =
                (struct profile_requirement){ PROFILE_REQUIRE_NV_INDEX_MAX, 65000 };
        assert_stopped("vtpm: stopped: this TPM cannot be of that profile: it does not have bytes "
                       "of an NV index 65000 (0xfde8)");
}

static void a_later_boot_finds_it_whole(void **state)
{
        (void)state;
        harness.options.state = directory;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
        harness.silent = true; /* it needs no CA any more */
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_non_null(strstr(harness_last_line(), "vtpm: checked in "));
}

static void another_profile_is_refused(void **state)
{
        static const uint8_t name[] = "simple";

        (void)state;
        harness.options.state = directory;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        harness.profile.name = (struct profile_bytes){ name, 6 };
        assert_int_equal(harness_run(&harness), HARNESS_STOPPED);
        assert_non_null(strstr(harness_last_line(), "made from profile sample, not simple"));
}

static void write_consent(const char *path, const char *bytes, size_t size)
{
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, size, file), size);
        fclose(file);
}

/* Another index: the TPM stays what it was until its owner wants it otherwise. */
static void another_revision_is_said_and_repaired(void **state)
{
        char path[128];

        (void)state;
        snprintf(path, sizeof(path), "%s/consent", directory);
        write_consent(path, "\0\0\0\0\0", 5);
        harness.options.state = directory;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        harness.profile.revision++;
        harness.profile.nv[SAMPLE_REPORT].index += 8;
        for (int i = 0; i < 2; i++) {
                assert_int_equal(harness_run(&harness), HARNESS_HALF);
                assert_true(harness_logged("vtpm: differs: another revision of profile sample made "
                                           "it than 4"));
                assert_true(harness_logged("is not defined"));
        }
        harness.options.repair = path;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        harness.options.repair = NULL;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_false(harness_logged("differs"));
}

/* TPM2_Clear by the platform: the owner's index and the persistent keys are gone. */
static void clear(void)
{
        static const uint8_t command[] = { 0x80, 0x02, 0, 0, 0,    27, 0, 0, 0x01,
                                           0x26, 0x40, 0, 0, 0x0c, 0,  0, 0, 9,
                                           0x40, 0,    0, 9, 0,    0,  0, 0, 0 };
        const uint8_t *response;
        struct tpm_area public;
        bool found;
        size_t size;

        vtpm_exec(0, command, sizeof(command), &response, &size);
        if (tpm_read_public(0x81010001, &public, &found) || found)
                _Exit(HARNESS_WRONG);
}

static void what_a_guest_clears_is_made_again(void **state)
{
        (void)state;
        harness.options.state = directory;
        harness.after = clear;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_int_equal(harness_inspect(&harness), HARNESS_HALF);
        harness.after = NULL;
        harness.silent = true; /* the same keys come back: their certificates still fit */
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_int_equal(harness_inspect(&harness), HARNESS_DONE);
}

/* The guest's owner puts another key at the handle of a key that must be itself. */
static void take_the_handle(void)
{
        static const uint8_t template[] = { 0, 0x23, 0, 0x0b, 0, 3, 0, 0x72, 0, 0, 0, 6, 0, 0x80,
                                            0, 0x43, 0, 0x10, 0, 3, 0, 0x10, 0, 0, 0, 0 };
        const struct tpm_primary primary = { .hierarchy = TPM_RH_OWNER,
                                             .template = template,
                                             .template_size = sizeof(template) };
        struct tpm_area public;
        uint32_t handle;
        bool allowed;

        if (tpm_evict_control(0x81010001, 0x81010001, &allowed) ||
            tpm_create_primary(&primary, &handle, &public, &allowed) ||
            tpm_evict_control(handle, 0x81010001, &allowed))
                _Exit(HARNESS_WRONG);
}

/* It stays unless the profile has always said that it goes; the TPM starts all the same. */
static void a_stranger_at_a_handle_is_treated_as_the_profile_says(void **state)
{
        static const uint8_t rules[] = { PROFILE_OCCUPIED_REFUSE, PROFILE_OCCUPIED_KEEP_IF_SAME,
                                         PROFILE_OCCUPIED_REPLACE };

        for (size_t i = 0; i < sizeof(rules); i++) {
                bool goes = rules[i] == PROFILE_OCCUPIED_REPLACE;

                reset(state);
                harness.options.state = directory;
                harness.profile.keys[SAMPLE_EK_RSA].occupied = rules[i];
                harness.after = take_the_handle;
                assert_int_equal(harness_run(&harness), HARNESS_DONE);
                harness.after = NULL;
                assert_int_equal(harness_run(&harness), goes ? HARNESS_DONE : HARNESS_HALF);
                assert_int_equal(
                        harness_logged("vtpm: differs: ek-rsa: another key is at 0x81010001"),
                        !goes);
        }
}

/* The stranger goes with the owner's word only, and what nobody mends is left as it was. */
static void a_stranger_goes_if_the_owner_says_so(void **state)
{
        char path[128];

        (void)state;
        snprintf(path, sizeof(path), "%s/consent", directory);
        harness.options.state = directory;
        harness.after = take_the_handle;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        harness.after = NULL;
        harness.options.repair = path;
        write_consent(path, "\0\0\0\0", 4);
        assert_int_equal(harness_run(&harness), HARNESS_STOPPED);
        write_consent(path, "\0\0\0\0\0", 5);
        assert_int_equal(harness_run(&harness), HARNESS_HALF);
        write_consent(path, "\1\0\0\0\0", 5);
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        harness.options.repair = NULL;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
}

/* TPM2_NV_UndefineSpace of the index with the EK's certificate, by the platform. */
static void undefine_the_certificate(void)
{
        if (tpm_nv_undefine(TPM_RH_PLATFORM, 0x01c00002))
                _Exit(HARNESS_WRONG);
}

static void without_its_certificate_it_starts_and_says_so(void **state)
{
        (void)state;
        harness.options.state = directory;
        harness.after = undefine_the_certificate;
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        harness.after = NULL;
        harness.silent = true;
        assert_int_equal(harness_run(&harness), HARNESS_HALF);
        assert_true(harness_logged("differs: the profile requires certificates"));
        harness.silent = false; /* with a CA it comes back */
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
        assert_int_equal(harness_run(&harness), HARNESS_DONE);
}

static int make_directory(void **state)
{
        (void)state;
        return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
        char command[128];

        (void)state;
        snprintf(command, sizeof(command), "rm -rf '%s'", directory);
        return system(command);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(an_honest_channel_makes_a_tpm, reset),
                cmocka_unit_test_setup(without_a_peer_it_asks_without_a_report, reset),
                cmocka_unit_test_setup(the_manifests_are_registered, reset),
                cmocka_unit_test_setup(a_changed_reply_makes_none, reset),
                cmocka_unit_test_setup(a_required_certificate_that_cannot_be_had_stops_it, reset),
                cmocka_unit_test_setup(certificates_that_are_not_required_may_be_missing, reset),
                cmocka_unit_test_setup(a_tpm_that_cannot_be_of_the_profile_is_not_made, reset),
                cmocka_unit_test_setup(a_later_boot_finds_it_whole, reset),
                cmocka_unit_test_setup(another_profile_is_refused, reset),
                cmocka_unit_test_setup(what_a_guest_clears_is_made_again, reset),
                cmocka_unit_test_setup(another_revision_is_said_and_repaired, reset),
                cmocka_unit_test_setup(a_stranger_at_a_handle_is_treated_as_the_profile_says,
                                       reset),
                cmocka_unit_test_setup(a_stranger_goes_if_the_owner_says_so, reset),
                cmocka_unit_test_setup(without_its_certificate_it_starts_and_says_so, reset),
        };

        return cmocka_run_group_tests(tests, make_directory, remove_directory);
}

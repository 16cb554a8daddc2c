/* tools/attest/kbs_command.c - see kbs_command.h: a resource from a key broker service, for evidence of the machine that this runs on. */
#include "tools/attest/kbs_command.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/attest/kbs/gather.h"
#include "tools/attest/kbs/handshake.h"
#include "tools/attest/kbs/resource.h"
#include "tools/common/store_key.h"

enum service { SERVICE_NONE, SERVICE_ALL, SERVICE_VTPM_0, SERVICE_VTPM_1, SERVICE_PROFILE };

struct kbs_options {
        const char *url;
        const char *resource;
        const char *out;
        const char *token;
        const char *ca;
        bool allow_http;
        unsigned int timeout;
        const char *tee_key;
        bool sample;
        unsigned int service;
        const char *command;
        const char *tsm;
};

/* Those of attest verify --service, and none. */
static const struct word services[] = {
        { "vtpm", SERVICE_VTPM_0 },  { "vtpm:0", SERVICE_VTPM_0 },   { "vtpm:1", SERVICE_VTPM_1 },
        { "services", SERVICE_ALL }, { "profile", SERVICE_PROFILE }, { "none", SERVICE_NONE },
};
static const struct words service_words = WORDS(services);

#define VTPM_GUID "c476f1eb-0123-45a5-9641-b4e7dde5bfe3"

/* lib/svsm/attest.h has the same as bytes. */
static const struct svsm_service known_services[] = {
        [SERVICE_NONE] = { .guid = NULL },
        [SERVICE_ALL] = { .guid = "63849ebb-3d92-4670-a1ff-58f9c94b87bb", .all = true },
        [SERVICE_VTPM_0] = { .guid = VTPM_GUID, .version = 0 },
        [SERVICE_VTPM_1] = { .guid = VTPM_GUID, .version = 1 },
        [SERVICE_PROFILE] = { .guid = "5c2b7a70-91c4-4f0e-8d6b-3a1e20c75f12", .version = 0 },
};

#define INTO(kind, member) OPTION_##kind(struct kbs_options, member)

static const struct option options[] = {
        { "url", "URL", INTO(TEXT, url), "the KBS, up to where /kbs/v0 begins", .required = true },
        { "resource", "REPOSITORY/TYPE/TAG", INTO(TEXT, resource), "what is asked for" },
        { "out", "FILE", INTO(FILE, out),
          "where it goes, readable by you alone; otherwise to standard output",
          .needs = "resource" },
        { "token", "FILE", INTO(FILE, token), "where the KBS's token about the evidence goes" },
        { "ca", "FILE", INTO(FILE, ca),
          "who may have signed the KBS's certificate, PEM; otherwise whom the system trusts" },
        { "allow-http", NULL, INTO(FLAG, allow_http),
          "take a URL of http:// too, where anybody on the way could be the KBS" },
        { "timeout", "SECONDS", INTO(NUMBER, timeout), "for each request, so long at most",
          .least = 1, .most = 3600 },
        { "tee-key", "KEY", INTO(FILE, tee_key),
          "the private key at an OpenSSL store URI that the resource is encrypted for, of P-256, P-521 or RSA; otherwise a fresh one of P-256" },
        { "service", "KIND", INTO(WORD, service),
          "whose manifest the SVSM binds to the report; with none the SVSM is not asked",
          .words = &service_words },
        { "evidence-command", "COMMAND", INTO(TEXT, command),
          "makes the evidence instead of this machine's kernel: the shell runs it with the nonce in hexadecimal digits as $1 and a directory for outblob, manifestblob and auxblob as $2",
          .excludes = "tsm" },
        { "tsm", "DIRECTORY", INTO(DIRECTORY, tsm), "where the kernel's configfs-tsm is" },
        { "sample", NULL, INTO(FLAG, sample),
          "no evidence at all, but what Trustee calls the TEE \"sample\": for trying a KBS",
          .excludes = "evidence-command tsm service" },
        { 0 },
};

static int failed(const char *what, const char *why)
{
        return what ? command_error("attest", "%s: %s", what, why)
                    : command_error("attest", "%s", why);
}

static int make_key(const char *uri, struct tee_key *out)
{
        EVP_PKEY *key;
        const char *problem;

        if (!uri) {
                problem = tee_key_make(out);
                return problem ? failed("the TEE's key", problem) : 0;
        }
        key = store_key_private("attest", uri);
        if (!key)
                return 1;
        problem = tee_key_take(key, out);
        if (!problem)
                return 0;
        EVP_PKEY_free(key);
        return failed("--tee-key", problem);
}

static int write_out(const char *path, const struct file *file)
{
        mode_t mask;
        int error;

        if (!path) {
                if (fwrite(file->data, 1, file->size, stdout) != file->size || fflush(stdout))
                        return failed("standard output", strerror(errno));
                return 0;
        }
        mask = umask(077);
        error = file_write(path, file->data, file->size);
        umask(mask);
        return error ? failed(path, strerror(-error)) : 0;
}

static int write_token(const char *path, const struct file *token)
{
        return path ? write_out(path, token) : 0;
}

static int get(struct http *http, const char *path, const struct tee_key *key, const char *out)
{
        struct file resource;
        const char *problem = handshake_get(http, path, key, &resource);
        int status = problem ? failed(NULL, problem) : write_out(out, &resource);

        if (resource.data)
                OPENSSL_cleanse(resource.data, resource.size);
        file_free(&resource);
        return status;
}

static int talk(struct http *http, const struct kbs_options *given, const char *path,
                const struct tee_key *key)
{
        const struct evidence_source source = {
                .sample = given->sample,
                .command = given->command,
                .tsm = given->tsm,
                .service = known_services[given->service],
        };
        struct file token;
        const char *problem = handshake_attest(http, &source, key, &token);
        int status = problem ? failed(NULL, problem) : write_token(given->token, &token);

        file_free(&token);
        if (status || !given->resource)
                return status;
        return get(http, path, key, given->out);
}

static int kbs(void *arguments)
{
        const struct kbs_options *given = arguments;
        const struct http_settings settings = {
                .url = given->url,
                .ca = given->ca,
                .clear = given->allow_http,
                .seconds = given->timeout,
        };
        char path[RESOURCE_PATH_MAX] = "";
        struct tee_key key;
        struct http http;
        const char *problem = given->resource ? resource_path(given->resource, path) : NULL;
        int status;

        if (problem)
                return command_wrong("attest kbs", "--resource %s: %s", given->resource, problem);
        if (make_key(given->tee_key, &key))
                return 1;
        problem = http_open(&settings, &http);
        status = problem ? failed(NULL, problem) : talk(&http, given, path, &key);
        http_close(&http);
        EVP_PKEY_free(key.key);
        return status;
}

const struct command attest_kbs = {
        .name = "kbs",
        .summary = "get a secret from a key broker service",
        .description =
                "Attests this machine to a key broker service (Trustee's KBS, protocol 0.4.0), and gets a resource from it, which the "
                "KBS encrypts for a key that is bound to the evidence. Nothing of the evidence is verified here: that is the "
                "KBS's business. Exit status: 0 all of it was done, 1 not (one line on standard error says why), 2 the "
                "command line is wrong.",
        .run = kbs,
        .one_of = "resource token",
        COMMAND_OPTIONS(options, struct kbs_options, .timeout = 30, .service = SERVICE_VTPM_0,
                        .tsm = GATHER_TSM),
};

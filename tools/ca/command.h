/* tools/ca/command.h - the commands of `cashew ca`, and what all of them take. Implemented above: in a room or a file for each. */
#ifndef TOOLS_CA_COMMAND_H
#define TOOLS_CA_COMMAND_H

#include "tools/x509/urls.h"
#include "tools/common/command.h"

extern const struct command ca_init;
extern const struct command ca_serve;
extern const struct command ca_list;
extern const struct command ca_allow;
extern const struct command ca_revoke;
extern const struct command ca_crl;
extern const struct command ca_renew;

/* --dir, for the member directory of the options' type. */
#define CA_OPTION_DIRECTORY(type)                        \
        "dir", "DIR", OPTION_DIRECTORY(type, directory), \
                "where the CA is (default ~/.local/share/cashew/ca)"

/* --root-key, for the member root_key. */
#define CA_OPTION_ROOT_KEY(type)                                                            \
        "root-key", "URI", OPTION_FILE(type, root_key),                                     \
                "the root's key if it is kept elsewhere: a file, or what an OpenSSL store " \
                "knows (default DIR/root.key)"

/* --url, for the member url. */
#define CA_OPTION_URL(type)                                                                       \
        "url", "URL", OPTION_READ(type, url),                                                     \
                "certificates say that root.cer, root.crl, issuer.cer and issuer.crl are there, " \
                "for verifiers that fetch them",                                                  \
                .read = urls_read_base

#endif

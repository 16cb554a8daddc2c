/* tools/attest/reference_input.c - see reference_input.h. */
#include "tools/attest/reference_input.h"

#include <string.h>

#include "tools/common/command.h"
#include "tools/common/file.h"
#include "tools/common/store_key.h"
#include "tools/policy/references.h"
#include "tools/rats/signing.h"

/* As many as there are good ones; what is wrong with another has been said. */
static size_t read_keys(const struct option_list *list, EVP_PKEY *keys[OPTION_LIST_MAX])
{
        for (size_t i = 0; i < list->count; i++) {
                keys[i] = store_key_public("attest", list->items[i].text);
                if (!keys[i])
                        return i;
                if (!signing_algorithm_of(keys[i])) {
                        (void)command_error("attest", "%s: expected %s", list->items[i].text,
                                            SIGNING_EXPECTED);
                        EVP_PKEY_free(keys[i]);
                        return i;
                }
        }
        return list->count;
}

static int read_files(const struct option_list *files, struct reference_signers signers,
                      struct ca_policy *policy)
{
        char reason[REFERENCE_REASON_MAX];

        for (size_t i = 0; i < files->count; i++) {
                const char *path = files->items[i].text;
                struct file file;
                int error = file_read(path, &file);
                const char *problem;

                if (error)
                        return command_error("attest", "%s: %s", path, strerror(-error));
                problem =
                        policy_take_references(policy, file.data, file.size, path, signers, reason);
                file_free(&file);
                if (problem)
                        return command_error("attest", "%s: %s%s", path, problem,
                                             strstr(problem, "a key that is trusted")
                                                     ? " (--reference-key)"
                                                     : "");
                policy->rules.any_measurement = false;
        }
        return 0;
}

int reference_input_read(const struct option_list *files, const struct option_list *keys,
                         struct ca_policy *policy)
{
        EVP_PKEY *known[OPTION_LIST_MAX];
        size_t count = read_keys(keys, known);
        int status = 1;

        if (count == keys->count)
                status = read_files(files, (struct reference_signers){ known, count }, policy);
        for (size_t i = 0; i < count; i++)
                EVP_PKEY_free(known[i]);
        return status;
}

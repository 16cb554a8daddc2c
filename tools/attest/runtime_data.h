/* tools/attest/runtime_data.h - the runtime data of an HCL report: JSON with the vTPM's keys. */
#ifndef TOOLS_ATTEST_RUNTIME_DATA_H
#define TOOLS_ATTEST_RUNTIME_DATA_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#define RUNTIME_TEXT_MAX  64
#define RUNTIME_USER_DATA 64

struct runtime_data {
        EVP_PKEY *ak;              /* HCLAkPub */
        int secure_boot;           /* -1: it does not say */
        int console;               /* whether the host's console reaches the guest; -1: likewise */
        char vm[RUNTIME_TEXT_MAX]; /* vmUniqueId, printable ASCII, or empty */
        uint8_t user_data[RUNTIME_USER_DATA];
        bool has_user_data;
};

/* Returns NULL, or what is wrong as the end of a sentence. runtime_data_free() is due in any case. */
__attribute__((warn_unused_result)) const char *runtime_data_read(const uint8_t *json, size_t size,
                                                                  struct runtime_data *out);
void runtime_data_free(struct runtime_data *data);

#endif

/* tests/unit/verify/hcl_builder.c - see hcl_builder.h. */
#include "tests/unit/verify/hcl_builder.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/bytes.h"

static void base64url(const uint8_t *data, size_t size, char *out)
{
        size_t length = (size_t)EVP_EncodeBlock((unsigned char *)out, data, (int)size);

        while (length && out[length - 1] == '=')
                out[--length] = '\0';
        for (; *out; out++)
                *out = *out == '+' ? '-' : *out == '/' ? '_' : *out;
}

size_t hcl_runtime(EVP_PKEY *ak, char *out, size_t capacity)
{
        BIGNUM *n = NULL;
        uint8_t modulus[256];
        char text[400];

        EVP_PKEY_get_bn_param(ak, OSSL_PKEY_PARAM_RSA_N, &n);
        BN_bn2binpad(n, modulus, sizeof(modulus));
        BN_free(n);
        base64url(modulus, sizeof(modulus), text);
        return (size_t)snprintf(
                out, capacity,
                "{\"keys\":[{\"kid\":\"HCLAkPub\",\"key_ops\":[\"sign\"],\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%s\"},"
                "{\"kid\":\"HCLEkPub\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\"}],"
                "\"vm-configuration\":{\"console-enabled\":true,\"secure-boot\":true,\"vmUniqueId\":\"VM-1\"},"
                "\"user-data\":\"aa%0126d\"}",
                text, 0);
}

size_t hcl_build(uint32_t version, const char *runtime, struct snp_report *report,
                 uint8_t out[HCL_BUILT_MAX])
{
        struct bytes_writer to = bytes_writer(out, HCL_BUILT_MAX);
        size_t size = strlen(runtime);

        EVP_Digest(runtime, size, report->report_data, NULL, EVP_sha256(), NULL);
        memset(report->report_data + 32, 0, 32);
        bytes_write(&to, "HCLA", 4);
        bytes_write_le32(&to, version);
        bytes_write_le32(&to, (uint32_t)(32 + sizeof(*report) + 20 + size));
        bytes_write_le32(&to, 2);
        bytes_write_zero(&to, 16);
        bytes_write(&to, report, sizeof(*report));
        bytes_write_le32(&to, (uint32_t)(20 + size));
        bytes_write_le32(&to, 1);
        bytes_write_le32(&to, 2);
        bytes_write_le32(&to, 1);
        bytes_write_le32(&to, (uint32_t)size);
        bytes_write(&to, runtime, size);
        bytes_write_zero(&to, version == 2 && to.size < 2600 ? 2600 - to.size : 0);
        return to.size;
}

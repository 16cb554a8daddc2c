/*
 * fuzz/rats/reference_values.c - any file as somebody's reference values: as CoRIM, as in-toto statement, in either envelope. What is
 * read of it is whole, what is refused adds nothing and has a reason.
 */
#include <stdlib.h>
#include <string.h>

#include "tools/rats/cbor_read.h"
#include "tools/rats/corim_read.h"
#include "tools/rats/cose.h"
#include "tools/rats/dsse.h"
#include "tools/rats/in_toto.h"
#include "tools/rats/in_toto_read.h"
#include "tools/rats/reference_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct reference_images images;

static void check(const char *problem, const char *reason, size_t most)
{
        if (problem && (problem != reason || strlen(reason) >= most || images.count != 0))
                abort();
        if (!problem && (images.count == 0 || images.count > REFERENCE_IMAGES_MAX))
                abort();
        for (size_t i = 0; i < images.count; i++) {
                const struct reference_image *image = &images.list[i];

                if (image->count == 0 || image->count > REFERENCE_CLAIMS_MAX)
                        abort();
                for (size_t k = 0; k < image->count; k++) {
                        if (!image->claims[k].field)
                                abort();
                }
        }
        images.count = 0;
}

/* Whatever was read can be compared with any report. */
static void compare(void)
{
        static const struct snp_report report;
        struct steps steps = { 0 };

        (void)reference_verify(&images, &report, 0, &steps);
}

static void read_parts(const uint8_t *data, size_t size)
{
        struct corim_validity validity = CORIM_ALWAYS;
        struct bytes_reader in = bytes_reader(data, size);
        struct cose_message message;
        char reason[REFERENCE_REASON_MAX];
        uint8_t *payload;
        size_t payload_size;

        cbor_skip(&in);
        if (!in.failed && in.offset > size)
                abort();
        (void)!corim_read_meta(data, size, &validity);
        if (!cose_read(data, size, &message)) {
                check(corim_read(message.payload, message.payload_size, validity, "x", &images,
                                 reason),
                      reason, CORIM_REASON_MAX);
        }
        if (!dsse_open(data, size, IN_TOTO_PAYLOAD, NULL, 0, &payload, &payload_size, reason))
                abort(); /* nobody is trusted */
        free(payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        char reason[REFERENCE_REASON_MAX];
        const char *problem = reference_file_read(data, size, "x", (struct reference_signers){ 0 },
                                                  &images, reason);

        if (!problem)
                compare();
        check(problem, reason, sizeof(reason));
        read_parts(data, size);
        return 0;
}

/* tools/rats/reference_file.c - see reference_file.h. */
#include "tools/rats/reference_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/kind.h"
#include "tools/rats/corim_read.h"
#include "tools/rats/cose.h"
#include "tools/rats/dsse.h"
#include "tools/rats/in_toto.h"
#include "tools/rats/in_toto_read.h"

_Static_assert(CORIM_REASON_MAX <= REFERENCE_REASON_MAX, "reason of a CoRIM");
_Static_assert(IN_TOTO_REASON_MAX <= REFERENCE_REASON_MAX, "reason of a statement");
_Static_assert(DSSE_REASON_MAX <= REFERENCE_REASON_MAX, "reason of an envelope");

static const char *say(char reason[REFERENCE_REASON_MAX], const char *text)
{
        snprintf(reason, REFERENCE_REASON_MAX, "%s", text);
        return reason;
}

/* Who gives a key wants to know who has said it; who gives none would take a signature for looked at. */
static const char *check_wanted(bool is_signed, struct reference_signers signers)
{
        if (is_signed && signers.count == 0)
                return "is signed; expected a key that is trusted for it too";
        if (!is_signed && signers.count != 0)
                return "is not signed; expected a signature by a key that was given";
        return NULL;
}

static bool has_type(const struct cose_message *message)
{
        return message->content_type && message->content_type_size == strlen(CORIM_CONTENT_TYPE) &&
               memcmp(message->content_type, CORIM_CONTENT_TYPE, message->content_type_size) == 0;
}

static const char *check_message(const struct cose_message *message,
                                 struct reference_signers signers, struct corim_validity *validity)
{
        bool good = false;

        for (size_t i = 0; !good && i < signers.count; i++)
                good = cose_signed_by(message, signers.keys[i]);
        if (!good)
                return "is not signed by a key that was given";
        if (!has_type(message))
                return "has a signed payload of another type; expected " CORIM_CONTENT_TYPE;
        if (message->meta && !corim_read_meta(message->meta, message->meta_size, validity))
                return "has a description of its signer that is malformed";
        return NULL;
}

static const char *read_signed_corim(const uint8_t *data, size_t size, const char *label,
                                     struct reference_signers signers, struct reference_images *out,
                                     char reason[REFERENCE_REASON_MAX])
{
        struct corim_validity validity = CORIM_ALWAYS;
        struct cose_message message;
        const char *problem = cose_read(data, size, &message);

        if (!problem)
                problem = check_message(&message, signers, &validity);
        if (problem)
                return say(reason, problem);
        return corim_read(message.payload, message.payload_size, validity, label, out, reason);
}

static const char *read_envelope(const void *data, size_t size, const char *label,
                                 struct reference_signers signers, struct reference_images *out,
                                 char reason[REFERENCE_REASON_MAX])
{
        uint8_t *payload;
        size_t payload_size;
        const char *problem = dsse_open(data, size, IN_TOTO_PAYLOAD, signers.keys, signers.count,
                                        &payload, &payload_size, reason);

        if (!problem)
                problem = in_toto_read(payload, payload_size, label, out, reason);
        free(payload);
        return problem;
}

static bool is_json(const uint8_t *data, size_t size)
{
        while (size && (*data == ' ' || *data == '\t' || *data == '\r' || *data == '\n')) {
                data++;
                size--;
        }
        return size && *data == '{';
}

const char *reference_file_read(const void *data, size_t size, const char *label,
                                struct reference_signers signers, struct reference_images *out,
                                char reason[REFERENCE_REASON_MAX])
{
        const uint8_t *bytes = data;
        bool json = is_json(bytes, size);
        bool is_signed = false;
        const char *problem;

        if (json) {
                is_signed = dsse_begins(data, size);
        } else if (!corim_begins(&bytes, &size, &is_signed)) {
                const char *kind = file_kind(data, size);

                snprintf(reason, REFERENCE_REASON_MAX,
                         "found %s; expected a CoRIM or an in-toto statement",
                         kind ? kind : "something else");
                return reason;
        }
        problem = check_wanted(is_signed, signers);
        if (problem)
                return say(reason, problem);
        if (json)
                return is_signed ? read_envelope(data, size, label, signers, out, reason)
                                 : in_toto_read(data, size, label, out, reason);
        return is_signed ? read_signed_corim(bytes, size, label, signers, out, reason)
                         : corim_read(bytes, size, CORIM_ALWAYS, label, out, reason);
}

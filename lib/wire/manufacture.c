/* lib/wire/manufacture.c - see manufacture.h. */
#include "lib/wire/manufacture.h"
#include "lib/wire/tpm_public.h"

static void write_blob(struct bytes_writer *out, struct wire_blob blob)
{
        if (blob.size > UINT16_MAX) {
                out->failed = true;
                return;
        }
        bytes_write_be16(out, (uint16_t)blob.size);
        bytes_write(out, blob.data, blob.size);
}

static struct wire_blob read_blob(struct bytes_reader *in, size_t least, size_t most)
{
        struct wire_blob blob = { .size = bytes_read_be16(in) };

        if (blob.size < least || blob.size > most)
                in->failed = true;
        blob.data = bytes_take(in, blob.size);
        if (!blob.data)
                blob.size = 0;
        return blob;
}

/* Text goes to a log line as it is, so nothing but printable ASCII is let in. */
static struct wire_blob read_text(struct bytes_reader *in, size_t least, size_t most)
{
        struct wire_blob text = read_blob(in, least, most);

        for (size_t i = 0; i < text.size; i++) {
                if (text.data[i] < 0x20 || text.data[i] > 0x7e)
                        in->failed = true;
        }
        return text;
}

static void write_challenge(struct bytes_writer *out, const uint8_t *challenge)
{
        write_blob(out, (struct wire_blob){ challenge, WIRE_CHALLENGE_SIZE });
}

static void read_challenge(struct bytes_reader *in, uint8_t *challenge)
{
        if (bytes_read_be16(in) != WIRE_CHALLENGE_SIZE)
                in->failed = true;
        bytes_read(in, challenge, WIRE_CHALLENGE_SIZE);
}

static uint32_t read_count(struct bytes_reader *in, uint32_t least, uint32_t most)
{
        uint32_t count = bytes_read_be32(in);

        if (count >= least && count <= most)
                return count;
        in->failed = true;
        return 0;
}

/* All read and nothing left over. */
static int finish(const struct bytes_reader *in)
{
        return in->failed || bytes_left(in) != 0 ? -1 : 0;
}

void wire_write_ready(struct bytes_writer *out, const struct wire_ready *ready)
{
        write_challenge(out, ready->challenge);
        write_blob(out, ready->name);
}

int wire_read_ready(const void *payload, size_t size, struct wire_ready *out)
{
        struct bytes_reader in = bytes_reader(payload, size);

        *out = (struct wire_ready){ 0 };
        read_challenge(&in, out->challenge);
        out->name = read_text(&in, 1, WIRE_TEXT_MAX);
        return finish(&in);
}

static void write_facts(struct bytes_writer *out, const struct wire_tpm_facts *tpm)
{
        bytes_write_be32(out, tpm->family);
        bytes_write_be32(out, tpm->level);
        bytes_write_be32(out, tpm->revision);
        bytes_write_be32(out, tpm->manufacturer);
        bytes_write_be32(out, tpm->firmware_version[0]);
        bytes_write_be32(out, tpm->firmware_version[1]);
        write_blob(out, tpm->vendor);
}

static void read_facts(struct bytes_reader *in, struct wire_tpm_facts *tpm)
{
        tpm->family = bytes_read_be32(in);
        tpm->level = bytes_read_be32(in);
        tpm->revision = bytes_read_be32(in);
        tpm->manufacturer = bytes_read_be32(in);
        tpm->firmware_version[0] = bytes_read_be32(in);
        tpm->firmware_version[1] = bytes_read_be32(in);
        tpm->vendor = read_text(in, 1, WIRE_VENDOR_MAX);
}

void wire_write_request_bound(struct bytes_writer *out, const struct wire_request *request)
{
        write_challenge(out, request->challenge);
        write_facts(out, &request->tpm);
        write_blob(out, request->profile_name);
        write_blob(out, request->profile_digest);
        bytes_write_be32(out, request->key_count);
        for (uint32_t i = 0; i < request->key_count; i++) {
                bytes_write_be16(out, request->keys[i].purpose);
                bytes_write_be32(out, request->keys[i].nv_index);
                write_blob(out, request->keys[i].public);
        }
}

void wire_write_request(struct bytes_writer *out, const struct wire_request *request)
{
        wire_write_request_bound(out, request);
        write_blob(out, request->report);
        write_blob(out, request->host_certificates);
}

static void read_key(struct bytes_reader *in, struct wire_key *key)
{
        key->purpose = bytes_read_be16(in);
        key->nv_index = bytes_read_be32(in);
        key->public = read_blob(in, 1, TPM_PUBLIC_MAX);
}

int wire_read_request(const void *payload, size_t size, struct wire_request *out)
{
        struct bytes_reader in = bytes_reader(payload, size);

        *out = (struct wire_request){ 0 };
        read_challenge(&in, out->challenge);
        read_facts(&in, &out->tpm);
        out->profile_name = read_text(&in, 1, WIRE_PROFILE_MAX);
        out->profile_digest = read_blob(&in, 1, WIRE_DIGEST_MAX);
        out->key_count = read_count(&in, 1, WIRE_KEYS_MAX);
        for (uint32_t i = 0; i < out->key_count; i++)
                read_key(&in, &out->keys[i]);
        out->bound = (struct wire_blob){ payload, in.offset };
        out->report = read_blob(&in, 0, WIRE_REPORT_MAX);
        out->host_certificates = read_blob(&in, 0, WIRE_HOST_CERTS_MAX);
        return finish(&in);
}

void wire_write_reply(struct bytes_writer *out, const struct wire_reply *reply)
{
        bytes_write_be32(out, reply->status);
        write_blob(out, reply->text);
        bytes_write_be32(out, reply->certificate_count);
        for (uint32_t i = 0; i < reply->certificate_count; i++) {
                bytes_write_be32(out, reply->certificates[i].nv_index);
                write_blob(out, reply->certificates[i].der);
        }
        bytes_write_be32(out, reply->chain_count);
        for (uint32_t i = 0; i < reply->chain_count; i++)
                write_blob(out, reply->chain[i]);
}

static void read_certificates(struct bytes_reader *in, uint32_t most, struct wire_reply *out)
{
        out->certificate_count = read_count(in, 0, most);
        for (uint32_t i = 0; i < out->certificate_count; i++) {
                out->certificates[i].nv_index = bytes_read_be32(in);
                out->certificates[i].der = read_blob(in, 1, WIRE_CERTIFICATE_MAX);
        }
}

static void read_chain(struct bytes_reader *in, uint32_t most, struct wire_reply *out)
{
        out->chain_count = read_count(in, 0, most);
        for (uint32_t i = 0; i < out->chain_count; i++)
                out->chain[i] = read_blob(in, 1, WIRE_CERTIFICATE_MAX);
}

int wire_read_reply(const void *payload, size_t size, struct wire_reply *out)
{
        struct bytes_reader in = bytes_reader(payload, size);
        bool ok;

        *out = (struct wire_reply){ 0 };
        out->status = bytes_read_be32(&in);
        ok = out->status == WIRE_STATUS_OK;
        out->text = read_text(&in, 0, ok ? 0 : WIRE_TEXT_MAX);
        read_certificates(&in, ok ? WIRE_KEYS_MAX : 0, out);
        read_chain(&in, ok ? WIRE_CHAIN_MAX : 0, out);
        return finish(&in);
}

/* services/vtpm/content.c - see content.h. */
#include "services/vtpm/content.h"
#include "services/vtpm/hcl_report.h"
#include "services/vtpm/nv.h"
#include "services/vtpm/commands/key.h"

static uint8_t buffer[NV_SIZE_MAX];

bool content_needs_certificates(const struct profile *profile, uint32_t number)
{
        uint8_t content = profile->nv[number].content;

        return content == PROFILE_CONTENT_CERTIFICATE || content == PROFILE_CONTENT_CHAIN;
}

static struct wire_blob written(const struct bytes_writer *out)
{
        return (struct wire_blob){ out->data, out->failed ? 0 : out->size };
}

static struct wire_blob make_template(const struct content_sources *sources, uint8_t key)
{
        const struct memory_key *memory = &sources->memory->keys[key];

        return (struct wire_blob){ buffer,
                                   profile_template(&sources->personality->profile.keys[key],
                                                    memory->x, memory->y, buffer, sizeof(buffer)) };
}

static struct wire_blob make_public(const struct content_sources *sources, uint8_t key, bool sized)
{
        const struct tpm_area *area = &sources->memory->keys[key].public;
        struct bytes_writer out = bytes_writer(buffer, sizeof(buffer));

        if (sized)
                bytes_write_be16(&out, (uint16_t)area->size);
        bytes_write(&out, area->data, area->size);
        return written(&out);
}

/* If the CA was not asked at this boot, what an earlier one has written stays. */
static int make_chain(const struct content_sources *sources, uint32_t number, struct wire_blob *out)
{
        const struct certificates *certificates = sources->certificates;
        const struct nv_index index = { &sources->personality->profile.nv[number],
                                        &sources->memory->nv[number] };
        struct bytes_writer writer = bytes_writer(buffer, sizeof(buffer));

        if (certificates->chain_count == 0) {
                out->data = buffer;
                return nv_read(&index, buffer, &out->size);
        }
        for (uint32_t i = 0; i < certificates->chain_count; i++)
                bytes_write(&writer, certificates->chain[i].data, certificates->chain[i].size);
        *out = written(&writer);
        return 0;
}

int content_make(const struct content_sources *sources, uint32_t number, struct wire_blob *out,
                 bool *found)
{
        const struct profile_nv *nv = &sources->personality->profile.nv[number];
        int result = 0;

        *out = (struct wire_blob){ 0 };
        if (nv->content == PROFILE_CONTENT_LITERAL)
                *out = (struct wire_blob){ nv->literal.data, nv->literal.size };
        else if (nv->content == PROFILE_CONTENT_TEMPLATE)
                *out = make_template(sources, nv->subject);
        else if (nv->content == PROFILE_CONTENT_PUBLIC || nv->content == PROFILE_CONTENT_PUBLIC_2B)
                *out = make_public(sources, nv->subject, nv->content == PROFILE_CONTENT_PUBLIC_2B);
        else if (nv->content == PROFILE_CONTENT_CERTIFICATE)
                *out = sources->certificates->der[nv->subject];
        else if (nv->content == PROFILE_CONTENT_CHAIN)
                result = make_chain(sources, number, out);
        else if (nv->content == PROFILE_CONTENT_HCL_REPORT)
                result = hcl_report_make(sources, nv->subject, buffer, sizeof(buffer), out);
        *found = out->size != 0 || nv->content == PROFILE_CONTENT_NONE;
        return result;
}

/*
 * tools/policy/values.c - see values.h. A complaint has the place in the file that it is about:
 * tools/common/source.h.
 */
#include "tools/policy/values.h"

#include "tools/x509/urls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * A relative name is relative to the policy, so that a CA's directory can be moved; the name of
 * that directory is in source->file.
 */
bool policy_path(struct source *source, const yaml_node_t *node, const char *field,
                 char out[PATH_MAX])
{
        const char *name = source_text(node);
        const char *slash = strrchr(source->file, '/');
        int directory = slash && name && *name != '/' ? (int)(slash - source->file) + 1 : 0;

        if (!name || !*name)
                return source_unexpected(source, node, field, "the name of a file");
        if (snprintf(out, PATH_MAX, "%.*s%s", directory, source->file, name) < PATH_MAX)
                return true;
        return source_fault(source, node, "%s: that name is too long", field);
}

bool policy_text(struct source *source, const yaml_node_t *node, const char *field, char *out,
                 size_t size)
{
        struct profile_bytes bytes;

        if (!source_string(source, node, field, size - 1, &bytes))
                return false;
        memcpy(out, bytes.data, bytes.size);
        out[bytes.size] = '\0';
        return true;
}

bool policy_url(struct source *source, const yaml_node_t *node, const char *field, char *out,
                size_t size)
{
        if (!policy_text(source, node, field, out, size))
                return false;
        if (url_is_good(out))
                return true;
        return source_unexpected(source, node, field, "a URL of http, https or file");
}

/* Decimal, below 2^63: ASN.1 has no unsigned numbers, and readers take 64 bits. */
static bool read_long(struct source *source, const yaml_node_t *node, const char *field,
                      uint64_t *out)
{
        const char *text = source_text(node);
        size_t length = text ? strspn(text, "0123456789") : 0;

        errno = 0;
        if (length != 0 && text[length] == '\0')
                *out = strtoull(text, NULL, 10);
        if (length != 0 && text[length] == '\0' && errno == 0 && *out <= INT64_MAX)
                return true;
        return source_unexpected(source, node, field, "a number below 2^63");
}

/* All of it or nothing: a certificate of an instance that is half known would be a lie. */
bool policy_gce(struct source *source, yaml_node_t *node, struct gce_instance *out)
{
        yaml_node_t *zone, *number, *project, *id, *name, *version, *production;
        const struct field fields[] = {
                { "zone", &zone, true },
                { "project-number", &number, true },
                { "project-id", &project, true },
                { "instance-id", &id, true },
                { "instance-name", &name, true },
                { "security-version", &version, true },
                { "production", &production, true },
        };

        if (!source_fields(source, node, "gce", FIELDS(fields)))
                return false;
        return policy_text(source, zone, "zone", out->zone, sizeof(out->zone)) &&
               read_long(source, number, "project-number", &out->project_number) &&
               policy_text(source, project, "project-id", out->project_id,
                           sizeof(out->project_id)) &&
               read_long(source, id, "instance-id", &out->instance_id) &&
               policy_text(source, name, "instance-name", out->instance_name,
                           sizeof(out->instance_name)) &&
               source_number(source, version, "security-version", 0, INT32_MAX,
                             &out->security_version) &&
               source_flag(source, production, "production", &out->production);
}

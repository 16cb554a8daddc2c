/*
 * lib/eventlog/ima_template.h - of which fields an entry of IMA's list is made: its template (Linux,
 * security/integrity/ima/ima_template.c; Documentation/security/IMA-templates.rst).
 */
#ifndef LIB_EVENTLOG_IMA_TEMPLATE_H
#define LIB_EVENTLOG_IMA_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMA_FIELDS_MAX        15  /* IMA_TEMPLATE_NUM_FIELDS_MAX */
#define IMA_TEMPLATE_NAME_MAX 255 /* so many fields of 16 letters, and what is between them */

/* How a field is written down. */
enum ima_field_form {
        IMA_FORM_DIGEST, /* bytes */
        IMA_FORM_NAMED,  /* "sha256:", a NUL, the bytes; or nothing */
        IMA_FORM_STRING, /* ends with a NUL */
        IMA_FORM_HEX,    /* bytes; in text hexadecimal digits */
        IMA_FORM_U16,
        IMA_FORM_U32,
};

/* What it is for who reads the list. */
enum ima_field_role {
        IMA_ROLE_OTHER,
        IMA_ROLE_DIGEST,
        IMA_ROLE_PATH,
        IMA_ROLE_SIGNATURE,
        IMA_ROLE_BUFFER,
};

struct ima_field {
        const char *id; /* "d-ng" */
        enum ima_field_form form;
        enum ima_field_role role;
};

struct ima_template {
        bool first; /* "ima", the oldest: without sizes, and with names of 256 bytes when it is hashed */
        size_t count;
        const struct ima_field *fields[IMA_FIELDS_MAX];
};

/* A template by its name, or by its fields ("d-ng|n-ng"), as ima_template_fmt= makes them. False if it is not known here. */
bool ima_template_find(const uint8_t *name, size_t size, struct ima_template *out);

/* True if it could be a template's name at all. */
bool ima_template_is_name(const uint8_t *name, size_t size);

#endif

/* tools/attest/kbs/object.c - see object.h. */
#include "tools/attest/kbs/object.h"

#include <stdio.h>
#include <string.h>

#define OBJECT_DEPTH 16 /* what a KBS says has 3 levels */
#define OBJECT_MOST  ((size_t)1 << 30)

/* json-c counts in int, and takes white space behind the end for more of the text. */
static size_t without_space(const char *text, size_t size)
{
        while (size != 0 && text[size - 1] != '\0' && strchr(" \t\r\n", text[size - 1]))
                size--;
        return size;
}

static const char *parse(json_tokener *tokener, const char *text, size_t size, json_object **out)
{
        static char reason[120];
        enum json_tokener_error error;

        *out = json_tokener_parse_ex(tokener, text, (int)size);
        error = json_tokener_get_error(tokener);
        if (error == json_tokener_continue)
                return "JSON that ends too early";
        if (error != json_tokener_success) {
                snprintf(reason, sizeof(reason), "no JSON: at byte %zu, %s",
                         json_tokener_get_parse_end(tokener), json_tokener_error_desc(error));
                return reason;
        }
        if (json_tokener_get_parse_end(tokener) != size)
                return "something behind the JSON";
        return json_object_is_type(*out, json_type_object) ? NULL : "JSON that is no object";
}

const char *object_read(const void *data, size_t size, json_object **out)
{
        json_tokener *tokener;
        const char *problem;

        *out = NULL;
        size = data ? without_space(data, size) : 0;
        if (size == 0)
                return "nothing";
        if (size > OBJECT_MOST)
                return "too much";
        tokener = json_tokener_new_ex(OBJECT_DEPTH);
        if (!tokener)
                return "no memory for it";
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        problem = parse(tokener, data, size, out);
        json_tokener_free(tokener);
        if (problem) {
                json_object_put(*out);
                *out = NULL;
        }
        return problem;
}

static json_object *find(const json_object *object, const char *name, enum json_type type)
{
        json_object *found;

        if (!json_object_object_get_ex(object, name, &found) || !json_object_is_type(found, type))
                return NULL;
        return found;
}

const char *object_string(const json_object *object, const char *name)
{
        json_object *found = find(object, name, json_type_string);
        const char *text = found ? json_object_get_string(found) : NULL;

        if (!text || strlen(text) != (size_t)json_object_get_string_len(found))
                return NULL;
        return text;
}

json_object *object_member(const json_object *object, const char *name)
{
        return find(object, name, json_type_object);
}

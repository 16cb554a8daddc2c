/*
 * tools/attest/kbs/object.h - JSON that somebody else has sent (RFC 8259): one object of few levels, as json-c reads it in its
 * strict manner (which lets names in single quotes, control characters and NaN pass).
 */
#ifndef TOOLS_ATTEST_KBS_OBJECT_H
#define TOOLS_ATTEST_KBS_OBJECT_H

#include <json-c/json.h>
#include <stddef.h>

/*
 * Reads @size bytes, which must be an object, its strings in UTF-8, with nothing but white space around it. Of names that are there twice the last
 * counts. Returns NULL, or what was found instead as the end of a sentence, good until the next call; json_object_put() is due
 * after NULL.
 */
__attribute__((warn_unused_result)) const char *object_read(const void *data, size_t size,
                                                            json_object **out);

/* The string with that name; NULL if there is none, something else, or a NUL in it. It lives as long as @object. */
const char *object_string(const json_object *object, const char *name);

/* The object with that name; NULL if there is none, or something else. */
json_object *object_member(const json_object *object, const char *name);

#endif

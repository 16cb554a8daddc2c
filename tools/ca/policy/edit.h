/*
 * tools/ca/policy/edit.h - adds to a policy file as a person would: one line more, and everything else,
 * comments too, stays as it is.
 */
#ifndef TOOLS_CA_POLICY_EDIT_H
#define TOOLS_CA_POLICY_EDIT_H

#include <stddef.h>

/*
 * The text of a policy (@size bytes and a NUL) with @item, YAML of one line, as a further element of
 * its list @list, which is made if it is not there. malloc()ed; NULL if @text is not YAML, or @list is
 * something else than a list.
 */
char *policy_edit_add(const char *text, size_t size, const char *list, const char *item);

#endif

/*
 * tools/attest/kbs/http.h - a KBS asked over HTTP: one server, no redirections, its session's cookie, limits of time and size.
 */
#ifndef TOOLS_ATTEST_KBS_HTTP_H
#define TOOLS_ATTEST_KBS_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/attest/kbs/library.h"
#include "tools/common/file.h"

#define HTTP_REASON_MAX (CURL_ERROR_SIZE + 200)

struct http_settings {
        const char *url;
        const char *ca; /* who may have signed the server's certificate, PEM; NULL: the system's */
        bool clear;     /* http:// is taken too */
        unsigned int seconds; /* for each request */
};

struct http {
        struct curl_library curl;
        CURL *handle;
        char *base; /* the URL without a / at its end */
        char reason[HTTP_REASON_MAX];
};

struct http_answer {
        long status;
        struct file body;
};

/* All return NULL, or what is wrong as a sentence that lives as long as @http; http_close() is due in any case. */
__attribute__((warn_unused_result)) const char *http_open(const struct http_settings *settings,
                                                          struct http *http);
void http_close(struct http *http);

/*
 * Asks for @path, with the JSON of @body to be posted or NULL to get, and takes an answer of at most @most bytes, whatever its
 * status; the answer is to be freed.
 */
__attribute__((warn_unused_result)) const char *http_ask(struct http *http, const char *path,
                                                         const char *body, size_t most,
                                                         struct http_answer *out);

/* True if the server has set the cookie @name, and it has not expired. */
bool http_has_cookie(const struct http *http, const char *name);

#endif

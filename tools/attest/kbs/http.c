/* tools/attest/kbs/http.c - see http.h. */
#include "tools/attest/kbs/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CONNECT_SECONDS 10L

static const char *failed(struct http *http, const char *what)
{
        snprintf(http->reason, sizeof(http->reason), "%s", what);
        return http->reason;
}

/* A part of a URL, to be freed with curl_free(); NULL: it has none. */
static char *part(const struct http *http, CURLU *url, CURLUPart which)
{
        char *text = NULL;

        return http->curl.url_get(url, which, &text, 0) == CURLUE_OK ? text : NULL;
}

static bool has_any(const struct http *http, CURLU *url)
{
        static const CURLUPart parts[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY,
                                           CURLUPART_FRAGMENT };

        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
                char *text = part(http, url, parts[i]);

                http->curl.free(text);
                if (text)
                        return true;
        }
        return false;
}

static const char *check_url(struct http *http, CURLU *url, const struct http_settings *settings)
{
        char *scheme = NULL;
        const char *problem = NULL;

        if (!url || http->curl.url_set(url, CURLUPART_URL, settings->url, 0) != CURLUE_OK)
                return "it is no URL; expected https://HOST or https://HOST:PORT";
        scheme = part(http, url, CURLUPART_SCHEME);
        if (!scheme || (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0))
                problem = "it is no URL of HTTP; expected https://HOST or https://HOST:PORT";
        else if (strcmp(scheme, "http") == 0 && !settings->clear)
                problem =
                        "anybody on the way could be the KBS: use https://, or --allow-http if it is meant so";
        else if (has_any(http, url))
                problem = "expected no user, question mark or # in it";
        http->curl.free(scheme);
        return problem;
}

static const char *set_base(struct http *http, const struct http_settings *settings)
{
        CURLU *url = http->curl.url();
        const char *problem = check_url(http, url, settings);
        size_t length = strlen(settings->url);

        http->curl.url_cleanup(url);
        if (problem) {
                snprintf(http->reason, sizeof(http->reason), "%.200s: %s", settings->url, problem);
                return http->reason;
        }
        while (length != 0 && settings->url[length - 1] == '/')
                length--;
        http->base = strndup(settings->url, length);
        return http->base ? NULL : failed(http, "there is no memory");
}

/*
 * What holds for every request. Cookies are kept in memory, and libcurl sends them to nobody but whom they are from. Without
 * FOLLOWLOCATION no redirection is followed; nothing but HTTP is spoken in any case.
 */
static bool set_options(struct http *http, const struct http_settings *settings)
{
        const struct curl_library *curl = &http->curl;
        CURL *handle = http->handle;

        return curl->setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
               curl->setopt(handle, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
                       CURLE_OK &&
               curl->setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
               (!settings->ca || (curl->setopt(handle, CURLOPT_CAINFO, settings->ca) == CURLE_OK &&
                                  curl->setopt(handle, CURLOPT_CAPATH, NULL) == CURLE_OK)) &&
               curl->setopt(handle, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_TIMEOUT, (long)settings->seconds) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_COOKIEFILE, "") == CURLE_OK &&
               curl->setopt(handle, CURLOPT_USERAGENT, "cashew/" CASHEW_VERSION) == CURLE_OK;
}

const char *http_open(const struct http_settings *settings, struct http *http)
{
        const char *problem;

        *http = (struct http){ 0 };
        problem = curl_library_load(&http->curl);
        if (problem)
                return problem;
        problem = set_base(http, settings);
        if (problem)
                return problem;
        http->handle = http->curl.init();
        if (http->handle && set_options(http, settings))
                return NULL;
        return failed(http, "libcurl does not take its options");
}

void http_close(struct http *http)
{
        if (http->handle)
                http->curl.cleanup(http->handle);
        free(http->base);
        *http = (struct http){ 0 };
}

/* What an answer's body goes to while it arrives. */
struct sink {
        struct file *body;
        size_t capacity; /* bytes at body->data */
        size_t most;
        bool full;
};

static bool make_room(struct sink *sink, size_t size)
{
        size_t capacity = sink->capacity;
        uint8_t *larger;

        while (capacity < size + 1)
                capacity = capacity == 0 ? 65536 : 2 * capacity;
        if (capacity == sink->capacity)
                return true;
        larger = realloc(sink->body->data, capacity);
        if (!larger)
                return false;
        sink->body->data = larger;
        sink->capacity = capacity;
        return true;
}

/* For libcurl: fewer bytes taken than given ends the transfer. */
static size_t take(char *data, size_t one, size_t count, void *place)
{
        struct sink *sink = place;
        struct file *body = sink->body;
        size_t size = one * count;

        sink->full = size > sink->most - body->size;
        if (sink->full || !make_room(sink, body->size + size))
                return 0;
        memcpy(body->data + body->size, data, size);
        body->size += size;
        body->data[body->size] = 0;
        return size;
}

static bool set_request(struct http *http, const char *url, const char *body,
                        struct curl_slist *headers, struct sink *sink, char *error)
{
        const struct curl_library *curl = &http->curl;
        CURL *handle = http->handle;
        CURLcode method = body ? curl->setopt(handle, CURLOPT_POSTFIELDS, body)
                               : curl->setopt(handle, CURLOPT_HTTPGET, 1L);

        return method == CURLE_OK &&
               (!body || curl->setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                                      (curl_off_t)strlen(body)) == CURLE_OK) &&
               curl->setopt(handle, CURLOPT_URL, url) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_WRITEDATA, sink) == CURLE_OK &&
               curl->setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)sink->most) ==
                       CURLE_OK &&
               curl->setopt(handle, CURLOPT_ERRORBUFFER, error) == CURLE_OK;
}

static const char *perform(struct http *http, const char *url, struct sink *sink, char *error,
                           struct http_answer *out)
{
        CURLcode code = http->curl.perform(http->handle);

        if (code == CURLE_OK &&
            http->curl.getinfo(http->handle, CURLINFO_RESPONSE_CODE, &out->status) == CURLE_OK)
                return NULL;
        if (sink->full || code == CURLE_FILESIZE_EXCEEDED)
                snprintf(http->reason, sizeof(http->reason),
                         "%.100s: the answer has more than %zu bytes", url, sink->most);
        else
                snprintf(http->reason, sizeof(http->reason), "%.100s: %s", url,
                         *error ? error : http->curl.strerror(code));
        return http->reason;
}

/* Without Expect libcurl would wait a second for a server's leave to send a body. */
static struct curl_slist *make_headers(const struct http *http)
{
        struct curl_slist *list = http->curl.slist_append(NULL, "Content-Type: application/json");
        struct curl_slist *longer = list ? http->curl.slist_append(list, "Expect:") : NULL;

        if (!longer)
                http->curl.slist_free_all(list);
        return longer;
}

const char *http_ask(struct http *http, const char *path, const char *body, size_t most,
                     struct http_answer *out)
{
        char error[CURL_ERROR_SIZE] = "";
        struct sink sink = { .body = &out->body, .most = most };
        struct curl_slist *headers = make_headers(http);
        const char *problem = "there is no memory";
        char *url = NULL;
        int length = asprintf(&url, "%s%s", http->base, path);

        *out = (struct http_answer){ 0 };
        if (length < 0)
                url = NULL;
        if (headers && url && set_request(http, url, body, headers, &sink, error))
                problem = perform(http, url, &sink, error, out);
        if (problem)
                file_free(&out->body);
        http->curl.setopt(http->handle, CURLOPT_ERRORBUFFER, NULL);
        http->curl.slist_free_all(headers);
        free(url);
        return problem;
}

/* libcurl's lines are those of a cookie file: seven fields with tabs between, the fifth when it expires (0: never), the sixth its name. */
static const char *field(const char *line, unsigned int index)
{
        for (; line && index != 0; index--) {
                line = strchr(line, '\t');
                line = line ? line + 1 : NULL;
        }
        return line ? line : "";
}

static bool is_good(const char *line, const char *name)
{
        long long expires = strtoll(field(line, 4), NULL, 10);
        const char *found = field(line, 5);
        size_t length = strlen(name);

        return strncmp(found, name, length) == 0 && found[length] == '\t' &&
               found[length + 1] != '\0' && (expires == 0 || expires > (long long)time(NULL));
}

bool http_has_cookie(const struct http *http, const char *name)
{
        struct curl_slist *list = NULL;
        bool found = false;

        if (http->curl.getinfo(http->handle, CURLINFO_COOKIELIST, &list) != CURLE_OK)
                return false;
        for (const struct curl_slist *cookie = list; cookie; cookie = cookie->next)
                found = found || is_good(cookie->data, name);
        http->curl.slist_free_all(list);
        return found;
}

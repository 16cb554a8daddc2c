/*
 * tools/attest/kbs/library.h - libcurl, loaded when a KBS is to be asked: with all that it needs it is 30 libraries, which would
 * otherwise be loaded whenever any command of `cashew` starts.
 */
#ifndef TOOLS_ATTEST_KBS_LIBRARY_H
#define TOOLS_ATTEST_KBS_LIBRARY_H

#include <curl/curl.h>

/* Its functions, each under its own name. */
struct curl_library {
        __typeof__(&curl_global_init) global_init;
        __typeof__(&curl_easy_init) init;
        __typeof__(&curl_easy_setopt) setopt;
        __typeof__(&curl_easy_perform) perform;
        __typeof__(&curl_easy_getinfo) getinfo;
        __typeof__(&curl_easy_strerror) strerror;
        __typeof__(&curl_easy_cleanup) cleanup;
        __typeof__(&curl_slist_append) slist_append;
        __typeof__(&curl_slist_free_all) slist_free_all;
        __typeof__(&curl_url) url;
        __typeof__(&curl_url_set) url_set;
        __typeof__(&curl_url_get) url_get;
        __typeof__(&curl_url_cleanup) url_cleanup;
        __typeof__(&curl_free) free;
};

/* Returns NULL, or why it cannot be loaded. It stays loaded. */
__attribute__((warn_unused_result)) const char *curl_library_load(struct curl_library *out);

#endif

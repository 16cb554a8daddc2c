/* tools/attest/kbs/library.c - see library.h. */
#include "tools/attest/kbs/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A function's address out of a pointer to data, which dlsym(3) gives for both. */
#define FIND(library, out, member, name) find(library, name, &(out)->member, sizeof((out)->member))

static bool find(void *library, const char *name, void *out, size_t size)
{
        void *address = dlsym(library, name);

        memcpy(out, &address, size);
        return address;
}

static bool find_all(void *library, struct curl_library *out)
{
        return FIND(library, out, global_init, "curl_global_init") &&
               FIND(library, out, init, "curl_easy_init") &&
               FIND(library, out, setopt, "curl_easy_setopt") &&
               FIND(library, out, perform, "curl_easy_perform") &&
               FIND(library, out, getinfo, "curl_easy_getinfo") &&
               FIND(library, out, strerror, "curl_easy_strerror") &&
               FIND(library, out, cleanup, "curl_easy_cleanup") &&
               FIND(library, out, slist_append, "curl_slist_append") &&
               FIND(library, out, slist_free_all, "curl_slist_free_all") &&
               FIND(library, out, url, "curl_url") && FIND(library, out, url_set, "curl_url_set") &&
               FIND(library, out, url_get, "curl_url_get") &&
               FIND(library, out, url_cleanup, "curl_url_cleanup") &&
               FIND(library, out, free, "curl_free");
}

/* Debian has it with OpenSSL and with GnuTLS; either will do, and small systems may have one alone. */
static void *open_library(void)
{
        void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);

        return library ? library : dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
}

const char *curl_library_load(struct curl_library *out)
{
        static char reason[200];
        void *library = open_library();

        if (library && find_all(library, out) && out->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
                return NULL;
        snprintf(reason, sizeof(reason), "libcurl cannot be loaded: %.150s",
                 library ? "it is another" : dlerror());
        return reason;
}

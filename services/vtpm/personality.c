/*
 * services/vtpm/personality.c - see personality.h. In a virtual machine the compiled profile is
 * part of the measured image; its digest goes to the CA and into the manifest.
 */
#include "services/vtpm/personality.h"
#include "services/runtime/service.h"

#include <openssl/evp.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The profile's pointers go here, so it stays; one byte more shows a file that is too long. */
static uint8_t file[PROFILE_SIZE_MAX + 1];

static int stopped(const char *path, const char *why)
{
        service_log("vtpm: stopped: profile %s: %s", path, why);
        return -1;
}

static int read_all(const char *path, size_t *size)
{
        int descriptor = open(path, O_RDONLY);
        long got = 1;

        if (descriptor < 0)
                return stopped(path, "cannot be opened");
        *size = 0;
        while (*size < sizeof(file) && got > 0) {
                got = read(descriptor, file + *size, sizeof(file) - *size);
                if (got > 0)
                        *size += (size_t)got;
        }
        close(descriptor);
        if (got < 0)
                return stopped(path, "cannot be read");
        return *size > PROFILE_SIZE_MAX ? stopped(path, "is too long") : 0;
}

const char *personality_text(struct profile_bytes bytes, char out[PROFILE_NAME_MAX + 1])
{
        size_t size = bytes.size < PROFILE_NAME_MAX ? bytes.size : PROFILE_NAME_MAX;

        memcpy(out, bytes.data, size);
        out[size] = '\0';
        return out;
}

int personality_load(const char *path, struct personality *out)
{
        const char *problem;
        size_t offset;
        size_t size;

        if (read_all(path, &size))
                return -1;
        problem = profile_read(file, size, &out->profile, &offset);
        if (problem) {
                service_log("vtpm: stopped: profile %s: byte %zu: %s", path, offset, problem);
                return -1;
        }
        if (!EVP_Digest(file, size, out->digest, NULL, EVP_sha384(), NULL))
                return stopped(path, "has no digest: OpenSSL fails");
        personality_text(out->profile.name, out->name);
        return 0;
}

/* tools/ca/policy/watch.c - see watch.h. */
#include "tools/ca/policy/watch.h"

#include <stdbool.h>

/* A file that was replaced is another inode; one that was written to has another time or size. */
static bool same_file(const struct stat *left, const struct stat *right)
{
        return left->st_dev == right->st_dev && left->st_ino == right->st_ino &&
               left->st_size == right->st_size && left->st_mtim.tv_sec == right->st_mtim.tv_sec &&
               left->st_mtim.tv_nsec == right->st_mtim.tv_nsec;
}

/* What makes a certificate say little: somebody may want it, and nobody should have it by mistake. */
static void warn(const struct ca_policy *policy)
{
        const struct report_demands *demands = &policy->rules.demands;

        if (policy->rules.any_measurement && demands->id_keys.count == 0 &&
            demands->author_keys.count == 0)
                fputs("cashew ca: WARNING: the policy takes any measurement and demands no key: "
                      "whoever has a chip gets certificates for a program of his own\n",
                      stderr);
        if (policy->rules.debug || policy->rules.migration)
                fputs("cashew ca: WARNING: the policy allows debugging or migration: hosts may "
                      "read what TPMs keep secret\n",
                      stderr);
        if (policy->unattested)
                fputs("cashew ca: WARNING: the policy allows unattested requests: whoever can "
                      "open the socket gets certificates\n",
                      stderr);
}

static void tell(const struct ca_policy *policy)
{
        fprintf(stderr, "cashew ca: policy: %u trusted ARKs, %zu measurements, %u profiles\n",
                (unsigned int)policy->root_count, policy->rules.measurement_count,
                (unsigned int)policy->profile_count);
        warn(policy);
}

static void reload(struct policy_watch *watch)
{
        policy_free(watch->policy);
        watch->policy = policy_load(watch->path, stderr);
        if (watch->policy)
                tell(watch->policy);
}

int policy_watch_open(struct policy_watch *watch, const char *path)
{
        *watch = (struct policy_watch){ .path = path };
        if (stat(path, &watch->seen))
                watch->seen = (struct stat){ 0 };
        reload(watch);
        return watch->policy ? 0 : -1;
}

const struct ca_policy *policy_watch_get(struct policy_watch *watch)
{
        struct stat now = { 0 };

        if (stat(watch->path, &now))
                now = (struct stat){ 0 };
        if (!same_file(&now, &watch->seen)) {
                watch->seen = now;
                reload(watch);
        }
        return watch->policy;
}

void policy_watch_close(struct policy_watch *watch)
{
        policy_free(watch->policy);
        *watch = (struct policy_watch){ 0 };
}

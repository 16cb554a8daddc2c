/* tools/policy/gce.h - an instance of Google's, as a policy says that it is one (tools/ca/authority/gce.h). */
#ifndef TOOLS_POLICY_GCE_H
#define TOOLS_POLICY_GCE_H

#include <stdbool.h>
#include <stdint.h>

#define GCE_TEXT_MAX 63 /* an X.520 name has 64 characters at most */

struct gce_instance {
        char zone[GCE_TEXT_MAX + 1]; /* texts are printable ASCII */
        uint64_t project_number;     /* below 2^63, as instance_id is */
        char project_id[GCE_TEXT_MAX + 1];
        uint64_t instance_id;
        char instance_name[GCE_TEXT_MAX + 1];
        uint32_t security_version;
        bool production;
};

#endif

/*
 * tools/image/build/memory/platform.h - a platform file: what a host offers, and where the SVSM lives there.
 *
 * YAML, described in docs/capabilities.md. A key that is not known is refused, so that a misspelt
 * one cannot silently mean nothing.
 */
#ifndef TOOLS_IMAGE_BUILD_MEMORY_PLATFORM_H
#define TOOLS_IMAGE_BUILD_MEMORY_PLATFORM_H

#include <stdint.h>

#include "lib/params/block.h"

struct platform_port {
        uint32_t kind; /* enum params_port_kind */
        uint16_t port;
};

struct platform_range {
        uint64_t base; /* GPA, 2 MiB aligned */
        uint64_t size; /* bytes, 2 MiB aligned */
};

/* Where the boot vCPU's save area is at the launch. */
enum platform_vmsa {
        PLATFORM_VMSA_LEGACY, /* KVM's own, at 0xfffffffff000, and one for each vCPU */
        PLATFORM_VMSA_DIRECT, /* a page of VMPL0's memory, and the only one */
};

struct platform_guest {
        uint64_t sev_features; /* 0: not said */
};

struct platform {
        char *name;
        struct platform_range svsm;
        struct platform_port console;
        struct platform_port channel;
        uint32_t injection; /* 0 none; all others are refused */
        struct params_memory memory;
        uint64_t cpu_optional;   /* bits, 1 << enum params_cpu_feature */
        uint32_t tpm_localities; /* bit n: locality n; 0: not said */
        uint64_t policy;         /* SNP guest policy */
        uint64_t sev_features;   /* of the boot vCPU at VMPL0 */
        uint64_t boot_rdx;       /* of a vCPU in reset state; 0 in platform files */
        struct platform_guest guest;
        uint32_t vmsa;  /* enum platform_vmsa */
        uint32_t vcpus; /* that have a save area in the image; 0: not said, one */
};

/*
 * Loads and checks a platform file. NULL if it cannot be used: one line that begins with "@path:line: " where a line
 * is known is then in @message.
 */
struct platform *platform_load(const char *path, char *message, size_t message_size);
void platform_free(struct platform *platform);

#endif

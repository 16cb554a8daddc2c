/* tools/image/launch/start.h - whose launch of a file is measured: its order, its machine, its page types. */
#ifndef TOOLS_IMAGE_LAUNCH_START_H
#define TOOLS_IMAGE_LAUNCH_START_H

#include "lib/igvm/launch.h"

/* CPUID 1, EAX of QEMU's EPYC, EPYC-v4 and the like; in EDX of a save area that KVM adds. */
#define IMAGE_CPU_SIGNATURE UINT64_C(0x800f12)

/* All zeros: the file's own order. */
struct image_launch_options {
        unsigned int loader;    /* enum igvm_loader */
        unsigned int vcpus;     /* of IGVM_LOADER_QEMU: of the machine; 0: those in the file */
        uint64_t cpu_signature; /* of the save areas that KVM adds */
        bool zero_pages;        /* pages of zeros that are not in the file have the type ZERO */
};

/* The launch from its start. With IGVM_LOADER_QEMU save areas are those that KVM makes of the file's. */
struct igvm_launch image_launch_start(const struct igvm_file *file, uint32_t mask,
                                      const struct image_launch_options *options);

/* The same of a loader without anything else that could be chosen. */
struct igvm_launch image_launch_by(const struct igvm_file *file, uint32_t mask,
                                   enum igvm_loader loader);

#endif

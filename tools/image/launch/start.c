/* tools/image/launch/start.c - see start.h. */
#include "tools/image/launch/start.h"

struct igvm_launch image_launch_start(const struct igvm_file *file, uint32_t mask,
                                      const struct image_launch_options *options)
{
        const struct igvm_launch_machine machine = {
                .vcpus = options->vcpus,
                .host = { .cr4 = KVM_HOST_CR4, .cpu_signature = (uint32_t)options->cpu_signature },
        };
        struct igvm_launch launch = options->loader == IGVM_LOADER_QEMU
                                            ? igvm_launch_start_on_kvm(file, mask, &machine)
                                            : igvm_launch_start(file, mask, IGVM_LOADER_FORMAT);

        launch.zero_pages = options->zero_pages;
        return launch;
}

struct igvm_launch image_launch_by(const struct igvm_file *file, uint32_t mask,
                                   enum igvm_loader loader)
{
        const struct image_launch_options options = { .loader = loader };

        return image_launch_start(file, mask, &options);
}

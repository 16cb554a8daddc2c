/*
 * lib/igvm/launch.h - the pages that a launch of SEV-SNP gives to the security processor, one after the other.
 *
 * The launch digest depends on them and on their order (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE). The file says one order,
 * and not every loader keeps it: hence enum igvm_loader. Nothing is allocated; the file must have been opened.
 */
#ifndef LIB_IGVM_LAUNCH_H
#define LIB_IGVM_LAUNCH_H

#include "lib/igvm/reader.h"
#include "lib/snp/kvm_save_area.h"

/* Page types of SNP_LAUNCH_UPDATE. */
enum snp_page_type {
        SNP_PAGE_NORMAL = 1,
        SNP_PAGE_VMSA = 2,
        SNP_PAGE_ZERO = 3,
        SNP_PAGE_UNMEASURED = 4,
        SNP_PAGE_SECRETS = 5,
        SNP_PAGE_CPUID = 6,
};

/* True if the contents of such a page count in the digest; of the others address and type do. */
static inline bool snp_page_contents_count(enum snp_page_type type)
{
        return type == SNP_PAGE_NORMAL || type == SNP_PAGE_VMSA;
}

/* Whose order it is. */
enum igvm_loader {
        /*
         * The file's: directives as they come, save areas at the address that the file gives, shared pages left out, since
         * the host keeps them. The machine of this project loads so.
         */
        IGVM_LOADER_FORMAT,
        /*
         * QEMU 10.1 and newer on KVM. A run of page data with consecutive addresses and equal attributes is given when it
         * ends, while parameter areas are given at once; save areas come last, by vCPU, all at one address; the shared flag is
         * not looked at. A machine with more vCPUs than the file has save areas measures areas that the file does not have.
         */
        IGVM_LOADER_QEMU,
};

/* One page of 4 KiB. */
struct igvm_launch_page {
        enum snp_page_type type;
        uint64_t gpa;
        const uint8_t *
                contents; /* in the file; NULL: zeros, or what the host or the processor fills in */
        uint32_t contents_size; /* bytes at @contents; the rest of the page is zeros */
        uint32_t header;        /* index of the header that gives it, or IGVM_LAUNCH_NO_HEADER */
};

#define IGVM_LAUNCH_NO_HEADER UINT32_MAX /* the save area of a vCPU that KVM adds */

/* A machine of QEMU and KVM, as far as the digest depends on it. */
struct igvm_launch_machine {
        uint32_t vcpus; /* KVM launches a save area for each; 0: for those in the file alone */
        struct kvm_host host; /* sev_features are the launch's to fill in */
};

/* The pages of one header that are still to be given. */
struct igvm_launch_range {
        struct igvm_launch_page page;
        uint64_t count; /* pages */
};

/* Consecutive page data headers. */
struct igvm_launch_run {
        struct igvm_iterator next; /* at the first that was not given */
        uint32_t count;            /* headers; 0: no run */
};

#define IGVM_LAUNCH_CONTEXTS 16

/* For who uses it: where the launch stands, and nothing to look at. */
struct igvm_launch {
        const struct igvm_file *file;
        uint32_t mask;
        enum igvm_loader loader;
        struct igvm_iterator next; /* at the first header that was not looked at */
        struct igvm_launch_range range;
        /*
         * For the caller to set: pages without file data are of type ZERO and not NORMAL, as igvmmeasure's --native-zero and
         * sev-snp-measure have it. No host is known here that launches so.
         */
        bool zero_pages;
        /* Of IGVM_LOADER_QEMU: */
        struct igvm_launch_run gathered; /* what was seen and waits for the end of its run */
        struct igvm_page_data last;      /* of the gathered run */
        uint32_t last_index;
        struct igvm_launch_run ended; /* a run that is being given */
        struct {
                uint32_t header;
                uint32_t file_offset;
                uint16_t vp_index;
        } contexts[IGVM_LAUNCH_CONTEXTS]; /* the next save areas, by ascending vp_index */
        uint32_t context_count;
        uint32_t context_given;
        uint32_t context_least; /* vp_index from which on none was found yet */
        bool contexts_ended;
        /* Of igvm_launch_start_on_kvm(): */
        bool on_kvm;
        bool direct; /* a save area lies in the guest's memory: KVM adds none */
        struct igvm_launch_machine machine;
        uint32_t next_vcpu; /* for which no save area was given yet */
        struct vmsa made;   /* the last save area that is not the file's */
};

/* Starts at the first page for the platform with @mask, one bit that igvm_platform_mask() gave. */
struct igvm_launch igvm_launch_start(const struct igvm_file *file, uint32_t mask,
                                     enum igvm_loader loader);

/*
 * The same of IGVM_LOADER_QEMU with the save areas that KVM makes of the file's (lib/snp/kvm_save_area.h), and of vCPUs that the
 * file does not have. A save area that is not at VMSA_LAUNCH_GPA is a page of the guest's memory, given at once and as it is.
 * Contents of a page may lie in *@launch, and are good until the next one.
 */
struct igvm_launch igvm_launch_start_on_kvm(const struct igvm_file *file, uint32_t mask,
                                            const struct igvm_launch_machine *machine);

/* The next page; false at the end, and *@out is as it was. */
__attribute__((warn_unused_result)) bool igvm_launch_next(struct igvm_launch *launch,
                                                          struct igvm_launch_page *out);

#endif

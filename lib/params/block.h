/*
 * lib/params/block.h - the measured parameter block: what the SVSM may use and what it must have.
 *
 * A fixed header, which the 32-bit start code reads too, then records {tag, length, value}, each padded
 * with zeros to 8 bytes. Everything is little-endian. A record whose tag has PARAMS_CRITICAL set must be
 * understood by whoever reads the block; an unknown one without it is skipped. The block is written by
 * `cashew image build`, lies in measured pages, and names interfaces, never who provides them.
 * The full description for people is docs/capabilities.md.
 */
#ifndef LIB_PARAMS_BLOCK_H
#define LIB_PARAMS_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARAMS_MAGIC    UINT64_C(0x314d415057534143) /* "CASWPAM1" */
#define PARAMS_VERSION  2
#define PARAMS_MAX_SIZE 16384
#define PARAMS_CRITICAL UINT32_C(0x80000000)

/* The head of the block. GPAs are page-aligned. */
struct params_header {
        uint64_t magic;
        uint32_t version;
        uint32_t size;      /* of the block, this header included; <= PARAMS_MAX_SIZE */
        uint64_t svsm_base; /* where the kernel's image was laid out, 2 MiB aligned */
        uint64_t svsm_size; /* VMPL0's own memory: [svsm_base, +size), 2 MiB aligned */
        uint64_t
                image_end; /* end of the kernel's loaded image (bss included); validated at launch */
        uint64_t cpuid_page;   /* struct cpuid_page, filled by the security processor */
        uint64_t secrets_page; /* struct secrets_page */
        uint64_t host_map;     /* one page, unmeasured: struct params_host_map */
        uint64_t host_count;   /* one page, unmeasured: struct params_host_count */
        uint64_t
                vmsa_page; /* the boot vCPU's save area, if it is a page of [svsm_base, +size); 0: it is not */
};
_Static_assert(offsetof(struct params_header, svsm_base) == 16, "params svsm base");
_Static_assert(offsetof(struct params_header, cpuid_page) == 40, "params CPUID page");
_Static_assert(sizeof(struct params_header) == 80, "params header");

/*
 * What the host fills in, as IGVM parameters. Untrusted: it says where things are, never what is allowed. Each has an area of
 * its own and begins at its start, since QEMU writes a table there whatever byte_offset says (backends/igvm.c,
 * qigvm_directive_memory_map()).
 */
#define PARAMS_HOST_MAP_ENTRIES 170
struct params_host_map_entry {
        uint64_t start_page; /* in 4 KiB pages */
        uint64_t pages;      /* 0 ends the list */
        uint16_t type;       /* 0 memory, 1 platform reserved, others are not memory for us */
        uint16_t flags;
        uint32_t reserved;
};
_Static_assert(sizeof(struct params_host_map_entry) == 24, "host map entry");

/* MEMORY_MAP. As many as a page holds: of QEMU's, which may fill it, no last one has to say that it is the last. */
struct params_host_map {
        struct params_host_map_entry entries[PARAMS_HOST_MAP_ENTRIES];
        uint8_t unused[16];
};
_Static_assert(sizeof(struct params_host_map) == 4096, "host map");

/* VP_COUNT. */
struct params_host_count {
        uint32_t vcpus; /* that the host says there are */
        uint8_t unused[4092];
};
_Static_assert(sizeof(struct params_host_count) == 4096, "host count");

/* Numbers that are not here have had a meaning once, or none yet: nothing that nobody reads is in a block. */
enum params_tag {
        PARAMS_TAG_CONSOLE = 1 | PARAMS_CRITICAL,   /* struct params_port */
        PARAMS_TAG_CHANNEL = 3 | PARAMS_CRITICAL,   /* struct params_port */
        PARAMS_TAG_INJECTION = 5 | PARAMS_CRITICAL, /* refused: PARAMS_NOT_ENFORCED */
        PARAMS_TAG_GUEST = 6 | PARAMS_CRITICAL,     /* struct params_guest, then its regions */
        PARAMS_TAG_SERVICES = 7 | PARAMS_CRITICAL,  /* struct params_services */
        PARAMS_TAG_MEMORY = 8 | PARAMS_CRITICAL,    /* struct params_memory */
        PARAMS_TAG_IMAGE_NAME = 9,                  /* text for people, not terminated */
        PARAMS_TAG_CPU = 10 | PARAMS_CRITICAL,      /* struct params_cpu */
        PARAMS_TAG_TPM = 11 | PARAMS_CRITICAL,      /* struct params_tpm */
        PARAMS_TAG_FIRMWARE = 12 | PARAMS_CRITICAL, /* struct params_firmware */
};

/* How an interface is reached. */
enum params_port_kind {
        PARAMS_PORT_NONE = 0,
        PARAMS_PORT_UART_16550 = 1,
};
struct params_port {
        uint32_t kind; /* enum params_port_kind */
        uint16_t port; /* first I/O port */
        uint16_t reserved;
};
_Static_assert(sizeof(struct params_port) == 8, "params port");

/* Guest memory that the SVSM must find in the host's map, or refuse to boot. */
struct params_memory {
        uint64_t least; /* bytes */
        uint64_t most;  /* bytes, 0: no limit */
        uint64_t
                end; /* GPA, page-aligned: nothing at or above it is the guest's; 0: the CPU's limit */
};
_Static_assert(sizeof(struct params_memory) == 24, "params memory");

/*
 * What the CPU must be able to do. A host can take a feature out of the CPUID page, so what is not
 * named optional here has to be there: without it there is no boot. No record: nothing is optional.
 */
struct params_cpu {
        uint64_t optional; /* bits, 1 << enum params_cpu_feature (cpu_features.h) */
};
_Static_assert(sizeof(struct params_cpu) == 8, "params cpu");

/* Which localities the guest may use; the others are VMPL0's. No record: 0 to 2. */
#define PARAMS_TPM_LOCALITIES         5
#define PARAMS_TPM_LOCALITIES_DEFAULT UINT32_C(0x07)
struct params_tpm {
        uint32_t localities; /* bit n: locality n; never 0 in a record, 0 without one */
        uint32_t reserved;
};
_Static_assert(sizeof(struct params_tpm) == 8, "params tpm");

/* The services' file system: a newc cpio archive in measured pages of VMPL0. */
struct params_services {
        uint64_t start; /* GPA, page-aligned */
        uint64_t size;  /* bytes of the archive */
};
_Static_assert(sizeof(struct params_services) == 16, "params services");

/* What boots at the lower VMPL. */
enum params_guest_kind {
        PARAMS_GUEST_NONE = 0,     /* nothing: VMPL0 alone (tests of the machine) */
        PARAMS_GUEST_FIRMWARE = 1, /* reset vector of x86 firmware at 0xfffffff0 */
        PARAMS_GUEST_FLAT =
                2, /* 64-bit entry, flat segments, page tables in the image (the probe) */
};
enum params_region_kind {
        PARAMS_REGION_IMAGE =
                1, /* loaded and measured with the image: give it to the guest as it is */
        PARAMS_REGION_ZERO = 2,    /* validate, zero, give to the guest */
        PARAMS_REGION_SECRETS = 3, /* one page: secrets for the guest */
        PARAMS_REGION_CPUID = 4,   /* one page: the CPUID page, copied */
        PARAMS_REGION_CAA = 5,     /* one page: calling area of the boot vCPU, zeroed */
        PARAMS_REGION_MEMORY =
                6, /* all of the host map's memory not named by another region: validate at
                                      boot (guests that do not validate memory themselves); start, size unused */
};
struct params_region {
        uint64_t start; /* GPA, page-aligned */
        uint64_t size;  /* bytes, page-aligned */
        uint32_t kind;  /* enum params_region_kind */
        uint32_t reserved;
};
_Static_assert(sizeof(struct params_region) == 24, "params region");
struct params_guest {
        uint32_t kind;  /* enum params_guest_kind */
        uint32_t vmpl;  /* 1 to 3 */
        uint64_t entry; /* RIP of PARAMS_GUEST_FLAT, else 0 */
        uint64_t
                page_tables; /* CR3 of PARAMS_GUEST_FLAT without C-bit: built by the SVSM, see docs/boot.md */
        uint64_t stack;        /* RSP of PARAMS_GUEST_FLAT */
        uint32_t region_count; /* struct params_region follow */
        uint32_t
                sev_features; /* SEV_FEATURES of its vCPUs; 0: VMPL0's, less what a VMPL has for itself */
};
_Static_assert(sizeof(struct params_guest) == 40, "params guest");

/*
 * Where firmware wants to learn what its memory is: GPAs in regions of kind ZERO. 0: it does not ask. The map is made of
 * struct params_host_map_entry, and one without pages ends it.
 */
struct params_firmware {
        uint64_t map;
        uint64_t count;    /* 32 bits: the number of vCPUs */
        uint32_t map_size; /* bytes that the map may have, the last entry included */
        uint32_t reserved;
};
_Static_assert(sizeof(struct params_firmware) == 24, "params firmware");

#define PARAMS_MAX_REGIONS 64

/* The block as the SVSM uses it: copied, checked, nothing points into the block. */
struct params {
        struct params_header header;
        struct params_port console;
        struct params_port channel;
        struct params_memory memory;
        struct params_cpu cpu;
        struct params_tpm tpm;
        struct params_services services;
        struct params_guest guest;
        struct params_firmware firmware;
        struct params_region regions[PARAMS_MAX_REGIONS]; /* guest.region_count of them */
        char image_name[64];                              /* terminated */
};

enum params_error {
        PARAMS_OK = 0,
        PARAMS_BAD_MAGIC = -1,
        PARAMS_BAD_VERSION = -2,
        PARAMS_BAD_SIZE = -3, /* a length that does not fit the block, or the record's type */
        PARAMS_UNKNOWN_CRITICAL = -4,
        PARAMS_DUPLICATE = -5,
        PARAMS_BAD_VALUE = -6,    /* a value out of range, an address not aligned */
        PARAMS_NOT_ENFORCED = -7, /* asks for a protection that this SVSM has not got */
};

/*
 * Reads a block of at most @size bytes. On failure *@tag is the record's tag, or 0 for the header.
 * Absent records are zero in *@out: kind 0 is "none" for each of them.
 */
__attribute__((warn_unused_result)) enum params_error
params_decode(const void *block, size_t size, struct params *out, uint32_t *tag);

/* Writes *@params as a block; returns its size, or 0 if @capacity is too small. Inverse of decode. */
__attribute__((warn_unused_result)) size_t params_encode(const struct params *params, void *block,
                                                         size_t capacity);

/* The localities that the guest may use, a bit each. */
static inline uint32_t params_localities(const struct params *params)
{
        return params->tpm.localities ? params->tpm.localities : PARAMS_TPM_LOCALITIES_DEFAULT;
}

/* The error as text for a log line. */
const char *params_error_text(enum params_error error);

#endif

/*
 * tests/unit/igvm/load_machine.h - a machine of 896 MiB for softsnp's loader, which is only as large as what is touched, and an
 * image for it.
 */
#ifndef TESTS_UNIT_IGVM_LOAD_MACHINE_H
#define TESTS_UNIT_IGVM_LOAD_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/igvm/format.h"
#include "lib/snp/vmsa.h"
#include "softsnp/load/image.h"
#include "softsnp/rmp/table.h"

#define PLACE       UINT64_C(0x37000000)
#define HOST_AREA   (PLACE + 0x8000)
#define SHARED_PAGE UINT64_C(0x400000)
#define LARGE_PAGE  UINT64_C(0x600000)
#define SECOND_RIP  UINT64_C(0x1234)
#define JUNK        0xaa

/* Where an image may want memory. */
#define WINDOW       UINT64_C(0x8000000000)
#define WINDOW_PAGES UINT64_C(16)

/* The image: what tests change is here. */
struct load_sample {
        struct igvm_page_data page;
        struct igvm_vp_context context;
        struct vmsa vmsa;
        struct igvm_required_memory memory;
        struct igvm_parameter_insert insert;
        struct igvm_parameter map;
        uint64_t policy;
        uint32_t count_offset;
        enum igvm_header_type parameter;
        bool no_map;
        bool no_policy;
        bool no_context;
        bool not_snp;
        struct igvm_vp_context second; /* if its mask is not 0 */
        uint64_t second_features;
        struct igvm_page_data large; /* if its mask is not 0 */
        uint32_t area_pages;
};

struct load_sample load_sample(void);

/* The sample as a file; malloc()ed. */
uint8_t *load_file(const struct load_sample *sample, size_t *size);

/* True if the sample was loaded. The file is wiped afterwards: nothing may point into it. */
bool machine_load(const struct load_sample *sample, struct launch *launch);

/* The bytes of the page at @address; what nobody wrote is JUNK. */
uint8_t *machine_page(uint64_t address);

extern unsigned int machine_effects; /* of the loader on RMP and nested page tables */
extern char machine_refused[256];    /* why the machine refused */

/* The host as it is unless a test changes `personality`. */
void machine_host(void);

/* A teardown of cmocka's. */
int machine_clear(void **state);

#endif

/*
 * lib/igvm/digest.h - the launch digest of SEV-SNP, as the security processor computes it.
 *
 * The digest starts as zeros; each page replaces it by SHA-384 of a structure that holds the digest so far, the
 * page's own digest, its type and its GPA (SEV-SNP firmware ABI, SNP_LAUNCH_UPDATE, structure PAGE_INFO).
 */
#ifndef LIB_IGVM_DIGEST_H
#define LIB_IGVM_DIGEST_H

#include "lib/base/sha384.h"
#include "lib/igvm/launch.h"

#define IGVM_DIGEST_SIZE SHA384_SIZE

/* PAGE_INFO. */
struct snp_page_info {
        uint8_t digest[IGVM_DIGEST_SIZE];   /* so far */
        uint8_t contents[IGVM_DIGEST_SIZE]; /* SHA-384 of NORMAL and VMSA pages, else zero */
        uint16_t length;                    /* of this structure */
        uint8_t page_type;                  /* enum snp_page_type */
        uint8_t imi_page;
        uint8_t vmpl_permissions[4]; /* nothing is granted to VMPL1 to 3 at launch */
        uint64_t gpa;
};
_Static_assert(sizeof(struct snp_page_info) == 0x70, "SNP PAGE_INFO");

/* A digest in the making. */
struct igvm_digest {
        uint8_t value[IGVM_DIGEST_SIZE];
        uint8_t contents[IGVM_DIGEST_SIZE];  /* of the last page, as it went into the digest */
        uint8_t zero_page[IGVM_DIGEST_SIZE]; /* SHA-384 of a page of zeros, once it is needed */
        bool zero_page_known;
};

/* A launch without pages. */
void igvm_digest_init(struct igvm_digest *digest);

/* Takes one page. A page of zeros that is not in the file is hashed once in the life of the digest. */
void igvm_digest_page(struct igvm_digest *digest, const struct igvm_launch_page *page);

/* The digest of a launch, from where it stands to its end. */
void igvm_measure_launch(struct igvm_launch launch, uint8_t out[IGVM_DIGEST_SIZE]);

/*
 * The launch digest of an opened file for the platform with @mask, in the order of the file. Parameter areas are
 * UNMEASURED pages, one for each page of the area; a page of 2 MiB is 512 pages; a page without file data is a NORMAL page
 * of zeros; required memory does not count.
 */
void igvm_measure(const struct igvm_file *file, uint32_t mask, uint8_t out[IGVM_DIGEST_SIZE]);

#endif

/*
 * tools/tpm/device/queries.h - any TPM 2.0, by way of a transport of tpm2-tss: a few commands that look and
 * never change anything.
 *
 * Structures are passed as the bytes that the TPM sends, since byte for byte is how profiles and
 * TPMs are compared. Functions that run a command return TPM_RC_SUCCESS, the TPM's response code, or
 * DEVICE_BROKEN if there was no well-formed response.
 */
#ifndef TOOLS_TPM_DEVICE_QUERIES_H
#define TOOLS_TPM_DEVICE_QUERIES_H

#include "lib/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/tpm/device/problem.h"

#define DEVICE_PUBLIC_MAX 1024 /* bytes of a TPMT_PUBLIC */
#define DEVICE_NV_MAX     8192 /* bytes of an NV index that is read */
#define DEVICE_POLICY_MAX 64
#define DEVICE_NAME_MAX   66
#define DEVICE_BANKS_MAX  16

struct device;

/* A key's public area and its name, as TPM2_ReadPublic gives them. */
struct device_public {
        uint8_t area[DEVICE_PUBLIC_MAX]; /* TPMT_PUBLIC */
        size_t size;
        uint8_t name[DEVICE_NAME_MAX];
        size_t name_size; /* 0 after device_create_primary() */
};

/* TPMS_NV_PUBLIC. */
struct device_nv {
        uint32_t index;
        uint16_t name_algorithm;
        uint32_t attributes;
        uint8_t policy[DEVICE_POLICY_MAX];
        size_t policy_size;
        uint16_t size;
};

/* An element of a capability list; value is 0 where the list has only keys. */
struct device_capability {
        uint32_t key;
        uint32_t value;
};

/* TPM_CAP that device_list() understands; values as in tss2_tpm2_types.h. */
enum device_list {
        DEVICE_ALGORITHMS = 0,
        DEVICE_HANDLES = 1,
        DEVICE_COMMANDS = 2, /* the key is a TPMA_CC */
        DEVICE_PROPERTIES = 6,
        DEVICE_CURVES = 8,
};

/*
 * The elements of a list from @first on, at most @capacity; *@count is how many there are. For
 * handles it ends with the kind of handle that @first is.
 */
__attribute__((warn_unused_result)) uint32_t device_list(struct device *device,
                                                         enum device_list list, uint32_t first,
                                                         struct device_capability *out,
                                                         size_t capacity, size_t *count);

/* One property; 0 if the TPM does not have it. */
uint32_t device_property(struct device *device, uint32_t property);

/* The hashes of the PCR banks in which there are PCRs. */
__attribute__((warn_unused_result)) uint32_t
device_banks(struct device *device, uint16_t banks[DEVICE_BANKS_MAX], size_t *count);

/* Asks whether TPMT_PUBLIC_PARMS @parms can be had (TPM2_TestParms). */
__attribute__((warn_unused_result)) uint32_t device_test_parms(struct device *device,
                                                               const void *parms, size_t size);

/* The public area and name of the object at @handle (TPM2_ReadPublic). */
__attribute__((warn_unused_result)) uint32_t
device_read_public(struct device *device, uint32_t handle, struct device_public *out);

/* Makes the primary key of a TPMT_PUBLIC template in @hierarchy, and lets it go at once. */
__attribute__((warn_unused_result)) uint32_t
device_create_primary(struct device *device, uint32_t hierarchy, const void *template, size_t size,
                      struct device_public *out);

/* What an index is, not what it holds (TPM2_NV_ReadPublic). */
__attribute__((warn_unused_result)) uint32_t device_nv_public(struct device *device, uint32_t index,
                                                              struct device_nv *out);

/*
 * Reads a whole index, as its owner if that may read it, else with the index's authorization value
 * being empty. *@size is then nv->size, at most DEVICE_NV_MAX.
 */
__attribute__((warn_unused_result)) uint32_t device_nv_read(struct device *device,
                                                            const struct device_nv *nv,
                                                            uint8_t out[DEVICE_NV_MAX],
                                                            size_t *size);

#endif

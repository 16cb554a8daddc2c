/*
 * services/vtpm/libtpms/flush.c - what TPM2_Clear, TPM2_ChangeEPS and TPM2_ChangePPS leave of a hierarchy: nothing (TPM 2.0 Part 3).
 *
 * libtpms 0.10 keeps persistent objects in another form than before as soon as a TPM has a profile of its own, but its
 * NvFlushHierarchy() (src/tpm2/NVDynamic.c) looks for their attributes where they were: it finds none and deletes none, so
 * a key outlives the seed that it came from. The linker puts this in its place by --wrap.
 */
#include <stdint.h>
#include <string.h>

#include "services/vtpm/libtpms/tpm.h"

#define HANDLES_MOST 254         /* MAX_CAP_HANDLES: 1024 bytes of capability data */
#define OBJECT_MOST  (32 * 1024) /* libtpms' OBJECT with an RSA key and its primes has a few KiB */

/* OBJECT_ATTRIBUTES, which an OBJECT begins with. */
#define ENDORSEMENT_HIERARCHY UINT32_C(0x2)
#define PLATFORM_HIERARCHY    UINT32_C(0x4)
#define STORAGE_HIERARCHY     UINT32_C(0x8)

#define FIRST_PERSISTENT UINT32_C(0x81000000)

struct handle_list {
        uint32_t count;
        uint32_t handles[HANDLES_MOST];
};

/* libtpms' own. */
uint32_t NvGetEvictObject(uint32_t handle, void *object);
uint32_t NvDeleteEvict(uint32_t handle);
uint8_t NvCapGetPersistent(uint32_t handle, uint32_t count, struct handle_list *list);
uint32_t __real_NvFlushHierarchy(uint32_t hierarchy);

uint32_t __wrap_NvFlushHierarchy(uint32_t hierarchy);

static uint32_t attribute_of(uint32_t hierarchy)
{
        switch (hierarchy) {
        case TPM_RH_ENDORSEMENT:
                return ENDORSEMENT_HIERARCHY;
        case TPM_RH_PLATFORM:
                return PLATFORM_HIERARCHY;
        default:
                return STORAGE_HIERARCHY;
        }
}

static uint32_t flush(uint32_t handle, uint32_t attribute)
{
        static union {
                uint32_t attributes;
                uint64_t align;
                uint8_t bytes[OBJECT_MOST];
        } object;
        uint32_t result = 0;

        if (NvGetEvictObject(handle, &object) == 0 && (object.attributes & attribute))
                result = NvDeleteEvict(handle);
        memset(&object, 0, sizeof(object));
        return result;
}

uint32_t __wrap_NvFlushHierarchy(uint32_t hierarchy)
{
        static struct handle_list list;
        uint32_t result = __real_NvFlushHierarchy(hierarchy);

        list.count = 0;
        NvCapGetPersistent(FIRST_PERSISTENT, HANDLES_MOST, &list);
        for (uint32_t i = 0; result == 0 && i < list.count && i < HANDLES_MOST; i++)
                result = flush(list.handles[i], attribute_of(hierarchy));
        return result;
}

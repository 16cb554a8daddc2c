/* services/vtpm/content_sources.h - what the contents of NV indexes are made from. */
#ifndef SERVICES_VTPM_CONTENT_SOURCES_H
#define SERVICES_VTPM_CONTENT_SOURCES_H

#include "services/vtpm/certificates.h"

struct content_sources {
        const struct personality *personality;
        struct memory *memory;
        const struct certificates *certificates; /* NULL: they have not been asked for yet */
};

#endif

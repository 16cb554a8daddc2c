/* tests/unit/eventlog/ima_builder.h - IMA's lists as Linux writes them. */
#ifndef TESTS_UNIT_EVENTLOG_IMA_BUILDER_H
#define TESTS_UNIT_EVENTLOG_IMA_BUILDER_H

#include "lib/base/bytes.h"

/* An entry of the template @template ("ima-ng", "ima-sig", ...), with fields as far as there are any; NULL ends them. */
void ima_built_entry(struct bytes_writer *out, bool big_endian, const char *template,
                     const char *digest, const char *path, const char *more);

/* A list of every kind of entry that it can make. */
void ima_built_list(struct bytes_writer *out, bool big_endian);

#endif

/* lib/igvm/hosted.h - what programs with a C library have in addition: workspaces and tables from malloc(). */
#ifndef LIB_IGVM_HOSTED_H
#define LIB_IGVM_HOSTED_H

#include "lib/igvm/reader.h"
#include "lib/igvm/writer.h"

/*
 * Room for all headers that the file of @size bytes has, whatever it says about itself: at most twice the size of its
 * variable headers, of which a file in order uses little. 0, or -ENOMEM.
 */
__attribute__((warn_unused_result)) int igvm_workspace_allocate(struct igvm_workspace *workspace,
                                                                const void *data, size_t size);

/* An empty workspace may be freed. */
void igvm_workspace_free(struct igvm_workspace *workspace);

/* A table for igvm_writer_share() that has room for @count pieces of data. 0, or -ENOMEM. */
__attribute__((warn_unused_result)) int
igvm_written_table_allocate(struct igvm_written_table *table, size_t count);

/* An empty table may be freed. */
void igvm_written_table_free(struct igvm_written_table *table);

#endif

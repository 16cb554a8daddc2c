/*
 * lib/eventlog/ima_text.h - IMA's list as text (ascii_runtime_measurements), made into bytes again.
 *
 * Linux, security/integrity/ima/ima_fs.c, ima_ascii_measurements_show(): a line for each entry, of PCR, template digest, the
 * template's name and its fields, a space between them. No field has a space in it (ima_write_template_field_data() puts '_'
 * there), so nothing is lost but the order of numbers' bytes, which the digests were made with.
 */
#ifndef LIB_EVENTLOG_IMA_TEXT_H
#define LIB_EVENTLOG_IMA_TEXT_H

#include "lib/eventlog/log.h"

/* True if @text begins as such a list does. */
bool ima_text_is(const void *text, size_t size);

/* No text of @size bytes becomes more than so many. */
#define IMA_TEXT_BYTES(size) (4 * (size) + 16)

/* Writes to @out, of IMA_TEXT_BYTES(@size). False: *@problem says why; its event is the line, counted from 0. */
__attribute__((warn_unused_result)) bool ima_text_read(const void *text, size_t size,
                                                       bool big_endian, struct bytes_writer *out,
                                                       struct event_log_problem *problem);

#endif

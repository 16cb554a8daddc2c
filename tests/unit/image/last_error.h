/* tests/unit/image/last_error.h - what image_error() would have said. */
#ifndef TESTS_UNIT_IMAGE_LAST_ERROR_H
#define TESTS_UNIT_IMAGE_LAST_ERROR_H

extern char last_error[256];

#endif

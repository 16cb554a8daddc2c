/* tools/common/shared.h - the directories that belong to the command: what is installed or built with it. */
#ifndef TOOLS_COMMON_SHARED_H
#define TOOLS_COMMON_SHARED_H

#define SHARED_PATH_MAX 4096 /* bytes of a path with its NUL */

/*
 * The directory @name ("profiles"), found from where the running program is, so that the program is the same bytes wherever it
 * was built. What is found nowhere is said to be in the last place. Returns @out.
 */
const char *shared_directory(const char *name, char out[SHARED_PATH_MAX]);

/* The same for the file @name that is built or installed with the command. What is found nowhere is in the last place. */
const char *shared_file(const char *name, char out[SHARED_PATH_MAX]);

#endif

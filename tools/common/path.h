/* tools/common/path.h - where the files of a directory are that a command keeps. */
#ifndef TOOLS_COMMON_PATH_H
#define TOOLS_COMMON_PATH_H

#define PATH_IN_MAX 4096 /* bytes of a path with its NUL, as Linux has them */

/*
 * "@directory/@name" in @out. If that is too long, ends the program with exit status 1 after a line of `cashew @command`. Returns
 * @out.
 */
const char *path_in(char out[PATH_IN_MAX], const char *command, const char *directory,
                    const char *name);

#endif

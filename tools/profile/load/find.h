/* tools/profile/load/find.h - where the profiles are that come with Cashew. */
#ifndef TOOLS_PROFILE_LOAD_FIND_H
#define TOOLS_PROFILE_LOAD_FIND_H

#define PROFILE_PATH_MAX 4096

/* $CASHEW_PROFILES, or the directory that came with the program: installed, or in the tree where it was built. */
const char *profile_directory(void);

/* Calls @take with the name of each profile there, in alphabetical order. 0, or -1 if the directory cannot be read. */
int profile_names(void (*take)(const char *name));

/* The file that @what names; see open.h. */
void profile_find(const char *what, char path[PROFILE_PATH_MAX]);

#endif

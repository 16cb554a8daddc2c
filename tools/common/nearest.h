/* tools/common/nearest.h - which name somebody may have meant who has mistyped it. */
#ifndef TOOLS_COMMON_NEAREST_H
#define TOOLS_COMMON_NEAREST_H

struct nearest {
        const char *word; /* what was typed */
        const char *name; /* the nearest so far; NULL: none is near */
        unsigned int distance;
};

/* Single letters too many, missing, wrong, or swapped with their neighbour, from one name to the other. */
unsigned int nearest_distance(const char *left, const char *right);

/* Takes @name if it is nearer than what there is, and near at all: a letter in three may be wrong. */
void nearest_consider(struct nearest *nearest, const char *name);

#endif

/* tools/common/nearest.c - see nearest.h. The distance is that of optimal string alignment (Damerau, 1964). */
#include "tools/common/nearest.h"

#include <string.h>

#define LENGTH_MAX 31

static unsigned int smaller(unsigned int left, unsigned int right)
{
        return left < right ? left : right;
}

unsigned int nearest_distance(const char *left, const char *right)
{
        /* Between the first i letters of the one and the first j of the other. */
        unsigned int distance[LENGTH_MAX + 1][LENGTH_MAX + 1] = { 0 };
        size_t rows = strnlen(left, LENGTH_MAX);
        size_t columns = strnlen(right, LENGTH_MAX);

        for (size_t i = 0; i <= rows; i++) {
                for (size_t j = 0; j <= columns; j++) {
                        unsigned int *here = &distance[i][j];

                        if (i == 0 || j == 0) {
                                *here = (unsigned int)(i + j);
                                continue;
                        }
                        *here = smaller(distance[i - 1][j], distance[i][j - 1]) + 1;
                        *here = smaller(*here,
                                        distance[i - 1][j - 1] + (left[i - 1] != right[j - 1]));
                        if (i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
                            left[i - 2] == right[j - 1])
                                *here = smaller(*here, distance[i - 2][j - 2] + 1);
                }
        }
        return distance[rows][columns];
}

/* Only the first LENGTH_MAX letters were compared, so only they count for how many may be wrong. */
void nearest_consider(struct nearest *nearest, const char *name)
{
        unsigned int distance = nearest_distance(nearest->word, name);

        if (distance > (strnlen(nearest->word, LENGTH_MAX) + 2) / 3 ||
            (nearest->name && distance >= nearest->distance))
                return;
        nearest->name = name;
        nearest->distance = distance;
}

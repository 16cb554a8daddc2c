/* tools/common/json.c - see json.h. */
#include "tools/common/json.h"

void json_string(FILE *out, const char *text)
{
        fputc('"', out);
        for (; *text; text++) {
                if (*text == '"' || *text == '\\')
                        fputc('\\', out);
                fputc(*text, out);
        }
        fputc('"', out);
}

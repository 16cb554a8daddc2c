/* tools/attest/report_input.c - see report_input.h. */
#include "tools/attest/report_input.h"

#include <string.h>

#include "tools/common/command.h"
#include "tools/common/file.h"

int report_input_read(const char *path, struct report_form *out)
{
        struct file file = { 0 };
        int error = file_read(path, &file);
        const char *problem;

        if (error)
                return command_error("attest", "%s: %s", path, strerror(-error));
        problem = report_form_read(file.data, file.size, out);
        file_free(&file);
        return problem ? command_error("attest", "%s: found %s", path, problem) : 0;
}

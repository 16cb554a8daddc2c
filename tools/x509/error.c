/* tools/x509/error.c - see error.h. */
#include "tools/x509/error.h"

#include <openssl/err.h>

#include "tools/common/command.h"

int x509_error(const char *command, const char *what)
{
        unsigned long error = ERR_peek_last_error();
        const char *reason = error ? ERR_reason_error_string(error) : NULL;

        (void)command_error(command, "%s: %s", what, reason ? reason : "no reason given");
        ERR_clear_error();
        return -1;
}

/* fuzz/snp/guest_message_seed.c - one message of each type, in clear: the target seals it. */
#include <string.h>

#include "fuzz/seed.h"
#include "softsnp/psp/message.h"

static int write_message(const char *directory, const char *name, uint8_t type, uint16_t size)
{
        struct guest_message message = {
                .header = {
                        .sequence = 1,
                        .algorithm = GUEST_MESSAGE_ALGORITHM,
                        .header_version = GUEST_MESSAGE_VERSION,
                        .header_size = sizeof(struct guest_message_header),
                        .type = type,
                        .version = GUEST_MESSAGE_VERSION,
                        .size = size,
                },
        };

        return write_seed(directory, name, &message, sizeof(message.header) + size);
}

int main(int argc, char **argv)
{
        if (argc != 2)
                return 2;
        return write_message(argv[1], "report", GUEST_MESSAGE_REPORT_REQUEST,
                             sizeof(struct report_request)) ||
               write_message(argv[1], "key", GUEST_MESSAGE_KEY_REQUEST,
                             sizeof(struct key_request)) ||
               write_message(argv[1], "tsc-info", GUEST_MESSAGE_TSC_INFO_REQUEST,
                             TSC_INFO_REQUEST_SIZE);
}

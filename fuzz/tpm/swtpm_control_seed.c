/* fuzz/tpm/swtpm_control_seed.c - a message of each command; its size, the message, vtpmd's answer. */
#include "fuzz/seed.h"

static const char *const names[] = { "info", "state", "hash", "established" };
static const char info[] = "\x14\0\0\0\x12\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0{\"a\":1}";
static const char state[] = "\x12\0\0\0\x0d\0\0\0\0\0\0\0\1\0\0\0\2ab\0\0\0\0";
static const char hash[] = "\x0b\0\0\0\7\0\0\0\3abc\0\0\0\0";
static const char established[] = "\x04\0\0\0\4\0\0\0\0\1";

int main(int argc, char **argv)
{
        const struct {
                const char *data;
                size_t size;
        } seeds[] = { { info, sizeof(info) - 1 },
                      { state, sizeof(state) - 1 },
                      { hash, sizeof(hash) - 1 },
                      { established, sizeof(established) - 1 } };
        int failed = argc != 2;

        for (size_t i = 0; !failed && i < sizeof(seeds) / sizeof(seeds[0]); i++)
                failed = write_seed(argv[1], names[i], seeds[i].data, seeds[i].size);
        return failed;
}

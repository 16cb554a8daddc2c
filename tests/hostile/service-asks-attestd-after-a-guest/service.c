/* The peer is not granted until boot alone here, so that attestd itself has to refuse. */
#include "tests/hostile/runtime/attacker.h"
#include "lib/svsm/attest_message.h"

static uint8_t message[4080], answer[MESSAGE_MAX];
static unsigned int answers, good;

static void ask(uint32_t operation, size_t size)
{
        uint32_t result = 0;

        memcpy(message, &operation, sizeof(operation));
        if (write(FD_PEER, message, size) != (ssize_t)size ||
            read(FD_PEER, answer, sizeof(answer)) < (ssize_t)sizeof(result))
                return;
        memcpy(&result, answer, sizeof(result));
        answers++;
        if (result == ATTEST_PEER_OK) {
                good++;
                printf("attacker: won: operation %u is done\n", operation);
        }
}

static void after_a_guest(void)
{
        ask(ATTEST_PEER_REPORT, 68);
        ask(ATTEST_PEER_CLAIMS, 68);
        ask(ATTEST_PEER_CERTIFICATES, 8);
        ask(ATTEST_PEER_REGISTER, 64);
        printf("attacker: after a guest: %u answers, %u good\n", answers, good);
}

int main(void)
{
        begin();
        serve(after_a_guest);
        return 1;
}

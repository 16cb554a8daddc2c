/* PREPARE and READ as the front end sends them, with and without a header of its own making. */
#include "tests/hostile/runtime/attacker.h"
#include "lib/svsm/attest_message.h"

static uint8_t message[4080], answer[MESSAGE_MAX];
static unsigned int answers, good;

static void send(size_t size)
{
        uint32_t first = 0;
        ssize_t got;

        if (write(FD_PEER, message, size) != (ssize_t)size)
                return;
        got = read(FD_PEER, answer, sizeof(answer));
        if (got > 0)
                answers++;
        memcpy(&first, answer, sizeof(first));
        if (got > 4 || (got == 4 && first == 0)) {
                good++;
                printf("attacker: won: %zd bytes, %u\n", got, first);
        }
}

static void send_all(size_t header)
{
        struct attest_prepare prepare = { .operation = ATTEST_PREPARE };
        struct attest_read piece = { .operation = ATTEST_READ };

        memcpy(message + header, &prepare, sizeof(prepare));
        send(header + sizeof(prepare));
        for (unsigned int part = 0; part < 3; part++) {
                piece.part = (uint8_t)part;
                memcpy(message + header, &piece, sizeof(piece));
                send(header + sizeof(piece));
        }
}

int main(void)
{
        begin();
        send_all(sizeof(struct service_peer_header));
        memset(message, 0, sizeof(message));
        message[0] = 9;
        send_all(sizeof(struct service_peer_header));
        printf("attacker: at boot: %u answers, %u good\n", answers, good);
        serve(NULL);
        return 1;
}

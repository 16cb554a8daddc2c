/* At boot it makes sure that it has its rights; with the first request of a guest it tries them again. */
#include "tests/hostile/runtime/attacker.h"
#include "lib/svsm/attest_message.h"

static uint8_t message[4080], answer[MESSAGE_MAX];

static long ask(uint32_t operation, size_t size)
{
        memcpy(message, &operation, sizeof(operation));
        return write(FD_PEER, message, size);
}

static void after_boot(void)
{
        refused("a report", ask(ATTEST_PEER_REPORT, 68), EBADF);
        refused("claims", ask(ATTEST_PEER_CLAIMS, 68), EBADF);
        refused("certificates", ask(ATTEST_PEER_CERTIFICATES, 8), EBADF);
        refused("a manifest", ask(ATTEST_PEER_REGISTER, 64), EBADF);
        refused("nothing", write(FD_PEER, message, 0), EBADF);
        refused("an answer", read(FD_PEER, answer, sizeof(answer)), EBADF);
        refused("the channel", write(FD_CHANNEL, message, 16), EBADF);
        refused("the channel", read(FD_CHANNEL, answer, 16), EBADF);
        refused("the device", write(FD_DEVICE, message, 96), EBADF);
        refused("the device", read(FD_DEVICE, answer, 32), EBADF);
        say("after boot");
}

int main(void)
{
        begin();
        memset(message, 'x', sizeof(message));
        if (ask(ATTEST_PEER_REPORT, 68) != 68 || read(FD_PEER, answer, sizeof(answer)) < 4 ||
            write(FD_CHANNEL, message, 1) != 1)
                return 1; /* the test is wrong */
        serve(after_boot);
        return 1;
}

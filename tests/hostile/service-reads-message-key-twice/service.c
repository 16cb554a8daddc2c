/* What attestd may have is the key, once, and messages that the host passes on. */
#include "tests/hostile/runtime/attacker.h"
#include "lib/svsm/guest_request_device.h"

static uint8_t bytes[8192];

static void name_memory(void)
{
        const uintptr_t places[] = { KERNEL, DIRECT_MAP, VCPU, GUEST, HOLE };

        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
                refused("a message from there", write(FD_DEVICE, (void *)places[i], 96), EFAULT);
                refused("random numbers there", syscall(SYS_getrandom, places[i], 32, 0), EFAULT);
                refused("a line from there", write(1, (void *)places[i], 32), EFAULT);
        }
        refused("a message that is too big", write(FD_DEVICE, bytes, 4097), EMSGSIZE);
        refused("the channel", read(FD_CHANNEL, bytes, 16), EBADF);
        refused("a peer", write(FD_PEER, bytes, 16), EBADF);
}

int main(int argc, char **argv)
{
        ssize_t key = read(FD_DEVICE, bytes, 32);
        ssize_t again = read(FD_DEVICE, bytes, 32);
        ssize_t other = 0;
        const struct guest_request_time time = { UINT64_C(1) << 32, 0 };

        (void)argv;
        begin();
        if (argc == 2) {
                if (key > 0 || again > 0)
                        puts("attacker: won: another service has a key");
                serve(NULL);
                return 1;
        }
        if (write(FD_DEVICE, &time, sizeof(time)) != sizeof(time))
                return 1; /* without it no guest starts */
        (void)!write(FD_DEVICE, bytes, 96);
        for (ssize_t got; (got = read(FD_DEVICE, bytes, sizeof(bytes))) > 0;)
                other += got;
        name_memory();
        printf("attacker: key %zd, again %zd, other %zd, %u attempts\n", key, again, other,
               attempts);
        serve(NULL);
        return 1;
}

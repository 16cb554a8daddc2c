/* services/attest/device.c - see device.h. */
#include "services/attest/device.h"

#include <poll.h>
#include <unistd.h>

#define DEVICE_FD 6

_Static_assert(SNP_CERTIFICATES_MAX == GUEST_REQUEST_CERTIFICATE_PAGES * 4096, "certificate pages");

static int read_all(void *out, size_t size)
{
        uint8_t *next = out;

        while (size) {
                long count = read(DEVICE_FD, next, size);

                if (count <= 0)
                        return -1;
                next += count;
                size -= (size_t)count;
        }
        return 0;
}

int device_take_key(uint8_t key[VMPCK_SIZE])
{
        return read_all(key, VMPCK_SIZE);
}

int device_exchange(const void *message, size_t size, struct device_answer *answer)
{
        if (write(DEVICE_FD, message, size) != (long)size)
                return -1;
        if (read_all(&answer->head, sizeof(answer->head)) ||
            read_all(answer->response, sizeof(answer->response)) ||
            answer->head.certificate_pages > GUEST_REQUEST_CERTIFICATE_PAGES)
                return -1;
        return read_all(answer->certificates, (size_t)answer->head.certificate_pages * 4096);
}

int device_give_time(const struct guest_request_time *time)
{
        return write(DEVICE_FD, time, sizeof(*time)) == (long)sizeof(*time) ? 0 : -1;
}

/* There is nothing else to do on this vCPU; poll() without descriptors only waits. */
void device_wait(unsigned int milliseconds)
{
        (void)poll(NULL, 0, (int)milliseconds);
}

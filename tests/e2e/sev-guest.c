/*
 * tests/e2e/sev-guest.c - what Linux's /dev/sev-guest offers beyond configfs-tsm (include/uapi/linux/
 * sev-guest.h): derived keys, certificates with too little room, a report of another VMPL. Runs in the
 * guest and prints a line for each.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

struct request {
        uint8_t message_version;
        uint64_t request;
        uint64_t response;
        uint64_t exit_info2;
};
#define GET_REPORT          _IOWR('S', 0, struct request)
#define GET_DERIVED_KEY     _IOWR('S', 1, struct request)
#define GET_EXTENDED_REPORT _IOWR('S', 2, struct request)

struct report_request {
        uint8_t data[64];
        uint32_t vmpl;
        uint8_t reserved[28];
};
struct extended_request {
        struct report_request report;
        uint64_t certificates;
        uint32_t certificates_size;
};
struct key_request {
        uint32_t root, reserved;
        uint64_t fields;
        uint32_t vmpl, svn;
        uint64_t tcb;
};

static int device;

/* What the driver made of it: 0 or errno. */
static int send(unsigned long number, const void *what, void *response, uint64_t *exit_info2)
{
        struct request request = { 1, (uint64_t)what, (uint64_t)response, 0 };
        int error = ioctl(device, number, &request) == 0 ? 0 : errno;

        *exit_info2 = request.exit_info2;
        return error;
}

static void print_report(uint32_t vmpl)
{
        const struct report_request request = { .vmpl = vmpl };
        uint8_t response[4000] = { 0 };
        uint64_t exit_info2;
        int error = send(GET_REPORT, &request, response, &exit_info2);
        uint32_t status;

        memcpy(&status, response, sizeof(status));
        printf("report of vmpl %u: error %d, exit_info2 %llx, status %x\n", vmpl, error,
               (unsigned long long)exit_info2, status);
}

static void print_key(uint64_t fields, uint32_t vmpl)
{
        const struct key_request request = { .fields = fields, .vmpl = vmpl };
        uint8_t response[64] = { 0 };
        uint64_t exit_info2;
        int error = send(GET_DERIVED_KEY, &request, response, &exit_info2);

        printf("key fields %llu vmpl %u: error %d, status %x, ", (unsigned long long)fields, vmpl,
               error, response[0]);
        for (int i = 32; i < 64; i++)
                printf("%02x", response[i]);
        putchar('\n');
}

static void print_certificates(uint32_t size)
{
        static uint8_t certificates[16384] __attribute__((aligned(4096)));
        const struct extended_request request = { { { 0 }, 2, { 0 } },
                                                  (uint64_t)certificates,
                                                  size };
        struct extended_request copy = request;
        uint8_t response[4000] = { 0 };
        uint64_t exit_info2;
        int error = send(GET_EXTENDED_REPORT, &copy, response, &exit_info2);

        printf("certificates in %u bytes: error %d, exit_info2 %llx, size %u\n", size, error,
               (unsigned long long)exit_info2, copy.certificates_size);
}

int main(void)
{
        device = open("/dev/sev-guest", O_RDWR);
        if (device < 0) {
                perror("/dev/sev-guest");
                return 1;
        }
        print_certificates(4096);
        print_report(0);
        print_report(2);
        print_report(3);
        print_key(0, 2);
        print_key(0, 2);
        print_key(8, 2);
        print_key(0, 0);
        print_certificates(16384);
        return 0;
}

/*
 * kernel/task/guest_request.c - the guest-request device (lib/svsm/guest_request_device.h): bytes to
 * and from the security processor, through the host. What they mean is the service's business.
 *
 * One service has the device, so its lock is this one's too.
 *
 * The first read gives the key, once; after that each write is a message, and reads give its answer in pieces: the header, the
 * response page, the certificates' pages. A write of the size of struct guest_request_time says how the TSC runs.
 */
#include "kernel/arch/guest_request.h"
#include "kernel/arch/time.h"
#include "kernel/mm/pages.h"
#include "kernel/task/calls.h"
#include "lib/base/address.h"
#include "lib/base/memory.h"
#include "lib/snp/guest_message.h"

static struct {
        bool key_given;
        bool no_certificates; /* the host wanted more room for them than there is */
        uint8_t *message;
        struct guest_request_pages pages;
        struct guest_request_answer answer;
        size_t size;   /* bytes of the answer, 0: there is none */
        size_t offset; /* of the next byte to be read */
} device;

int guest_request_open(void)
{
        memset(&device, 0, sizeof(device));
        device.message = own_page_allocate();
        device.pages.response = own_page_allocate();
        if (!device.message || !device.pages.response)
                return -1;
        for (unsigned int i = 0; i < GUEST_REQUEST_CERTIFICATE_PAGES; i++) {
                device.pages.certificates[i] = own_page_allocate();
                if (!device.pages.certificates[i])
                        return -1;
        }
        return arch_guest_request_open() ? 0 : -1;
}

bool guest_request_readable(void)
{
        return !device.key_given || device.offset < device.size;
}

static void erase(uint8_t *key)
{
        memset(key, 0, VMPCK_SIZE);
        __asm__ volatile("" : : "r"(key) : "memory"); /* it is really erased */
}

/* Once; and only if it can be delivered. */
static int64_t read_key(const struct service *service, uint64_t to, uint64_t size)
{
        uint8_t key[VMPCK_SIZE] = { 0 };
        bool ok;

        if (size < sizeof(key))
                return -ERROR_INVALID;
        if (!user_write(&service->memory, to, key, sizeof(key)))
                return -ERROR_FAULT;
        device.key_given = true;
        ok = arch_take_message_key(key) && user_write(&service->memory, to, key, sizeof(key));
        erase(key);
        return ok ? (int64_t)sizeof(key) : -ERROR_IO;
}

/* The answer's bytes from device.offset on that lie in one piece. */
static const uint8_t *next_piece(size_t *size)
{
        size_t at = device.offset;

        if (at < sizeof(device.answer)) {
                *size = sizeof(device.answer) - at;
                return (const uint8_t *)&device.answer + at;
        }
        at -= sizeof(device.answer);
        *size = PAGE_SIZE - at % PAGE_SIZE;
        if (at < PAGE_SIZE)
                return device.pages.response + at;
        return device.pages.certificates[at / PAGE_SIZE - 1] + at % PAGE_SIZE;
}

static int64_t read_answer(const struct service *service, uint64_t to, uint64_t size)
{
        const uint8_t *piece;
        size_t count;

        if (device.offset == device.size)
                return 0;
        piece = next_piece(&count);
        if (count > size)
                count = size;
        if (!user_write(&service->memory, to, piece, count))
                return -ERROR_FAULT;
        device.offset += count;
        return (int64_t)count;
}

int64_t guest_request_read(const struct service *service, uint64_t to, uint64_t size)
{
        if (!service_has(service, SERVICE_DEVICE_GUEST_REQUEST))
                return -ERROR_BAD_FILE;
        return device.key_given ? read_answer(service, to, size) : read_key(service, to, size);
}

static void keep_answer(void)
{
        device.no_certificates = device.answer.status == GUEST_REQUEST_VMM_INVALID_LENGTH;
        device.size =
                sizeof(device.answer) + PAGE_SIZE + device.answer.certificate_pages * PAGE_SIZE;
        device.offset = 0;
}

static int64_t write_time(const struct service *service, uint64_t from)
{
        struct guest_request_time time;

        if (!user_read(&service->memory, &time, from, sizeof(time)))
                return -ERROR_FAULT;
        return arch_take_time(&time) ? (int64_t)sizeof(time) : -ERROR_INVALID;
}

int64_t guest_request_write(const struct service *service, uint64_t from, uint64_t size)
{
        if (!service_has(service, SERVICE_DEVICE_GUEST_REQUEST))
                return -ERROR_BAD_FILE;
        if (size == sizeof(struct guest_request_time))
                return write_time(service, from);
        if (size > GUEST_MESSAGE_PAGE_SIZE)
                return -ERROR_MESSAGE_SIZE;
        if (!device.key_given || size < sizeof(struct guest_message_header))
                return -ERROR_INVALID;
        if (!user_read(&service->memory, device.message, from, size))
                return -ERROR_FAULT;
        device.size = 0;
        device.offset = 0;
        if (!arch_guest_request(device.message, size, !device.no_certificates, &device.pages,
                                &device.answer))
                return -ERROR_IO;
        keep_answer();
        return (int64_t)size;
}

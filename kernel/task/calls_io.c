/*
 * kernel/task/calls_io.c - reading, writing and waiting. A request is one read and a reply one
 * write; the rest are streams. What a service names is copied through a small buffer, a part at a
 * time.
 */
#include "kernel/arch/stop.h"
#include "kernel/arch/time.h"
#include "kernel/arch/user.h"
#include "kernel/base/patience.h"
#include "kernel/task/calls.h"
#include "lib/base/memory.h"

#define VECTORS_MAX 16
#define POLL_MAX    16
#define WRITE_MAX   4096 /* of a stream, at a time; more is a short write */
#define BUFFER_SIZE 128
#define NS_IN_MS    UINT64_C(1000000)
/* Linux include/uapi/asm-generic/poll.h. */
#define POLL_IN    1
#define POLL_OUT   4
#define POLL_ERROR 8
#define POLL_BAD   0x20

/* Linux' struct iovec and struct pollfd. */
struct io_vector {
        uint64_t base;
        uint64_t size;
};

struct poll_entry {
        int32_t descriptor;
        int16_t events;
        int16_t result;
};
_Static_assert(sizeof(struct poll_entry) == 8, "struct pollfd");

static uint64_t least(uint64_t a, uint64_t b)
{
        return a < b ? a : b;
}

/* One request; if there is none, the service waits and request_arrives() ends the call. */
static int64_t read_request(struct service *service, uint64_t to, uint64_t size)
{
        struct service_message *message = &service->message;

        if (!message->request) {
                service->state = STATE_WAITING;
                return 0;
        }
        if (message->request_size > size)
                return -ERROR_MESSAGE_SIZE;
        if (!user_write(&service->memory, to, message->request, message->request_size))
                return -ERROR_FAULT;
        message->request = NULL;
        return (int64_t)message->request_size;
}

/* The reply to the request that was read; the service stops here until the next one comes. */
static int64_t write_reply(struct service *service, uint64_t from, uint64_t size)
{
        struct service_message *message = &service->message;

        if (!message->reply || message->request)
                return -ERROR_INVALID;
        if (size > SERVICE_MESSAGE_MAX)
                return -ERROR_MESSAGE_SIZE;
        if (size <= message->capacity && !user_read(&service->memory, message->reply, from, size))
                return -ERROR_FAULT;
        message->reply_size = size;
        message->reply = NULL;
        service->state = STATE_REPLIED;
        return (int64_t)size;
}

/*
 * exchange(3, request, capacity, reply, size): what write() and the read() after it do, in one call. The request's time
 * comes with it, so that a service that asks the clock for each need not make a call for that either.
 */
int64_t call_exchange(struct service *service)
{
        const struct user_context *context = &service->context;
        int64_t result;

        if (context->rdi != DESCRIPTOR_REQUESTS)
                return -ERROR_BAD_FILE;
        result = write_reply(service, context->r10, context->r8);
        if (result >= 0)
                service->state = STATE_EXCHANGED;
        return result;
}

/* Both calls have the buffer in RSI and its size in RDX. */
void request_arrives(struct service *service, enum service_state waited)
{
        struct user_context *context = &service->context;

        context->rax = (uint64_t)read_request(service, context->rsi, context->rdx);
        if (waited == STATE_EXCHANGED)
                context->rdx = arch_monotonic_ns();
}

static int64_t read_file(struct service *service, struct open_file *file, uint64_t to,
                         uint64_t size)
{
        uint64_t count = least(size, file->file.size - file->offset);

        if (!user_write(&service->memory, to, file->file.data + file->offset, count))
                return -ERROR_FAULT;
        file->offset += (uint32_t)count;
        return (int64_t)count;
}

/* Bytes of the channel that are there; a service that wants to wait for them uses poll(). */
static int64_t read_channel(struct service *service, uint64_t to, uint64_t size)
{
        uint8_t buffer[BUFFER_SIZE];
        int count;

        if (!service_has(service, SERVICE_DEVICE_CHANNEL))
                return -ERROR_BAD_FILE;
        /* Nothing may be taken from the channel that cannot be delivered. */
        memset(buffer, 0, sizeof(buffer));
        size = least(size, sizeof(buffer));
        if (!user_write(&service->memory, to, buffer, size))
                return -ERROR_FAULT;
        count = channel_read(buffer, size);
        if (count < 0)
                return -ERROR_IO;
        if (count == 0)
                return size == 0 ? 0 : -ERROR_AGAIN;
        return user_write(&service->memory, to, buffer, (size_t)count) ? count : -ERROR_FAULT;
}

int64_t call_read(struct service *service, const uint64_t *arguments)
{
        struct open_file *file = open_file(service, arguments[0]);

        if (file)
                return read_file(service, file, arguments[1], arguments[2]);
        switch (arguments[0]) {
        case DESCRIPTOR_INPUT:
                return 0;
        case DESCRIPTOR_REQUESTS:
                return read_request(service, arguments[1], arguments[2]);
        case DESCRIPTOR_CHANNEL:
                return read_channel(service, arguments[1], arguments[2]);
        case DESCRIPTOR_PEER:
                return peer_read(service, arguments[1], arguments[2]);
        case DESCRIPTOR_GUEST_REQUEST:
                return guest_request_read(service, arguments[1], arguments[2]);
        default:
                return -ERROR_BAD_FILE;
        }
}

static bool put_stream(struct service *service, uint64_t descriptor, const uint8_t *data,
                       size_t size)
{
        if (descriptor == DESCRIPTOR_CHANNEL)
                return channel_write(data, size) >= 0;
        console_put(&service->console, service->line.name, (const char *)data, size);
        return true;
}

static int64_t write_stream(struct service *service, uint64_t descriptor, uint64_t from,
                            uint64_t size)
{
        uint8_t buffer[BUFFER_SIZE];
        uint64_t done = 0;

        size = least(size, WRITE_MAX);
        while (done < size) {
                size_t part = least(size - done, sizeof(buffer));

                if (!user_read(&service->memory, buffer, from + done, part))
                        return done == 0 ? -ERROR_FAULT : (int64_t)done;
                if (!put_stream(service, descriptor, buffer, part))
                        return -ERROR_IO;
                done += part;
        }
        return (int64_t)size;
}

static bool is_stream(const struct service *service, uint64_t descriptor)
{
        return descriptor == DESCRIPTOR_OUTPUT || descriptor == DESCRIPTOR_ERROR ||
               (descriptor == DESCRIPTOR_CHANNEL && service_has(service, SERVICE_DEVICE_CHANNEL));
}

int64_t call_write(struct service *service, const uint64_t *arguments)
{
        if (arguments[0] == DESCRIPTOR_REQUESTS)
                return write_reply(service, arguments[1], arguments[2]);
        if (arguments[0] == DESCRIPTOR_PEER)
                return peer_write(service, arguments[1], arguments[2]);
        if (arguments[0] == DESCRIPTOR_GUEST_REQUEST)
                return guest_request_write(service, arguments[1], arguments[2]);
        if (!is_stream(service, arguments[0]))
                return -ERROR_BAD_FILE;
        return write_stream(service, arguments[0], arguments[1], arguments[2]);
}

/* Reads the service's list of pieces; 0, or a negated error number. */
static int64_t read_vectors(const struct service *service, const uint64_t *arguments,
                            struct io_vector vectors[VECTORS_MAX])
{
        if (arguments[2] > VECTORS_MAX)
                return -ERROR_INVALID;
        if (!user_read(&service->memory, vectors, arguments[1],
                       arguments[2] * sizeof(struct io_vector)))
                return -ERROR_FAULT;
        return 0;
}

/* A piece that is written in part is the last one: the caller goes on from there, as with write(). */
int64_t call_writev(struct service *service, const uint64_t *arguments)
{
        struct io_vector vectors[VECTORS_MAX];
        int64_t result = read_vectors(service, arguments, vectors);
        int64_t total = 0;

        if (!is_stream(service, arguments[0]))
                return -ERROR_BAD_FILE;
        for (uint64_t i = 0; result >= 0 && i < arguments[2]; i++) {
                result = write_stream(service, arguments[0], vectors[i].base, vectors[i].size);
                if (result > 0)
                        total += result;
                if (result >= 0 && (uint64_t)result < vectors[i].size)
                        break;
        }
        return total != 0 || result >= 0 ? total : result;
}

int64_t call_readv(struct service *service, const uint64_t *arguments)
{
        struct open_file *file = open_file(service, arguments[0]);
        struct io_vector vectors[VECTORS_MAX];
        int64_t result = read_vectors(service, arguments, vectors);
        int64_t total = 0;

        if (!file)
                return -ERROR_BAD_FILE;
        for (uint64_t i = 0; result >= 0 && i < arguments[2]; i++) {
                result = read_file(service, file, vectors[i].base, vectors[i].size);
                if (result > 0)
                        total += result;
        }
        return total != 0 || result >= 0 ? total : result;
}

static int16_t poll_channel(const struct service *service)
{
        if (!service_has(service, SERVICE_DEVICE_CHANNEL))
                return POLL_BAD;
        return POLL_OUT | (channel_readable() ? POLL_IN : 0);
}

static int16_t poll_peer(const struct service *service)
{
        if (!service->peer.service)
                return POLL_BAD;
        return (peer_alive(service) ? POLL_OUT : POLL_ERROR) |
               (peer_readable(service) ? POLL_IN : 0);
}

static int16_t poll_guest_request(const struct service *service)
{
        if (!service_has(service, SERVICE_DEVICE_GUEST_REQUEST))
                return POLL_BAD;
        return POLL_OUT | (guest_request_readable() ? POLL_IN : 0);
}

/* What can be done with a descriptor now, wanted or not. */
static int16_t poll_state(struct service *service, int32_t descriptor)
{
        switch (descriptor) {
        case DESCRIPTOR_OUTPUT:
        case DESCRIPTOR_ERROR:
                return POLL_OUT;
        case DESCRIPTOR_CHANNEL:
                return poll_channel(service);
        case DESCRIPTOR_PEER:
                return poll_peer(service);
        case DESCRIPTOR_GUEST_REQUEST:
                return poll_guest_request(service);
        default:
                return open_file(service, (uint64_t)descriptor) ? POLL_IN : POLL_BAD;
        }
}

static int16_t poll_one(struct service *service, const struct poll_entry *entry)
{
        if (entry->descriptor < 0)
                return 0;
        return poll_state(service, entry->descriptor) & (entry->events | POLL_ERROR | POLL_BAD);
}

static int64_t poll_all(struct service *service, struct poll_entry *entries, uint64_t count)
{
        int64_t ready = 0;

        for (uint64_t i = 0; i < count; i++) {
                entries[i].result = poll_one(service, &entries[i]);
                ready += entries[i].result != 0;
        }
        return ready;
}

/*
 * Looks until something is ready or the time is over: there is nothing else to do on this vCPU. The
 * request descriptor is not among what can be waited for, since its requests come from the vCPU
 * that would wait.
 */
int64_t call_poll(struct service *service, const uint64_t *arguments)
{
        struct poll_entry entries[POLL_MAX];
        uint64_t count = arguments[1];
        int32_t timeout = (int32_t)arguments[2];
        struct patience patience;
        int64_t ready;

        if (count > POLL_MAX)
                return -ERROR_INVALID;
        if (!user_read(&service->memory, entries, arguments[0], count * sizeof(entries[0])))
                return -ERROR_FAULT;
        patience = patience_for(timeout < 0 ? 0 : (uint64_t)timeout * NS_IN_MS);
        ready = poll_all(service, entries, count);
        while (ready == 0 && (timeout < 0 || patience_left(&patience))) {
                arch_relax();
                ready = poll_all(service, entries, count);
        }
        if (!user_write(&service->memory, arguments[0], entries, count * sizeof(entries[0])))
                return -ERROR_FAULT;
        return ready;
}

/* Nothing here is a terminal; C libraries ask. */
int64_t call_ioctl(struct service *service, const uint64_t *arguments)
{
        (void)service;
        (void)arguments;
        return -ERROR_NOT_TERMINAL;
}

/*
 * kernel/task/peer.c - one service asks another: the peer runs on this vCPU, inside the asking
 * service's write(), and its reply waits for a read().
 *
 * Locks are taken in one order, first the asking service's, then its peer's; a peer has none itself
 * (kernel/task/services.c). The guest's requests to the peer wait for the same lock.
 */
#include "kernel/arch/user.h"
#include "kernel/task/calls.h"
#include "kernel/task/exchange.h"
#include "lib/base/memory.h"
#include "lib/svsm/attest_message.h"

#define REQUEST_MAX (SERVICE_MESSAGE_MAX - sizeof(struct service_peer_header))
_Static_assert(SERVICE_NAME_SIZE - 1 <= sizeof(((struct service_peer_header *)0)->name),
               "a service's name fits the header");

bool peer_readable(const struct service *service)
{
        return service->peer.replied;
}

bool peer_alive(const struct service *service)
{
        return service->peer.service->state != STATE_DEAD;
}

static void write_header(const struct service *service)
{
        struct service_peer_header header = { .mark = SERVICE_PEER_MARK };

        memcpy(header.name, service->line.name, strlen(service->line.name));
        memcpy(service->peer.request, &header, sizeof(header));
}

/* Leaves the asking service's address space and comes back to it. */
static enum service_result ask(struct service *service, size_t request_size)
{
        struct service_peer *peer = &service->peer;
        enum service_result result;

        arch_user_end(&service->context);
        result = service_exchange(peer->service, peer->request, request_size, peer->reply,
                                  SERVICE_MESSAGE_MAX, &peer->reply_size);
        arch_user_begin(service->memory.root, &service->context);
        return result;
}

int64_t peer_write(struct service *service, uint64_t from, uint64_t size)
{
        struct service_peer *peer = &service->peer;

        if (!peer->service)
                return -ERROR_BAD_FILE;
        if (size > REQUEST_MAX)
                return -ERROR_MESSAGE_SIZE;
        if (!user_read(&service->memory, peer->request + sizeof(struct service_peer_header), from,
                       size))
                return -ERROR_FAULT;
        write_header(service);
        peer->replied = ask(service, sizeof(struct service_peer_header) + size) == SERVICE_OK;
        return peer->replied ? (int64_t)size : -ERROR_IO;
}

int64_t peer_read(struct service *service, uint64_t to, uint64_t size)
{
        struct service_peer *peer = &service->peer;

        if (!peer->service)
                return -ERROR_BAD_FILE;
        if (!peer->replied)
                return -ERROR_AGAIN;
        if (peer->reply_size > size)
                return -ERROR_MESSAGE_SIZE;
        if (!user_write(&service->memory, to, peer->reply, peer->reply_size))
                return -ERROR_FAULT;
        peer->replied = false;
        return (int64_t)peer->reply_size;
}

/*
 * kernel/task/services.c - all services: started at boot in the order of /etc/services, called by
 * protocol ever after.
 *
 * No service is started again: one that has died may have been attacked, and what it knew (a TPM's seeds) is gone with it.
 */
#include "kernel/arch/time.h"
#include "kernel/base/log.h"
#include "kernel/mm/pages.h"
#include "kernel/task/exchange.h"
#include "kernel/task/state.h"
#include "lib/base/memory.h"

#define SERVICES_PATH "/etc/services"
#define SERVICES_MAX  128
#define NS_IN_MS      UINT64_C(1000000)

static struct {
        struct service *all[SERVICES_MAX];
        unsigned int count;
} services;

static struct service *find_protocol(uint32_t protocol)
{
        for (unsigned int i = 0; i < services.count; i++)
                if (protocol != 0 && services.all[i]->line.protocol == protocol)
                        return services.all[i];
        return NULL;
}

static struct service *find_name(const char *name)
{
        for (unsigned int i = 0; i < services.count; i++)
                if (strcmp(services.all[i]->line.name, name) == 0)
                        return services.all[i];
        return NULL;
}

static bool guest_request_taken(void)
{
        for (unsigned int i = 0; i < services.count; i++)
                if (service_has(services.all[i], SERVICE_DEVICE_GUEST_REQUEST))
                        return true;
        return false;
}

static const char *check_unique(const struct service_line *line)
{
        if (services.count == SERVICES_MAX)
                return "too many services";
        if (find_name(line->name))
                return "a name given twice";
        if (find_protocol(line->protocol))
                return "a protocol given twice";
        if (line->devices & SERVICE_DEVICE_GUEST_REQUEST && guest_request_taken())
                return "guest-request is another service's";
        return NULL;
}

/* A peer has none itself, so that a request goes to one other service and no further. */
static const char *check_peer(const struct service_line *line)
{
        const struct service *peer = find_name(line->peer);

        if (line->peer[0] == 0)
                return NULL;
        if (!peer)
                return "peer is not the name of an earlier line";
        return peer->line.peer[0] ? "peer has a peer itself" : NULL;
}

static struct service *new_service(const struct service_line *line)
{
        struct service *service = own_page_allocate();

        if (!service)
                return NULL;
        service->line = *line;
        service->state = STATE_DEAD;
        services.all[services.count++] = service;
        return service;
}

/*
 * Reads all of the file before anything runs, so that a mistake in its last line is not found after
 * a TPM was made.
 */
static int read_services(const struct file *file)
{
        struct services_reader reader = services_reader(file->data, file->size);
        struct service_line line;
        const char *error = NULL;
        int result;

        while ((result = services_next(&reader, &line, &error)) == 1) {
                error = check_unique(&line);
                if (!error)
                        error = check_peer(&line);
                if (!error && !new_service(&line))
                        error = "there is not enough memory";
                if (error)
                        break;
        }
        if (result == 0 && services.count != 0)
                return 0;
        if (result == 0)
                error = "there is no service in it";
        log_line(SERVICES_PATH ", line %u: %s", reader.line, error);
        return -1;
}

/* What a service is granted besides its program; all that its calls will need is there now. */
static int connect(struct service *service)
{
        struct service_peer *peer = &service->peer;

        if (service->line.peer[0]) {
                peer->service = find_name(service->line.peer);
                peer->request = own_page_allocate();
                peer->reply = own_page_allocate();
                if (!peer->request || !peer->reply) {
                        log_line("%s: there is not enough memory", service->line.name);
                        return -1;
                }
        }
        if (service_has(service, SERVICE_DEVICE_GUEST_REQUEST) && guest_request_open() != 0) {
                log_line("%s: no pages can be shared for guest-request", service->line.name);
                return -1;
        }
        return 0;
}

/*
 * Before any service runs: none can use up what another has been granted. An optional one that has
 * not got it is not started.
 */
static int connect_all(void)
{
        for (unsigned int i = 0; i < services.count; i++) {
                struct service *service = services.all[i];

                service->connected = connect(service) == 0;
                if (!service->connected && !service->line.optional)
                        return -1;
        }
        return 0;
}

static int load_service(struct service *service)
{
        struct file program;

        if (files_find(service->line.exec, &program) != 0) {
                log_line("%s: %s: no such file", service->line.name, service->line.exec);
                return -1;
        }
        if (program_load(service, &program) != 0)
                return -1;
        service->state = STATE_RUNNING;
        return 0;
}

/* Runs it up to its first read() of the request descriptor. */
static int start_service(struct service *service)
{
        uint64_t start = arch_monotonic_ns();

        if (!service->connected || load_service(service) != 0)
                return -1;
        log_line("%s: starts", service->line.name);
        service_run(service);
        if (service->state != STATE_WAITING) {
                log_line("%s: died before it was ready", service->line.name);
                return -1;
        }
        log_line("%s: ready in %lu ms", service->line.name,
                 (arch_monotonic_ns() - start) / NS_IN_MS);
        return 0;
}

static int start_all(void)
{
        for (unsigned int i = 0; i < services.count; i++) {
                struct service *service = services.all[i];

                if (start_service(service) != 0 && !service->line.optional)
                        return -1;
        }
        return 0;
}

/* There is no way back: a grant is only made by connect(), before any service has run. */
static void end_boot_rights(struct service *service)
{
        struct service_peer *peer = &service->peer;

        service->line.devices &= ~service->line.boot_devices;
        if (!service->line.boot_peer || !peer->service)
                return;
        own_page_free(peer->request);
        own_page_free(peer->reply);
        *peer = (struct service_peer){ 0 };
}

static void end_boot(void)
{
        for (unsigned int i = 0; i < services.count; i++)
                end_boot_rights(services.all[i]);
}

int services_start(const void *archive, uint64_t size)
{
        struct file file;

        services.count = 0;
        if (files_init(archive, size) != 0)
                return -1;
        if (files_find(SERVICES_PATH, &file) != 0) {
                log_line(SERVICES_PATH ": no such file");
                return -1;
        }
        if (read_services(&file) != 0 || connect_all() != 0)
                return -1;
        if (start_all() != 0)
                return -1;
        end_boot();
        return 0;
}

bool service_alive(uint32_t protocol)
{
        const struct service *service = find_protocol(protocol);

        return service && service->state != STATE_DEAD;
}

static bool has_replied(const struct service *service)
{
        return service->state == STATE_REPLIED || service->state == STATE_EXCHANGED;
}

static enum service_result exchange(struct service *service)
{
        size_t capacity = service->message.capacity;

        service_run(service);
        if (service->state == STATE_WAITING) {
                log_line("%s: killed: it read again without a reply", service->line.name);
                service_die(service);
                service_bury(service);
        }
        if (!has_replied(service))
                return SERVICE_DEAD;
        return service->message.reply_size > capacity ? SERVICE_TOO_BIG : SERVICE_OK;
}

enum service_result service_exchange(struct service *service, const void *request,
                                     size_t request_size, void *reply, size_t capacity,
                                     size_t *reply_size)
{
        enum service_result result = SERVICE_DEAD;

        spin_lock(&service->lock);
        if (service->state == STATE_WAITING || has_replied(service)) {
                service->message = (struct service_message){ .request = request,
                                                             .request_size = request_size,
                                                             .reply = reply,
                                                             .capacity = capacity };
                result = exchange(service);
                *reply_size = service->message.reply_size;
                service->message = (struct service_message){ 0 };
        }
        spin_unlock(&service->lock);
        return result;
}

enum service_result service_call(uint32_t protocol, const void *request, size_t request_size,
                                 void *reply, size_t capacity, size_t *reply_size)
{
        struct service *service = find_protocol(protocol);

        if (!service)
                return SERVICE_NONE;
        return service_exchange(service, request, request_size, reply, capacity, reply_size);
}

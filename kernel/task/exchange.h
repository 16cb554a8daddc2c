/*
 * kernel/task/exchange.h - one request to one service.
 *
 * Implemented above: kernel/task/services.c, because a service asks its peer inside a system call of its own (peer.c), and all
 * that runs a service is above the system calls. It goes no deeper: a peer has no peer.
 */
#ifndef KERNEL_TASK_EXCHANGE_H
#define KERNEL_TASK_EXCHANGE_H

#include <stddef.h>

#include "kernel/task/service.h"

struct service;

/*
 * Runs @service on this vCPU with @request, @request_size bytes that must stay as they are until it returns. No service's
 * address space is the current one. SERVICE_OK: *@reply_size bytes are in @reply, which has @capacity. SERVICE_TOO_BIG:
 * *@reply_size is what it would have been. SERVICE_DEAD: it is dead, or has died of this.
 */
__attribute__((warn_unused_result)) enum service_result
service_exchange(struct service *service, const void *request, size_t request_size, void *reply,
                 size_t capacity, size_t *reply_size);

#endif

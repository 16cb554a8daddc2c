/*
 * kernel/task/service.h - services: static Linux programs at CPL3, run by the vCPU that brings a
 * request.
 *
 * A service is a coroutine: arch_enter_user() returns at each of its system calls and exceptions,
 * so nothing of the kernel stays on a stack while it is blocked, and any vCPU may continue it. It
 * is started at boot and must say ready by its first read of the request descriptor (3).
 */
#ifndef KERNEL_TASK_SERVICE_H
#define KERNEL_TASK_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest request and reply of a message to a service. */
#define SERVICE_MESSAGE_MAX 4096

enum service_result {
        SERVICE_OK = 0,
        SERVICE_NONE = -1,    /* nobody has registered for the protocol */
        SERVICE_DEAD = -2,    /* it crashed, exited or broke the rules; it stays dead */
        SERVICE_TOO_BIG = -3, /* the reply does not fit @capacity */
};

/*
 * Loads and runs everything that /etc/services in the archive names, in order, each until it is
 * ready. @archive is mapped and stays so. Returns 0, or -1 after having logged which line or service is wrong. Once.
 */
__attribute__((warn_unused_result)) int services_start(const void *archive, uint64_t size);

/* True if a service has registered for @protocol and has not died. */
bool service_alive(uint32_t protocol);

/*
 * One request to the service of @protocol, on this vCPU; waits while another vCPU is inside. @request, of at most
 * SERVICE_MESSAGE_MAX bytes, is private memory of the caller's; @reply has @capacity bytes, which the service may have written
 * in any case. *@reply_size is set with SERVICE_OK and SERVICE_TOO_BIG.
 */
__attribute__((warn_unused_result)) enum service_result
service_call(uint32_t protocol, const void *request, size_t request_size, void *reply,
             size_t capacity, size_t *reply_size);

#endif

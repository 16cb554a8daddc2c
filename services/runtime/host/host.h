/*
 * services/runtime/host/host.h - swtpm's socket protocol in front of a service's request
 * descriptor.
 */
#ifndef SERVICES_RUNTIME_HOST_HOST_H
#define SERVICES_RUNTIME_HOST_HOST_H

/*
 * Serves at 127.0.0.1, @port and @port + 1, one client each at a time, until the service ends or a
 * client asks for shutdown: returns 0. -1 with a line on stderr if the ports cannot be had.
 */
__attribute__((warn_unused_result)) int host_serve(int port, int requests);

#endif

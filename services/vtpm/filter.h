/*
 * services/vtpm/filter.h - on plain Linux: which calls of the kernel's the service may make (seccomp(2)). Who starts it has made the
 * filter, since what is forbidden ends the process or is logged as he was told. In the SVSM there are few calls to begin with.
 */
#ifndef SERVICES_VTPM_FILTER_H
#define SERVICES_VTPM_FILTER_H

/* Loads the BPF program that is the file @path: so many struct sock_filter. Returns 0, or -1 with a log line. */
__attribute__((warn_unused_result)) int filter_load(const char *path);

#endif

/*
 * tools/tpm/serve/confine.h - filters of the kernel's calls (seccomp(2)), for vtpmd and for who stands in front of it. Who wants them
 * has made them: descriptors of files with so many struct sock_filter.
 */
#ifndef TOOLS_TPM_SERVE_CONFINE_H
#define TOOLS_TPM_SERVE_CONFINE_H

struct confinement {
        int vtpmd; /* its filter, which it loads before it looks at its TPM */
        int ours;  /* of who serves: loaded when vtpmd runs, which it may not start any more */
};

/*
 * From now on this process makes no other calls than its filter allows, if there is one. Returns 0, or -1 after a line.
 */
__attribute__((warn_unused_result)) int confine(const struct confinement *confinement);

#endif

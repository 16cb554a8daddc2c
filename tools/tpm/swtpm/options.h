/*
 * tools/tpm/swtpm/options.h - the command line of `swtpm socket` and `swtpm chardev`, read (man 8 swtpm).
 */
#ifndef TOOLS_TPM_SWTPM_OPTIONS_H
#define TOOLS_TPM_SWTPM_OPTIONS_H

#include <stdbool.h>

/* --ctrl and --server. Numbers that were not given are WORD_NONE. */
struct swtpm_channel {
        const char *type; /* NULL: the channel was not asked for */
        const char *path;
        const char *address;
        const char *interface;
        int port;
        int fd;
        int client_fd;
        int mode, owner, group;
        bool disconnect;
        bool terminate;
};

struct swtpm_log {
        const char *file;
        const char *prefix;
        int fd;
        int level;
        bool truncate;
};

struct swtpm_options {
        struct swtpm_channel control;
        struct swtpm_channel server;
        struct swtpm_log log;
        const char *state_directory; /* or */
        const char *state_uri;
        int state_mode;
        const char *pid_file;
        int pid_fd;
        const char *run_as;
        const char *profile;
        const char *key, *migration_key; /* words of tools/tpm/key/key.h's */
        const char *seccomp;             /* kill, log or none; NULL: kill, as swtpm has it */
        int port, fd;                    /* -p, -f */
        bool tpm2, daemon, terminate;
        bool not_need_init, startup_clear, startup_state, startup_none, startup_deactivated;
        bool disable_auto_shutdown;
        bool incoming, release_lock_outgoing;
        bool reject_locality_4, allow_set_locality;
        bool print_capabilities, print_states, help, version;
        const char *print_info;
};

/*
 * Reads what stands behind the interface's name. Returns 0, or -1 after a line that says what cannot be. Texts stay until
 * the process ends.
 */
__attribute__((warn_unused_result)) int swtpm_options_read(int argc, char **argv,
                                                           struct swtpm_options *out);

void swtpm_help(void);
void swtpm_setup_help(void);

#endif

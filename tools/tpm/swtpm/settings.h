/*
 * tools/tpm/swtpm/settings.h - what cashew-swtpm knows besides its command line: callers that know swtpm name no profile and no CA.
 */
#ifndef TOOLS_TPM_SWTPM_SETTINGS_H
#define TOOLS_TPM_SWTPM_SETTINGS_H

#define SETTING_MAX 1024 /* bytes of a value with its NUL */

struct settings {
        char profile[SETTING_MAX]; /* profile = NAME|FILE; else emulator */
        char ca[SETTING_MAX]; /* ca = SOCKET of `cashew ca serve`; none; or empty: ca_directory's */
        char ca_directory
                [SETTING_MAX]; /* ca-directory = DIR: a CA of this computer's, made when it is needed */
        char vtpmd[SETTING_MAX]; /* vtpmd = PATH */
};

/*
 * Reads @path; NULL: $CASHEW_SWTPM_CONF, or the first of $XDG_CONFIG_HOME/cashew-swtpm.conf, $HOME/.config/cashew-swtpm.conf and
 * /etc/cashew-swtpm.conf that is there, or what holds without one. Returns 0, or -1 after a line.
 */
__attribute__((warn_unused_result)) int settings_read(const char *path, struct settings *out);

#endif

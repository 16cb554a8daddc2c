/* tools/tpm/swtpm/socket.h - `swtpm socket`: a TPM that is served as the command line says. */
#ifndef TOOLS_TPM_SWTPM_SOCKET_H
#define TOOLS_TPM_SWTPM_SOCKET_H

/* @argv[0] is the interface's name. Returns an exit status. */
__attribute__((warn_unused_result)) int swtpm_socket(int argc, char **argv);

#endif

/* tools/x509/error.h - what OpenSSL says when it cannot do a thing. */
#ifndef TOOLS_X509_ERROR_H
#define TOOLS_X509_ERROR_H

/* A line of `cashew @command` on stderr: @what, and the reason on top of OpenSSL's error queue, which is empty then. Returns -1. */
int x509_error(const char *command, const char *what);

#endif

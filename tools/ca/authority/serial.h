/*
 * tools/ca/authority/serial.h - serial numbers of certificates as people and programs write them.
 *
 * Hexadecimal in capital or small letters, with 0x or without, in one piece or with colons or spaces between the bytes, behind
 * "serial=" as openssl-x509(1) prints it; or decimal, as most libraries do. Digits alone may be either.
 */
#ifndef TOOLS_CA_AUTHORITY_SERIAL_H
#define TOOLS_CA_AUTHORITY_SERIAL_H

#define SERIAL_READINGS 2
#define SERIAL_TEXT_MAX 42 /* 20 bytes (RFC 5280, section 4.1.2.2), a sign and a NUL */

/* What a text may mean, each as the records have it: hexadecimal, capital letters, whole bytes. */
struct serial {
        unsigned int count; /* 0: it is no serial number */
        char readings[SERIAL_READINGS][SERIAL_TEXT_MAX];
};

struct serial serial_read(const char *text);

#endif

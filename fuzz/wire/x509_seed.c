/* fuzz/wire/x509_seed.c - the skeleton of a certificate: every field, nothing meaningful in most. */
#include "fuzz/seed.h"

int main(int argc, char **argv)
{
        static const unsigned char certificate[] = {
                0x30, 0x3e,                                           /* Certificate */
                0x30, 0x34,                                           /* TBSCertificate */
                0xa0, 0x03, 0x02, 0x01, 0x02,                         /* version 3 */
                0x02, 0x01, 0x05,                                     /* serial number */
                0x30, 0x03, 0x06, 0x01, 0x2a,                         /* algorithm */
                0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, /* issuer: */
                0x04, 0x03, 0x0c, 0x01, 'c',                          /* CN=c */
                0x30, 0x02, 0x05, 0x00,                               /* validity */
                0x30, 0x00,                                           /* subject */
                0x30, 0x07, 0x30, 0x02, 0x05, 0x00, 0x03, 0x01, 0x00, /* key */
                0x81, 0x01, 0x00, 0x82, 0x01, 0x00,                   /* unique IDs */
                0xa3, 0x02, 0x30, 0x00,                               /* extensions */
                0x30, 0x03, 0x06, 0x01, 0x2a,                         /* algorithm */
                0x03, 0x01, 0x00,                                     /* signature */
        };

        return argc == 2 ? write_seed(argv[1], "seed", certificate, sizeof(certificate)) : 2;
}

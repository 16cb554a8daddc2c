/* tests/services/random.h - a service in the place of the vTPM, whose replies have the size that TPM2_GetRandom's would have. */
#ifndef TESTS_SERVICES_RANDOM_H
#define TESTS_SERVICES_RANDOM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define REQUESTS_FD 3

/* A message is a byte of locality and a TPM command; GetRandom's last two bytes are how much is wanted. */
static inline size_t make_reply(const uint8_t *message, ssize_t size, uint8_t *reply)
{
        size_t wanted = size >= 13 ? (size_t)(message[11] << 8 | message[12]) : 0;

        if (wanted > 64)
                wanted = 64;
        memset(reply, 0x17, 12 + wanted);
        return 12 + wanted;
}

/* Has @answer write each reply to REQUESTS_FD; @count begins at 1. Returns the exit status when there is no request more. */
static inline int serve(long (*answer)(const uint8_t *reply, size_t size, uint64_t count))
{
        static uint8_t message[4097];
        static uint8_t reply[128];

        for (uint64_t count = 1;; count++) {
                ssize_t size = read(REQUESTS_FD, message, sizeof(message));
                size_t length;

                if (size <= 0)
                        return 1;
                length = make_reply(message, size, reply);
                if (answer(reply, length, count) != (long)length)
                        return 2;
        }
}

#endif

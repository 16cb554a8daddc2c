/*
 * A service with the attestation service for a peer: registers a manifest of 5000 bytes in two pieces under the vTPM's GUID,
 * and asks for reports with a pattern in its FPU registers, which the peer's cryptography uses too.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "registers.h"

#define PEER_FD  5
#define MANIFEST 5000
#define PIECE    3000
#define REPORTS  20

static unsigned int lost;
static uint8_t reply[4096];

static long ask_with_pattern(const uint8_t *request, size_t size, uint64_t count)
{
        bool pattern_lost;
        long result = write_with_pattern(PEER_FD, request, size, count, &pattern_lost);

        lost += pattern_lost;
        return result;
}

/* The first number of the reply, or -1. */
static long ask(const uint8_t *request, size_t size, uint64_t count)
{
        uint32_t result;

        if (ask_with_pattern(request, size, count) != (long)size ||
            read(PEER_FD, reply, sizeof(reply)) < (long)sizeof(result))
                return -1;
        memcpy(&result, reply, sizeof(result));
        return (long)result;
}

static void put32(uint8_t *at, uint32_t value)
{
        memcpy(at, &value, sizeof(value));
}

/* lib/svsm/attest_message.h, struct attest_peer_register. */
static long register_piece(uint32_t offset, uint32_t size)
{
        static const uint8_t vtpm[16] = { 0xeb, 0xf1, 0x76, 0xc4, 0x23, 0x01, 0xa5, 0x45,
                                          0x96, 0x41, 0xb4, 0xe7, 0xdd, 0xe5, 0xbf, 0xe3 };
        uint8_t request[32 + PIECE];

        put32(request, 3);
        put32(request + 4, 0);
        memcpy(request + 8, vtpm, sizeof(vtpm));
        put32(request + 24, offset);
        put32(request + 28, MANIFEST);
        memset(request + 32, 'm', size);
        return ask(request, 32 + size, 1);
}

/* struct attest_peer_report; what attestd makes of the data is in the report, and not the data. */
static long ask_for_report(uint64_t count)
{
        static uint8_t last[64];
        uint8_t request[68] = { 1 };

        memset(request + 4, (int)count, 64);
        if (ask(request, sizeof(request), count) != 0 ||
            memcmp(reply + 4 + 0x50, request + 4, 64) == 0 ||
            memcmp(reply + 4 + 0x50, last, 64) == 0)
                return -1;
        memcpy(last, reply + 4 + 0x50, 64);
        return 0;
}

int main(void)
{
        unsigned int reports = 0;
        long first;

        setvbuf(stdout, NULL, _IOLBF, 0);
        first = register_piece(0, PIECE);
        printf("asks: manifest %ld %ld\n", first, register_piece(PIECE, MANIFEST - PIECE));
        for (uint64_t count = 1; count <= REPORTS; count++)
                reports += ask_for_report(count) == 0;
        printf("asks: %u reports, %u lost\n", reports, lost);
        return read(3, reply, sizeof(reply)) > 0;
}

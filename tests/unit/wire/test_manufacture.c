/*
 * tests/unit/wire/test_manufacture.c - a whole manufacture, the real TPM and the real CA in one
 * process, with somebody on the channel between them who changes the CA's reply. Each case has a
 * process of its own, since there is one TPM in a process.
 */
#include "lib/base/bytes.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands.h"
#include "services/vtpm/engine.h"
#include "services/vtpm/manufacture.h"
#include "services/vtpm/tpm.h"
#include "tests/unit/wire/test.h"
#include "tools/ca/ca.h"
#include "tools/ca/records.h"
#include "tools/ca/session.h"
#include "tools/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TPM_RC_INITIALIZE 0x100
#define MANUFACTURED      10 /* exit statuses of a case */
#define STOPPED           11
#define WRONG             12

/* Changes a reply that was read; the pointers may be pointed elsewhere. */
typedef void (*tamper)(struct wire_reply *reply);

static char directory[] = "/tmp/cashew-ca-XXXXXX";
static struct session_ca ca;
static struct session session;
static int ends[2]; /* where the CA's answers go in and come out */
static tamper change;
static char last_line[256];

int command_error(const char *name, const char *format, ...)
{
        (void)name;
        (void)format;
        return 1;
}

const char *ca_default_directory(void)
{
        return directory;
}

void service_log(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(last_line, sizeof(last_line), format, arguments);
        va_end(arguments);
}

uint64_t service_milliseconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int service_channel_write(const void *data, size_t size)
{
        size_t room;

        memcpy(wire_stream_room(&session.stream, &room), data, size);
        wire_stream_added(&session.stream, size);
        return session_run(&ca, &session, ends[0]);
}

/* The reply in @data as the one in between wants it. */
static long tampered(uint8_t *data, const struct wire_frame *frame)
{
        static uint8_t payload[WIRE_PAYLOAD_MAX];
        struct bytes_writer out = bytes_writer(data, WIRE_FRAME_MAX);
        struct wire_reply reply;

        memcpy(payload, frame->payload, frame->size);
        if (wire_read_reply(payload, frame->size, &reply))
                _exit(WRONG);
        change(&reply);
        wire_begin(&out, WIRE_REPLY, frame->session);
        wire_write_reply(&out, &reply);
        return (long)wire_end(&out);
}

/* The CA has answered before the service asks: a frame is there as a whole, or nothing is. */
long service_channel_read(void *data, size_t capacity, uint64_t deadline)
{
        static struct wire_stream stream;
        struct wire_frame frame;
        long size = recv(ends[1], data, capacity, MSG_DONTWAIT);
        size_t room;

        (void)deadline;
        if (size <= 0)
                return 0;
        memset(&stream, 0, sizeof(stream));
        memcpy(wire_stream_room(&stream, &room), data, (size_t)size);
        wire_stream_added(&stream, (size_t)size);
        if (change && wire_stream_next(&stream, &frame) && frame.type == WIRE_REPLY)
                return tampered(data, &frame);
        return size;
}

/* The firmware's view: before its startup the TPM does nothing, then the keys are there. */
static int is_complete(void)
{
        static const uint8_t read_clock[] = { 0x80, 1, 0, 0, 0, 10, 0, 0, 1, 0x81 };
        const uint8_t *response;
        struct bytes_reader in;
        struct tpm_area public;
        size_t size;

        vtpm_exec(0, read_clock, sizeof(read_clock), &response, &size);
        in = bytes_reader(response, size);
        bytes_seek(&in, 6);
        if (bytes_read_be32(&in) != TPM_RC_INITIALIZE)
                return 0;
        return tpm_startup() == 0 && tpm_read_public(0x81010001, &public) == 0 &&
               public.size == 314 && tpm_read_public(0x81010002, &public) == 0 &&
               public.size == 122;
}

/* In a process of its own; passes the last line of the log back. */
static void child(int line)
{
        struct issuer issuer;
        int result;

        ca.quiet = true;
        ca.issuer = &issuer;
        ca.records = records_open(directory);
        if (!ca.records || issuer_load(directory, &issuer) ||
            socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
                _exit(WRONG);
        result = manufacture();
        if (write(line, last_line, sizeof(last_line)) < 0)
                _exit(WRONG);
        if (result)
                _exit(STOPPED);
        _exit(is_complete() ? MANUFACTURED : WRONG);
}

static int run(tamper with)
{
        int line[2];
        int status;
        pid_t pid;

        change = with;
        assert_int_equal(pipe(line), 0);
        pid = fork();
        if (pid == 0)
                child(line[1]);
        close(line[1]);
        memset(last_line, 0, sizeof(last_line));
        assert_true(read(line[0], last_line, sizeof(last_line)) > 0);
        close(line[0]);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        return WEXITSTATUS(status);
}

static void assert_stopped(tamper with, const char *line)
{
        assert_int_equal(run(with), STOPPED);
        assert_string_equal(last_line, line);
}

static void an_honest_channel_makes_a_tpm(void **state)
{
        (void)state;
        assert_int_equal(run(NULL), MANUFACTURED);
        assert_non_null(strstr(last_line, " s, 2 keys, 2 certificates"));
}

static void swap(struct wire_reply *reply)
{
        struct wire_blob first = reply->certificates[0].der;

        reply->certificates[0].der = reply->certificates[1].der;
        reply->certificates[1].der = first;
}

static void drop_one(struct wire_reply *reply)
{
        reply->certificate_count = 1;
}

static void name_another_index(struct wire_reply *reply)
{
        reply->certificates[1].nv_index++;
}

static void cut_short(struct wire_reply *reply)
{
        reply->certificates[0].der.size--;
}

static void change_signature(struct wire_reply *reply)
{
        struct wire_blob der = reply->certificates[0].der;

        /* The payload is the tamperer's own copy. */
        ((uint8_t *)(uintptr_t)der.data)[der.size - 1] ^= 1;
}

static void name_another_issuer(struct wire_reply *reply)
{
        reply->chain[0] = reply->chain[1];
}

static void refuse(struct wire_reply *reply)
{
        *reply = (struct wire_reply){
                .status = WIRE_STATUS_REFUSED,
                .text = { (const uint8_t *)"no", 2 },
        };
}

static void say_nonsense(struct wire_reply *reply)
{
        reply->status = WIRE_STATUS_REFUSED; /* and certificates all the same */
}

static void a_changed_reply_makes_none(void **state)
{
        (void)state;
        assert_stopped(swap, "vtpm: stopped: ek-rsa2048: the certificate is for another key");
        assert_stopped(drop_one, "vtpm: stopped: 1 certificates came for 2 keys");
        assert_stopped(name_another_index,
                       "vtpm: stopped: ek-p256: the CA sent no certificate for it");
        assert_stopped(cut_short,
                       "vtpm: stopped: ek-rsa2048: the certificate is not one X.509 certificate");
        assert_stopped(change_signature, "vtpm: stopped: ek-rsa2048: the certificate was not "
                                         "signed by the issuer that came with it");
        assert_stopped(name_another_issuer, "vtpm: stopped: ek-rsa2048: the certificate was not "
                                            "signed by the issuer that came with it");
        assert_stopped(refuse, "vtpm: stopped: the CA refuses: no");
        assert_stopped(say_nonsense, "vtpm: stopped: the CA's reply makes no sense");
}

static int make_ca(void **state)
{
        char *arguments[] = { (char *)"init", (char *)"--dir", directory, NULL };

        (void)state;
        return mkdtemp(directory) ? ca_init(3, arguments) : -1;
}

static int remove_ca(void **state)
{
        char command[128];

        (void)state;
        snprintf(command, sizeof(command), "rm -rf '%s'", directory);
        return system(command);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_honest_channel_makes_a_tpm),
                cmocka_unit_test(a_changed_reply_makes_none),
        };

        return cmocka_run_group_tests(tests, make_ca, remove_ca);
}

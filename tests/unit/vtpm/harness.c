/* tests/unit/vtpm/harness.c - see harness.h. */
#include "tests/unit/vtpm/harness.h"
#include "lib/snp/report.h"
#include "lib/svsm/attest_message.h"
#include "lib/wire/frame.h"
#include "services/runtime/service.h"
#include "services/vtpm/commands/key.h"
#include "services/vtpm/commands/nv.h"
#include "services/vtpm/commands/startup.h"
#include "services/vtpm/libtpms/engine.h"
#include "services/vtpm/manufacture.h"
#include "services/vtpm/memory.h"
#include "services/vtpm/nv.h"
#include "services/vtpm/state_file.h"
#include "tests/unit/vtpm/test_ca.h"

#include <openssl/sha.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINES 64
#define MANIFESTS 4

/* What a run leaves behind for the test. */
struct outcome {
        char lines[LOG_LINES][200];
        uint32_t line_count;
        uint32_t commands;
        uint32_t stores;
        struct {
                struct attest_peer_register header;
                uint8_t data[ATTEST_MANIFEST_MAX];
        } manifests[MANIFESTS];
        uint32_t manifest_count;
};

static struct outcome *outcome; /* shared with the processes */
static struct harness run;
static struct personality personality;

/* ---- What vtpmd expects around it. */

void service_log(const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        if (outcome->line_count < LOG_LINES)
                vsnprintf(outcome->lines[outcome->line_count++], sizeof(outcome->lines[0]), format,
                          arguments);
        va_end(arguments);
}

uint64_t service_milliseconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint8_t answer[WIRE_FRAME_MAX];
static size_t answer_size;

static void answer_hello(uint64_t session)
{
        struct bytes_writer out = bytes_writer(answer, sizeof(answer));
        struct wire_ready ready = { .challenge = { 5 }, .name = { (const uint8_t *)"CA", 2 } };

        wire_begin(&out, WIRE_READY, session);
        wire_write_ready(&out, &ready);
        answer_size = wire_end(&out);
}

/* What attestd hashes for the service "vtpm". */
static void hash_data(const void *data, size_t size, uint8_t digest[SHA512_DIGEST_LENGTH])
{
        static const struct attest_peer_prefix prefix = { ATTEST_PEER_LABEL, "vtpm" };
        uint8_t hashed[sizeof(prefix) + ATTEST_PEER_DATA_MAX];

        memcpy(hashed, &prefix, sizeof(prefix));
        memcpy(hashed + sizeof(prefix), data, size);
        SHA512(hashed, sizeof(prefix) + size, digest);
}

/* With a peer the request must be proven: the report's data is the digest of what is bound. */
static bool is_proven(const struct wire_request *request)
{
        uint8_t digest[SHA512_DIGEST_LENGTH];

        hash_data(request->bound.data, request->bound.size, digest);
        return request->report.size == SNP_REPORT_SIZE && request->host_certificates.size == 5000 &&
               memcmp(request->report.data + 0x50, digest, sizeof(digest)) == 0;
}

static void answer_request(const struct wire_frame *frame)
{
        struct bytes_writer out = bytes_writer(answer, sizeof(answer));
        struct wire_request request;
        struct wire_reply reply;

        if (wire_read_request(frame->payload, frame->size, &request) ||
            test_ca_answer(&request, &reply) || is_proven(&request) != run.peer)
                _exit(HARNESS_WRONG);
        if (run.change)
                run.change(&reply);
        wire_begin(&out, WIRE_REPLY, frame->session);
        wire_write_reply(&out, &reply);
        answer_size = wire_end(&out);
}

int service_channel_write(const void *data, size_t size)
{
        static struct wire_stream stream;
        struct wire_frame frame;
        size_t room;

        memset(&stream, 0, sizeof(stream));
        memcpy(wire_stream_room(&stream, &room), data, size);
        wire_stream_added(&stream, size);
        if (run.silent || !wire_stream_next(&stream, &frame))
                return 0;
        if (frame.type == WIRE_HELLO)
                answer_hello(frame.session);
        else
                answer_request(&frame);
        return 0;
}

long service_channel_read(void *data, size_t capacity, uint64_t deadline)
{
        size_t size = answer_size < capacity ? answer_size : capacity;

        (void)deadline;
        memcpy(data, answer, size);
        answer_size = 0;
        return (long)size;
}

bool service_has_peer(void)
{
        return run.peer;
}

static size_t peer_certificates(const struct attest_peer_certificates *request, uint8_t *reply)
{
        uint32_t total = 5000;
        uint32_t left = total - request->offset;
        uint32_t piece = left < ATTEST_PEER_PIECE ? left : ATTEST_PEER_PIECE;

        memcpy(reply + 4, &total, sizeof(total));
        memset(reply + 8, 0xce, piece);
        return 8 + piece;
}

static void peer_register(const uint8_t *request, size_t size)
{
        struct attest_peer_register header;
        uint32_t number = outcome->manifest_count;

        memcpy(&header, request, sizeof(header));
        if (number == MANIFESTS || header.total > ATTEST_MANIFEST_MAX ||
            size - sizeof(header) > header.total - header.offset)
                _exit(HARNESS_WRONG);
        outcome->manifests[number].header = header;
        memcpy(outcome->manifests[number].data + header.offset, request + sizeof(header),
               size - sizeof(header));
        if (header.offset + size - sizeof(header) == header.total)
                outcome->manifest_count++;
}

long service_peer_call(const void *request, size_t size, void *reply, size_t capacity)
{
        uint8_t *out = reply;
        uint32_t operation;

        memcpy(&operation, request, sizeof(operation));
        memset(reply, 0, capacity);
        if (operation == ATTEST_PEER_CERTIFICATES)
                return (long)peer_certificates(request, out);
        if (operation == ATTEST_PEER_REGISTER) {
                peer_register(request, size);
                return 4;
        }
        hash_data((const uint8_t *)request + sizeof(operation), size - sizeof(operation),
                  out + 4 + 0x50);
        return 4 + SNP_REPORT_SIZE;
}

/* ---- Where it is killed. The linker puts these in between. */

void __real_vtpm_exec(uint8_t locality, const uint8_t *command, size_t size,
                      const uint8_t **response, size_t *response_size);
void __wrap_vtpm_exec(uint8_t locality, const uint8_t *command, size_t size,
                      const uint8_t **response, size_t *response_size);
int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);
int __real_fdatasync(int descriptor);
int __wrap_fdatasync(int descriptor);
ssize_t __real_pwrite64(int descriptor, const void *data, size_t size, off_t offset);
ssize_t __wrap_pwrite64(int descriptor, const void *data, size_t size, off_t offset);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

/* Half of the commands are killed before the TPM does them, half behind. */
void __wrap_vtpm_exec(uint8_t locality, const uint8_t *command, size_t size,
                      const uint8_t **response, size_t *response_size)
{
        bool now = ++outcome->commands == run.kill_at;

        if (now && run.kill_at % 2)
                _exit(HARNESS_KILLED);
        __real_vtpm_exec(locality, command, size, response, response_size);
        if (now)
                _exit(HARNESS_KILLED);
}

static void count_store(void)
{
        if (++outcome->stores == run.kill_store)
                _exit(HARNESS_KILLED);
}

/* Who is killed while he writes has written half. */
ssize_t __wrap_pwrite64(int descriptor, const void *data, size_t size, off_t offset)
{
        if (outcome->stores + 1 == run.kill_store &&
            __real_pwrite64(descriptor, data, size / 2, offset) < 0)
                _exit(HARNESS_WRONG);
        count_store();
        return __real_pwrite64(descriptor, data, size, offset);
}

int __wrap_fdatasync(int descriptor)
{
        count_store();
        return __real_fdatasync(descriptor);
}

int __wrap_fsync(int descriptor)
{
        count_store();
        return __real_fsync(descriptor);
}

int __wrap_rename(const char *from, const char *to)
{
        int result;

        count_store();
        result = __real_rename(from, to);
        count_store();
        return result;
}

/* ---- The processes. */

struct profile harness_profile(void)
{
        /* PolicySecret(TPM_RH_ENDORSEMENT) for SHA-256 (TCG EK Credential Profile, PolicyA). */
        static const uint8_t policy_a[] = { 0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8,
                                            0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
                                            0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64,
                                            0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa };
        static const uint8_t literal[] = "what the profile says itself";
        struct profile profile = sample_profile();

        profile.nv[SAMPLE_CERTIFICATE_AK].size = 2000;
        profile.nv[SAMPLE_POLICY].policy = SAMPLE_BYTES(policy_a);
        profile.nv[SAMPLE_REPORT].size = 100;
        profile.nv[SAMPLE_REPORT].content = PROFILE_CONTENT_LITERAL;
        profile.nv[SAMPLE_REPORT].subject = PROFILE_NONE;
        profile.nv[SAMPLE_REPORT].literal = SAMPLE_BYTES(literal);
        profile.hook_count = 0;
        return profile;
}

static void load_personality(void)
{
        static uint8_t bytes[PROFILE_SIZE_MAX];
        size_t size = profile_write(&run.profile, bytes, sizeof(bytes));
        size_t offset;

        if (size == 0 || profile_read(bytes, size, &personality.profile, &offset))
                _exit(HARNESS_WRONG);
        SHA384(bytes, size, personality.digest);
        personality_text(personality.profile.name, personality.name);
}

static bool key_is_whole(const struct profile_key *key, const struct memory_key *memory)
{
        struct tpm_area found;
        bool there;

        if (key->disposition == PROFILE_KEY_TEMPLATE)
                return true;
        if (!profile_key_matches(key, memory->public.data, memory->public.size))
                return false;
        if (key->disposition != PROFILE_KEY_PERSISTENT)
                return true;
        return tpm_read_public(key->handle, &found, &there) == 0 && there &&
               found.size == memory->public.size &&
               memcmp(found.data, memory->public.data, found.size) == 0;
}

static bool nv_is_whole(const struct profile_nv *nv, struct memory_nv *memory)
{
        const struct nv_index index = { nv, memory };
        struct tpm_nv_public public;
        uint8_t data[NV_SIZE_MAX];
        size_t size;
        bool there;

        if (tpm_nv_read_public(nv->index, &public, &there) || !there)
                return false;
        if (nv->content == PROFILE_CONTENT_NONE)
                return true;
        if (nv->after_write == PROFILE_AFTER_LOCK && !(public.attributes & TPMA_NV_WRITELOCKED))
                return false;
        return nv_read(&index, data, &size) == 0 && size != 0;
}

/* The firmware's view of the TPM: what is missing? Optional indices may be. */
static bool is_whole(bool without_optional)
{
        static struct memory memory;

        if (tpm_startup() || memory_load(&personality.profile, &memory))
                return false;
        for (uint32_t i = 0; i < personality.profile.key_count; i++) {
                if (!key_is_whole(&personality.profile.keys[i], &memory.keys[i]))
                        return false;
        }
        for (uint32_t i = 0; i < personality.profile.nv_count; i++) {
                const struct profile_nv *nv = &personality.profile.nv[i];

                if ((nv->required || !without_optional) && !nv_is_whole(nv, &memory.nv[i]))
                        return false;
        }
        return true;
}

static void make(void)
{
        if (test_ca_begin())
                _exit(HARNESS_WRONG);
        load_personality();
        if (manufacture(&run.options, &personality))
                _exit(HARNESS_STOPPED);
        run.kill_at = 0;
        if (!is_whole(run.silent))
                _exit(HARNESS_HALF);
        if (run.after)
                run.after();
        _exit(state_file_commit() ? HARNESS_WRONG : HARNESS_DONE);
}

static void inspect(void)
{
        const struct state_place place = { .directory = run.options.state, .mode = 0600 };
        bool found;

        run.kill_at = 0;
        load_personality();
        if (state_file_open(&place, &personality, &found))
                _exit(HARNESS_STOPPED);
        if (!found)
                _exit(HARNESS_NONE);
        if (vtpm_power_on() || !is_whole(false))
                _exit(HARNESS_HALF);
        _exit(HARNESS_DONE);
}

static enum harness_end in_a_process(const struct harness *harness, void (*what)(void))
{
        int status;
        pid_t child;

        if (!outcome)
                outcome = mmap(NULL, sizeof(*outcome), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        memset(outcome, 0, sizeof(*outcome));
        run = *harness;
        child = fork();
        if (child == 0)
                what();
        if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
                return HARNESS_WRONG;
        return (enum harness_end)WEXITSTATUS(status);
}

enum harness_end harness_run(const struct harness *harness)
{
        return in_a_process(harness, make);
}

enum harness_end harness_inspect(const struct harness *harness)
{
        return in_a_process(harness, inspect);
}

const char *harness_last_line(void)
{
        return outcome->line_count ? outcome->lines[outcome->line_count - 1] : "";
}

bool harness_logged(const char *text)
{
        for (uint32_t i = 0; i < outcome->line_count; i++) {
                if (strstr(outcome->lines[i], text))
                        return true;
        }
        return false;
}

uint32_t harness_commands(void)
{
        return outcome->commands;
}

uint32_t harness_stores(void)
{
        return outcome->stores;
}

const uint8_t *harness_manifest(const uint8_t *service, uint32_t version, size_t *size)
{
        for (uint32_t i = 0; i < outcome->manifest_count; i++) {
                const struct attest_peer_register *header = &outcome->manifests[i].header;

                if (header->version == version &&
                    memcmp(header->service, service, sizeof(header->service)) == 0) {
                        *size = header->total;
                        return outcome->manifests[i].data;
                }
        }
        return NULL;
}

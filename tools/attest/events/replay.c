/* tools/attest/events/replay.c - see replay.h. */
#include "tools/attest/events/replay.h"

#include <string.h>

#include "lib/eventlog/describe.h"
#include "lib/eventlog/variable.h"

#define DRTM_FIRST     17
#define DRTM_LAST      22
#define HCRTM_LOCALITY 4

static bool hashes_to(const struct event_bank *bank, const void *data, size_t size,
                      const uint8_t *digest)
{
        const EVP_MD *hash = pcr_hash(bank->algorithm);
        uint8_t made[EVP_MAX_MD_SIZE];
        unsigned int made_size = 0;

        return hash && EVP_Digest(data, size, made, &made_size, hash, NULL) == 1 &&
               made_size == bank->size && memcmp(made, digest, made_size) == 0;
}

/* True if in every bank that can be computed @data hashes to the event's digest, and there is one. */
static bool is_preimage(const struct event_log *log, const struct event *event, const void *data,
                        size_t size)
{
        bool any = false;

        for (size_t i = 0; i < log->bank_count; i++) {
                if (!event->digests[i] || !pcr_hash(log->banks[i].algorithm))
                        continue;
                if (!hashes_to(&log->banks[i], data, size, event->digests[i]))
                        return false;
                any = true;
        }
        return any;
}

/*
 * Firmware of TPM 1.2's time hashes of Secure Boot's variables too the contents alone (a Lenovo's log of go-attestation's): which
 * variable it was, the log says and nothing else.
 */
static bool is_bare_variable(const struct event_log *log, const struct event *event)
{
        struct event_variable variable;

        return event->type == EV_EFI_VARIABLE_DRIVER_CONFIG &&
               event_variable_read(event, &variable) &&
               is_preimage(log, event, variable.data, variable.size);
}

enum event_data event_data_check(const struct event_log *log, const struct event *event)
{
        struct event_preimages preimages;

        event_preimages(event, &preimages);
        for (size_t i = 0; i < preimages.count; i++) {
                if (is_preimage(log, event, preimages.list[i].data, preimages.list[i].size))
                        return EVENT_DATA_MEASURED;
        }
        if (preimages.rule == EVENT_PREIMAGE_MUST)
                return is_bare_variable(log, event) ? EVENT_DATA_DIFFERS : EVENT_DATA_FORGED;
        return preimages.rule == EVENT_PREIMAGE_IS ? EVENT_DATA_DIFFERS : EVENT_DATA_OTHER;
}

/* Zeros, but all ones for those of a dynamic launch that has not been (TCG PC Client Platform TPM Profile, table of PCR attributes). */
static void set_initial(struct pcr_bank *bank)
{
        for (int pcr = DRTM_FIRST; pcr <= DRTM_LAST; pcr++)
                memset(bank->values[pcr], 0xff, bank->size);
}

void replay_begin(struct replay *replay, const struct event_log *log)
{
        *replay = (struct replay){ 0 };
        for (size_t i = 0; i < log->bank_count; i++) {
                struct pcr_bank *bank = pcr_bank_make(&replay->values, log->banks[i].algorithm);

                if (bank)
                        set_initial(bank);
        }
}

/* The value that extending has: hash of the old value and the digest. */
static void extend(struct pcr_bank *bank, uint32_t pcr, const uint8_t *digest)
{
        uint8_t both[2 * EVENT_DIGEST_MAX];
        unsigned int size = 0;

        memcpy(both, bank->values[pcr], bank->size);
        memcpy(both + bank->size, digest, bank->size);
        /* A hash that OpenSSL cannot do leaves the value, which then is nobody's. */
        (void)EVP_Digest(both, 2 * bank->size, bank->values[pcr], &size, pcr_hash(bank->algorithm),
                         NULL);
        bank->known |= UINT32_C(1) << pcr;
}

/* Once, and before anything is measured: it says where PCR 0 begins. */
static void start_at(struct replay *replay, const struct event *event, int locality)
{
        if (locality != 0 && locality != 3 && locality != HCRTM_LOCALITY)
                replay->problem = "names a locality at which no TPM starts";
        for (size_t i = 0; i < replay->values.count; i++) {
                struct pcr_bank *bank = &replay->values.banks[i];

                if (bank->known & 1 || bank->values[0][bank->size - 1])
                        replay->problem = "changes where PCR 0 begins after that";
                bank->values[0][bank->size - 1] = (uint8_t)locality;
        }
        replay->problem_event = event->number;
}

/* With a measurement before TPM2_Startup PCR 0 begins at 4 (TPM 2.0 Part 1, section 34.3). */
static void start_after_hcrtm(struct replay *replay)
{
        for (size_t i = 0; i < replay->values.count; i++) {
                struct pcr_bank *bank = &replay->values.banks[i];

                if (!(bank->known & 1))
                        bank->values[0][bank->size - 1] = HCRTM_LOCALITY;
        }
}

void replay_event(struct replay *replay, const struct event_log *log, const struct event *event)
{
        int locality = event_startup_locality(event);

        if (replay->problem)
                return;
        if (locality >= 0)
                start_at(replay, event, locality);
        if (event->type == EV_NO_ACTION)
                return;
        if (event->type == EV_EFI_HCRTM_EVENT && event->pcr == 0)
                start_after_hcrtm(replay);
        for (size_t i = 0, bank = 0; i < log->bank_count; i++) {
                if (!pcr_hash(log->banks[i].algorithm))
                        continue;
                if (event->digests[i])
                        extend(&replay->values.banks[bank], event->pcr, event->digests[i]);
                else
                        replay->lacking[bank] |= UINT32_C(1) << event->pcr;
                bank++;
        }
}

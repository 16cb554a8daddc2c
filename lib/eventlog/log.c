/*
 * lib/eventlog/log.c - see log.h. Firmware wrote the log, but whoever sends it may have written another: every size is
 * compared with what is left before anything is read by it.
 *
 * Two things that real logs have and the profile does not are read: fewer digests than banks (then the bank cannot be replayed,
 * which is for the caller to say), and bytes of 0x00 or 0xff behind the last event, as an ACPI log area has them.
 */
#include "lib/eventlog/log.h"

#include "lib/base/memory.h"
#include "lib/wire/tpm_public.h"

#define SIGNATURE_SIZE 16
#define SHA1_SIZE      20
#define SM3_256        0x0012
#define SHA3_256       0x0027
#define SHA3_384       0x0028
#define SHA3_512       0x0029

static enum event_log_step bad(struct event_log *log, size_t offset, const char *what,
                               uint64_t found, const char *expected, uint64_t limit)
{
        log->problem = (struct event_log_problem){
                .offset = offset,
                .event = log->events,
                .what = what,
                .found = found,
                .expected = expected,
                .limit = limit,
        };
        log->in.failed = true;
        return EVENT_LOG_BAD;
}

/* What a digest of @algorithm has, 0 if that is not known (TCG Algorithm Registry). */
static size_t known_size(uint16_t algorithm)
{
        switch (algorithm) {
        case TPM_ALG_SHA1:
                return SHA1_SIZE;
        case TPM_ALG_SHA256:
        case SM3_256:
        case SHA3_256:
                return 32;
        case TPM_ALG_SHA384:
        case SHA3_384:
                return 48;
        case TPM_ALG_SHA512:
        case SHA3_512:
                return 64;
        default:
                return 0;
        }
}

static bool has(struct event_log *log, size_t size, const char *what)
{
        if (bytes_left(&log->in) >= size)
                return true;
        (void)bad(log, log->in.offset, what, bytes_left(&log->in), "at least so many bytes", size);
        return false;
}

/* The bytes of an event, behind their size. */
static bool take_data(struct event_log *log, struct event *out)
{
        size_t at = log->in.offset;
        uint32_t size;

        if (!has(log, 4, "size of an event"))
                return false;
        size = bytes_read_le32(&log->in);
        if (size > bytes_left(&log->in)) {
                (void)bad(log, at, "size of an event", size, "at most", bytes_left(&log->in));
                return false;
        }
        out->size = size;
        out->data = bytes_take(&log->in, size);
        return true;
}

static bool good_pcr(struct event_log *log, const struct event *event)
{
        if (event->pcr < EVENT_PCRS || event->type == EV_NO_ACTION)
                return true;
        (void)bad(log, event->offset, "PCR", event->pcr, "at most", EVENT_PCRS - 1);
        return false;
}

/* PFP 1.05, section 10.2.1. */
static bool read_sha1_event(struct event_log *log, struct event *out)
{
        *out = (struct event){ .offset = log->in.offset, .number = log->events };
        if (!has(log, 8 + SHA1_SIZE, "event"))
                return false;
        out->pcr = bytes_read_le32(&log->in);
        out->type = bytes_read_le32(&log->in);
        if (!good_pcr(log, out))
                return false;
        out->digests[0] = bytes_take(&log->in, SHA1_SIZE);
        return take_data(log, out);
}

/* The bank of @algorithm, or the number of banks. */
static size_t find_bank(const struct event_log *log, uint16_t algorithm)
{
        size_t bank = 0;

        while (bank < log->bank_count && log->banks[bank].algorithm != algorithm)
                bank++;
        return bank;
}

/* TPMT_HA: an algorithm that the Spec ID event has named, and a digest of the size that it has named. */
static bool read_digest(struct event_log *log, struct event *out)
{
        size_t at = log->in.offset;
        uint16_t algorithm;
        size_t bank;

        if (!has(log, 2, "digest"))
                return false;
        algorithm = bytes_read_le16(&log->in);
        bank = find_bank(log, algorithm);
        if (bank == log->bank_count) {
                (void)bad(log, at, "algorithm of a digest", algorithm, "one of the Spec ID event's",
                          0);
                return false;
        }
        if (out->digests[bank]) {
                (void)bad(log, at, "algorithm of a digest", algorithm,
                          "one that the event has not yet", 0);
                return false;
        }
        if (!has(log, log->banks[bank].size, "digest"))
                return false;
        out->digests[bank] = bytes_take(&log->in, log->banks[bank].size);
        return true;
}

/* PFP 1.05, section 10.2.2: u32 PCR, u32 type, TPML_DIGEST_VALUES, u32 size, the event. */
static bool read_agile_event(struct event_log *log, struct event *out)
{
        uint32_t count;

        *out = (struct event){ .offset = log->in.offset, .number = log->events };
        if (!has(log, 12, "event"))
                return false;
        out->pcr = bytes_read_le32(&log->in);
        out->type = bytes_read_le32(&log->in);
        if (!good_pcr(log, out))
                return false;
        count = bytes_read_le32(&log->in);
        if (count > log->bank_count) {
                (void)bad(log, out->offset + 8, "number of digests", count, "at most",
                          log->bank_count);
                return false;
        }
        for (uint32_t i = 0; i < count; i++) {
                if (!read_digest(log, out))
                        return false;
        }
        return take_data(log, out);
}

static bool add_bank(struct event_log *log, size_t offset, uint16_t algorithm, uint16_t size)
{
        size_t known = known_size(algorithm);

        if (find_bank(log, algorithm) != log->bank_count)
                (void)bad(log, offset, "algorithm of a bank", algorithm,
                          "one that is not there yet", 0);
        else if (known && size != known)
                (void)bad(log, offset + 2, "size of the algorithm's digests", size, "exactly",
                          known);
        else if (size == 0 || size > EVENT_DIGEST_MAX)
                (void)bad(log, offset + 2, "size of the algorithm's digests", size,
                          "more than 0 and at most", EVENT_DIGEST_MAX);
        else
                log->banks[log->bank_count++] =
                        (struct event_bank){ .algorithm = algorithm, .size = size };
        return !log->problem.expected;
}

/* numberOfAlgorithms and digestSizes of TCG_EfiSpecIdEvent. */
static bool read_banks(struct event_log *log, size_t base, struct bytes_reader *in)
{
        size_t at = base + in->offset;
        uint32_t count = bytes_read_le32(in);

        if (in->failed || count == 0 || count > EVENT_BANKS_MAX) {
                (void)bad(log, at, "number of algorithms", count, "more than 0 and at most",
                          EVENT_BANKS_MAX);
                return false;
        }
        for (uint32_t i = 0; i < count; i++) {
                uint16_t algorithm;

                at = base + in->offset;
                algorithm = bytes_read_le16(in);
                if (!add_bank(log, at, algorithm, bytes_read_le16(in)))
                        return false;
        }
        return true;
}

/*
 * PFP 1.05, section 10.4.5.1; for SHA-1 only, TCG EFI Platform Specification 1.22, section 7.4. Minor comes before major. What
 * a vendor adds, and zeros that some firmware has behind that, mean nothing to us.
 */
static bool read_spec_id(struct event_log *log, const struct event *first, bool agile)
{
        struct bytes_reader in = bytes_reader(first->data, first->size);
        size_t base = log->in.offset - first->size;

        bytes_take(&in, SIGNATURE_SIZE);
        log->platform_class = bytes_read_le32(&in);
        log->version[1] = bytes_read_u8(&in);
        log->version[0] = bytes_read_u8(&in);
        log->version[2] = bytes_read_u8(&in);
        bytes_read_u8(&in); /* uintnSize */
        if (agile) {
                log->bank_count = 0;
                if (!read_banks(log, base, &in))
                        return false;
        }
        if (bytes_left(&in))
                bytes_take(&in, bytes_read_u8(&in)); /* vendorInfo; some have not even its size */
        if (in.failed) {
                (void)bad(log, base, "Spec ID event", first->size, "more bytes than it has", 0);
                return false;
        }
        log->crypto_agile = agile;
        log->has_spec_id = true;
        log->events = 1;
        return true;
}

static bool begins(const struct event *event, const char text[SIGNATURE_SIZE])
{
        return event->size >= SIGNATURE_SIZE && memcmp(event->data, text, SIGNATURE_SIZE) == 0;
}

/* Where the bytes at the end begin that are all 0x00, or all 0xff: looked for once, so that a long run costs no more. */
static size_t find_padding(const uint8_t *data, size_t size)
{
        uint8_t last = data[size - 1];

        if (last != 0x00 && last != 0xff)
                return size;
        while (size > 0 && data[size - 1] == last)
                size--;
        return size;
}

/* The log begins with an event as SHA-1 logs have it, whatever follows. Without a Spec ID event it is read again, as an event. */
bool event_log_open(struct event_log *log, const void *data, size_t size)
{
        struct event first;

        *log = (struct event_log){ .in = bytes_reader(data, size), .bank_count = 1 };
        log->banks[0] = (struct event_bank){ .algorithm = TPM_ALG_SHA1, .size = SHA1_SIZE };
        if (size == 0) {
                (void)bad(log, 0, "log", 0, "at least one event", 0);
                return false;
        }
        log->padding_from = find_padding(data, size);
        if (!read_sha1_event(log, &first))
                return false;
        if (first.type == EV_NO_ACTION && begins(&first, "Spec ID Event03"))
                return read_spec_id(log, &first, true);
        if (first.type == EV_NO_ACTION &&
            (begins(&first, "Spec ID Event02") || begins(&first, "Spec ID Event00")))
                return read_spec_id(log, &first, false);
        log->in = bytes_reader(data, size);
        return true;
}

/*
 * A run of zeros could be read as events of type EV_PREBOOT_CERT (deprecated) without digests and bytes, for PCR 0: nothing
 * is lost by not counting them.
 */
enum event_log_step event_log_next(struct event_log *log, struct event *out)
{
        if (log->in.failed)
                return EVENT_LOG_BAD;
        if (bytes_left(&log->in) == 0)
                return EVENT_LOG_END;
        if (log->in.offset >= log->padding_from) {
                log->padding = bytes_left(&log->in);
                bytes_take(&log->in, log->padding);
                return EVENT_LOG_END;
        }
        if (!(log->crypto_agile ? read_agile_event(log, out) : read_sha1_event(log, out)))
                return EVENT_LOG_BAD;
        log->events++;
        return EVENT_LOG_EVENT;
}

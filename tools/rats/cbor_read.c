/* tools/rats/cbor_read.c - see cbor_read.h. */
#include "tools/rats/cbor_read.h"

#define DEPTH_MOST 16

/* The low five bits of an item's first byte (RFC 8949, section 3). */
#define LOW_IMMEDIATE  24 /* below it they are the value */
#define LOW_LAST       27 /* 24 to 27: it follows, in 1, 2, 4 or 8 bytes */
#define LOW_INDEFINITE 31

#define BREAK 0xff

/* An item's first byte and what belongs to it. */
struct head {
        enum cbor_kind kind;
        uint64_t value;
        bool indefinite;
};

static uint64_t read_value(struct bytes_reader *in, unsigned int low)
{
        switch (low) {
        case 24:
                return bytes_read_u8(in);
        case 25:
                return bytes_read_be16(in);
        case 26:
                return bytes_read_be32(in);
        case LOW_LAST:
                return bytes_read_be64(in);
        default:
                return low;
        }
}

static struct head read_head(struct bytes_reader *in)
{
        uint8_t first = bytes_read_u8(in);
        unsigned int low = first & 0x1f;
        struct head head = { .kind = (enum cbor_kind)(first >> 5) };

        head.indefinite =
                low == LOW_INDEFINITE && (head.kind == CBOR_ARRAY || head.kind == CBOR_MAP);
        if (low > LOW_LAST && !head.indefinite)
                in->failed = true;
        /* Of major type 7 only false, true, null and undefined are data of ours. */
        if (head.kind == CBOR_SIMPLE && low >= LOW_IMMEDIATE)
                in->failed = true;
        if (!head.indefinite && !in->failed)
                head.value = read_value(in, low);
        if (in->failed)
                return (struct head){ .kind = CBOR_NOTHING };
        return head;
}

enum cbor_kind cbor_next(const struct bytes_reader *in)
{
        if (bytes_left(in) == 0 || in->data[in->offset] == BREAK)
                return CBOR_NOTHING;
        return (enum cbor_kind)(in->data[in->offset] >> 5);
}

/* Fails if it is of another kind. */
static struct head expect(struct bytes_reader *in, enum cbor_kind kind)
{
        if (cbor_next(in) != kind) {
                in->failed = true;
                return (struct head){ .kind = CBOR_NOTHING };
        }
        return read_head(in);
}

uint64_t cbor_read_number(struct bytes_reader *in)
{
        return expect(in, CBOR_UNSIGNED).value;
}

int64_t cbor_read_integer(struct bytes_reader *in)
{
        bool negative = cbor_next(in) == CBOR_NEGATIVE;
        uint64_t value = expect(in, negative ? CBOR_NEGATIVE : CBOR_UNSIGNED).value;

        if (value > INT64_MAX) {
                in->failed = true;
                return 0;
        }
        return negative && !in->failed ? -1 - (int64_t)value : (int64_t)value;
}

static const uint8_t *read_string(struct bytes_reader *in, enum cbor_kind kind, size_t *size)
{
        uint64_t length = expect(in, kind).value;
        const uint8_t *data;

        *size = 0;
        if (length > bytes_left(in))
                in->failed = true;
        if (in->failed)
                return NULL;
        data = bytes_take(in, (size_t)length);
        *size = (size_t)length;
        return data;
}

const uint8_t *cbor_read_bytes(struct bytes_reader *in, size_t *size)
{
        return read_string(in, CBOR_BYTES, size);
}

const char *cbor_read_text(struct bytes_reader *in, size_t *size)
{
        return (const char *)read_string(in, CBOR_TEXT, size);
}

uint64_t cbor_read_tag(struct bytes_reader *in)
{
        return expect(in, CBOR_TAG).value;
}

bool cbor_take_tag(struct bytes_reader *in, uint64_t tag)
{
        struct bytes_reader ahead = *in;

        if (cbor_next(in) != CBOR_TAG || cbor_read_tag(&ahead) != tag || ahead.failed)
                return false;
        *in = ahead;
        return true;
}

static struct cbor_list read_list(struct bytes_reader *in, enum cbor_kind kind)
{
        struct head head = expect(in, kind);

        return (struct cbor_list){ .left = head.value, .open = head.indefinite };
}

struct cbor_list cbor_read_array(struct bytes_reader *in)
{
        return read_list(in, CBOR_ARRAY);
}

struct cbor_list cbor_read_map(struct bytes_reader *in)
{
        return read_list(in, CBOR_MAP);
}

bool cbor_more(struct bytes_reader *in, struct cbor_list *list)
{
        if (in->failed)
                return false;
        if (list->open) {
                if (bytes_left(in) == 0) {
                        in->failed = true;
                        return false;
                }
                if (in->data[in->offset] != BREAK)
                        return true;
                in->offset++;
                list->open = false;
        }
        if (list->left == 0)
                return false;
        list->left--;
        return true;
}

/*
 * Without recursion, which a hostile file could make deep: a stack of what is still to come. A map has two items a pair, and a
 * number of pairs that is too large to count is more than there are bytes.
 */
void cbor_skip(struct bytes_reader *in)
{
        struct cbor_list stack[DEPTH_MOST] = { { .left = 1 } };
        unsigned int depth = 1;

        while (depth != 0 && !in->failed) {
                struct head head;
                size_t size;

                if (!cbor_more(in, &stack[depth - 1])) {
                        depth--;
                        continue;
                }
                switch (cbor_next(in)) {
                case CBOR_BYTES:
                case CBOR_TEXT:
                        (void)read_string(in, cbor_next(in), &size);
                        continue;
                case CBOR_NOTHING:
                        in->failed = true;
                        continue;
                default:
                        head = read_head(in);
                        break;
                }
                if (head.kind != CBOR_ARRAY && head.kind != CBOR_MAP && head.kind != CBOR_TAG)
                        continue;
                if (depth == DEPTH_MOST || head.value > in->size) {
                        in->failed = head.kind != CBOR_TAG || depth == DEPTH_MOST;
                        if (in->failed)
                                continue;
                }
                stack[depth++] = (struct cbor_list){
                        .left = head.kind == CBOR_TAG   ? 1
                                : head.kind == CBOR_MAP ? 2 * head.value
                                                        : head.value,
                        .open = head.indefinite,
                };
        }
}

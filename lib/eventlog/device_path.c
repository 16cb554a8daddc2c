/* lib/eventlog/device_path.c - see device_path.h. Texts are like those of UEFI 2.10, section 10.6. */
#include "lib/eventlog/device_path.h"

#include "lib/base/bytes.h"

#define NODE(type, subtype)  ((unsigned int)(type) << 8 | (subtype))
#define PCI_ROOT             0x0a03
#define PCI_EXPRESS_ROOT     0x0a08
#define EISA_PNP             0x41d0
#define END                  0x7f
#define SIGNATURE_TYPE_GUID  2
#define HARD_DRIVE_SIGNATURE 16

/* What a node has behind its header; what is missing reads as zeros. */
struct node {
        unsigned int kind;
        struct bytes_reader in;
};

static void add_guid(struct event_text *text, const char *name, struct node *node)
{
        uint8_t guid[16];

        bytes_read(&node->in, guid, sizeof(guid));
        event_text_add(text, "%s(", name);
        event_text_add_guid(text, guid);
        event_text_add(text, ")");
}

static void add_acpi(struct event_text *text, struct node *node)
{
        uint32_t hid = bytes_read_le32(&node->in);
        uint32_t uid = bytes_read_le32(&node->in);

        if (hid == (PCI_ROOT << 16 | EISA_PNP))
                event_text_add(text, "PciRoot(%u)", (unsigned int)uid);
        else if (hid == (PCI_EXPRESS_ROOT << 16 | EISA_PNP))
                event_text_add(text, "PcieRoot(%u)", (unsigned int)uid);
        else
                event_text_add(text, "Acpi(0x%08x,%u)", (unsigned int)hid, (unsigned int)uid);
}

static void add_hard_drive(struct event_text *text, struct node *node)
{
        uint32_t partition = bytes_read_le32(&node->in);
        uint8_t signature[HARD_DRIVE_SIGNATURE];

        bytes_take(&node->in, 16); /* start and size */
        bytes_read(&node->in, signature, sizeof(signature));
        bytes_read_u8(&node->in); /* format */
        event_text_add(text, "HD(%u,", (unsigned int)partition);
        if (bytes_read_u8(&node->in) == SIGNATURE_TYPE_GUID)
                event_text_add_guid(text, signature);
        else
                event_text_add_hex(text, signature, 4, 4);
        event_text_add(text, ")");
}

static void add_rest(struct event_text *text, const char *name, struct node *node, bool wide)
{
        size_t size = bytes_left(&node->in);
        const uint8_t *rest = bytes_take(&node->in, size);

        event_text_add(text, "%s", name);
        if (wide)
                event_text_add_utf16(text, rest, size);
        else
                event_text_add_ascii(text, rest, size);
        if (name[0])
                event_text_add(text, ")");
}

static void add_pair(struct event_text *text, const char *name, struct node *node,
                     unsigned int bytes)
{
        unsigned int first = bytes == 1 ? bytes_read_u8(&node->in) : bytes_read_le16(&node->in);
        unsigned int second = bytes == 1 ? bytes_read_u8(&node->in) : bytes_read_le16(&node->in);

        event_text_add(text, "%s(%u,%u)", name, first, second);
}

static void add_pci(struct event_text *text, struct node *node)
{
        unsigned int function = bytes_read_u8(&node->in);

        event_text_add(text, "Pci(0x%x,0x%x)", (unsigned int)bytes_read_u8(&node->in), function);
}

static void add_mac(struct event_text *text, struct node *node)
{
        uint8_t address[6];

        bytes_read(&node->in, address, sizeof(address));
        event_text_add(text, "MAC(");
        event_text_add_hex(text, address, sizeof(address), sizeof(address));
        event_text_add(text, ")");
}

static void add_node(struct event_text *text, struct node *node)
{
        switch (node->kind) {
        case NODE(1, 1):
                return add_pci(text, node);
        case NODE(1, 4):
                return add_guid(text, "VenHw", node);
        case NODE(2, 1):
                return add_acpi(text, node);
        case NODE(3, 2):
                return add_pair(text, "Scsi", node, 2);
        case NODE(3, 5):
                return add_pair(text, "USB", node, 1);
        case NODE(3, 10):
                return add_guid(text, "VenMsg", node);
        case NODE(3, 11):
                return add_mac(text, node);
        case NODE(3, 12):
                return event_text_add(text, "IPv4()");
        case NODE(3, 13):
                return event_text_add(text, "IPv6()");
        case NODE(3, 18):
                return add_pair(text, "Sata", node, 2);
        case NODE(3, 23):
                return event_text_add(text, "NVMe(0x%x)", (unsigned int)bytes_read_le32(&node->in));
        case NODE(3, 24):
                return add_rest(text, "Uri(", node, false);
        case NODE(4, 1):
                return add_hard_drive(text, node);
        case NODE(4, 2):
                return event_text_add(text, "CDROM(%u)", (unsigned int)bytes_read_le32(&node->in));
        case NODE(4, 3):
                return add_guid(text, "VenMedia", node);
        case NODE(4, 4):
                return add_rest(text, "", node, true);
        case NODE(4, 6):
                return add_guid(text, "FvFile", node);
        case NODE(4, 7):
                return add_guid(text, "Fv", node);
        case NODE(4, 8):
                return event_text_add(text, "Offset()");
        default:
                event_text_add(text, "Path(%u,%u)", node->kind >> 8, node->kind & 0xff);
        }
}

void device_path_text(struct event_text *text, const uint8_t *data, size_t size)
{
        struct bytes_reader in = bytes_reader(data, size);
        bool first = true;

        while (bytes_left(&in) && !text->cut) {
                unsigned int type = bytes_read_u8(&in);
                unsigned int subtype = bytes_read_u8(&in);
                size_t length = bytes_read_le16(&in);
                struct node node = { .kind = NODE(type, subtype) };
                const uint8_t *body = length < 4 ? NULL : bytes_take(&in, length - 4);

                if (!body) {
                        event_text_add(text, " (malformed)");
                        return;
                }
                if (type == END)
                        return;
                node.in = bytes_reader(body, length - 4);
                event_text_add(text, first ? "" : "/");
                first = false;
                add_node(text, &node);
        }
}

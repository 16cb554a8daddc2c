/* guest/probe/host.c - the host as the guest sees it: it gets pages, and shows lines on the console. */
#include <stdarg.h>

#include "guest/probe/probe.h"
#include "lib/base/format.h"
#include "lib/base/memory.h"
#include "lib/snp/ghcb_client.h"

static bool has_ghcb;

/*
 * First rescinded, then shared: a page that is still validated would keep the host from having it
 * (GHCB 2.0, section 4.1.6). Reason 0xfd, as there is no console yet.
 */
void give_to_host(uint64_t page)
{
        if (svsm_pvalidate(page, false, false, false) != SVSM_SUCCESS ||
            msr_protocol(page | (uint64_t)GHCB_PSC_SHARED << 52 | GHCB_MSR_PSC_REQUEST) !=
                    GHCB_MSR_PSC_RESPONSE)
                msr_protocol(GHCB_MSR_TERMINATE | 0xfd << 16 | GHCB_REASON_SET_CASHEW << 12);
}

/*
 * Registered before it is used, as the host of an SNP guest asks for (GHCB 2.0, section 2.3.1).
 * Without that nothing is printed, and the tests go on.
 */
void share_ghcb(void)
{
        give_to_host(probe_ghcb_address());
        memset(probe_ghcb(), 0, sizeof(struct ghcb));
        has_ghcb = msr_protocol(probe_ghcb_address() | GHCB_MSR_REGISTER_REQUEST) ==
                   (probe_ghcb_address() | GHCB_MSR_REGISTERED);
}

/* A line is made whole and then written: what does not fit is cut. */
struct line {
        char text[256];
        size_t length;
};

static void put(void *context, char c)
{
        struct line *line = context;

        if (line->length < sizeof(line->text))
                line->text[line->length++] = c;
}

/* The first UART, a 16550. */
#define UART_DATA      0x3f8
#define UART_STATE     0x3fd
#define UART_CAN_WRITE 0x20
#define UART_FIFO_SIZE 16

/* False: the host does not answer. A busy one may not have taken yet what was written last. */
static bool wait_for_room(const struct ghcb_client *client)
{
        uint32_t state;

        do {
                if (ghcb_port_in(client, UART_STATE, 1, &state) != GHCB_OK)
                        return false;
        } while (!(state & UART_CAN_WRITE));
        return true;
}

/*
 * As many bytes as the UART's FIFO takes at once, so that a line is a few exits and not one a
 * character.
 */
static void write_line(const struct line *line)
{
        const struct ghcb_client client = { probe_ghcb(), probe_ghcb_address() };
        size_t part;

        for (size_t done = 0; done < line->length && wait_for_room(&client); done += part) {
                part = line->length - done;
                if (part > UART_FIFO_SIZE)
                        part = UART_FIFO_SIZE;
                if (ghcb_port_out_bytes(&client, UART_DATA, line->text + done, part) != GHCB_OK)
                        return;
        }
}

/* Lines end with CR and LF, as a terminal wants them. */
void probe_log(const char *format, ...)
{
        struct line line = { .text = "probe: ", .length = 7 };
        va_list arguments;

        if (!has_ghcb)
                return;
        va_start(arguments, format);
        format_to(put, &line, format, arguments);
        va_end(arguments);
        put(&line, '\r');
        put(&line, '\n');
        write_line(&line);
}

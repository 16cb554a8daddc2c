/*
 * kernel/host/uart.c - the 16550 (register names as in its data sheet), by IOIO events of the GHCB (GHCB 2.0, section 4.1).
 *
 * Data goes out a FIFO's worth at a time, once the transmitter is empty: one exit for the state and one for up
 * to sixteen bytes.
 */
#include "kernel/host/uart.h"
#include "kernel/arch/stop.h"
#include "kernel/base/patience.h"
#include "kernel/cpu/area.h"

#define UART_DATA            0
#define UART_IER             1
#define UART_FCR             2
#define UART_LCR             3
#define UART_MCR             4
#define UART_LSR             5
#define LCR_8N1              0x03
#define LCR_DLAB             0x80
#define FCR_ENABLE_AND_CLEAR 0x07
#define MCR_DTR_RTS          0x03
#define LSR_DATA_READY       0x01
#define LSR_THR_EMPTY        0x20
#define FIFO_SIZE            16

/* A second: no UART is slower, so the host does not want the bytes. */
#define PATIENCE_NS UINT64_C(1000000000)

/* What the host answers to port accesses is its own business: without an answer nothing is there. */
static void out(uint16_t port, uint8_t value)
{
        if (ghcb_port_out(&cpu_current()->ghcb, port, 1, value) != GHCB_OK)
                return;
}

static bool in(uint16_t port, uint8_t *value)
{
        uint32_t answer;

        if (ghcb_port_in(&cpu_current()->ghcb, port, 1, &answer) != GHCB_OK)
                return false;
        *value = (uint8_t)answer;
        return true;
}

void uart_init(uint16_t port)
{
        out(port + UART_IER, 0);
        out(port + UART_LCR, LCR_DLAB);
        out(port + UART_DATA, 1); /* the divisor: 115200 */
        out(port + UART_IER, 0);
        out(port + UART_LCR, LCR_8N1);
        out(port + UART_FCR, FCR_ENABLE_AND_CLEAR);
        out(port + UART_MCR, MCR_DTR_RTS);
}

static bool wait_for_room(uint16_t port)
{
        struct patience patience = patience_for(PATIENCE_NS);
        uint8_t state;

        do {
                if (!in(port + UART_LSR, &state))
                        return false;
                if (state & LSR_THR_EMPTY)
                        return true;
                arch_relax();
        } while (patience_left(&patience));
        return false;
}

size_t uart_write(uint16_t port, const uint8_t *data, size_t size)
{
        size_t done = 0;

        while (done < size && wait_for_room(port)) {
                size_t part = size - done < FIFO_SIZE ? size - done : FIFO_SIZE;

                if (ghcb_port_out_bytes(&cpu_current()->ghcb, port, data + done, part) != GHCB_OK)
                        break;
                done += part;
        }
        return done;
}

/* One byte an exit, and one for its being there: only then is it known whether the FIFO has another one. */
size_t uart_read(uint16_t port, uint8_t *data, size_t size)
{
        size_t done = 0;
        uint8_t state;

        while (done < size && in(port + UART_LSR, &state) && (state & LSR_DATA_READY))
                if (!in(port + UART_DATA, &data[done++]))
                        return done - 1;
        return done;
}

/*
 * softsnp/snp/ghcb_ioio.c - port accesses, single and string: passed to the hardware, but for what host/ filters.
 *
 * exit_info1 is what the CPU says in EXITINFO1 of an intercepted IN or OUT (APM vol. 2, section 15.10.2). Strings come through
 * memory that the guest shares, of which it says the address in the field `scratch`.
 */
#include "lib/base/memory.h"
#include "lib/x86/cpu.h"
#include "softsnp/host/fw_cfg.h"
#include "softsnp/rmp/table.h"
#include "softsnp/snp/ghcb_serve.h"
#include "softsnp/start/console.h"
#include "softsnp/start/layout.h"

/*
 * Elements, of up to four bytes: more than a guest's buffer has, and not so much that the machine
 * stands still.
 */
#define STRING_BYTES_MOST UINT64_C(0x10000)

#define LOG_LIMIT 4

struct port_access {
        uint16_t port;
        unsigned int size; /* bytes: 1, 2, 4 */
        bool in;
};

/* The machine's own end is not for guests to write: it tells whoever started it how it ended. */
static bool is_machines(const struct port_access *access)
{
        return access->port <= END_PORT && access->port + access->size > END_PORT;
}

/*
 * QEMU's isa-debug-exit ends the machine at once (hw/misc/debugexit.c, debug_exit_write()), so what the guest writes there is
 * said before. COCONUT-SVSM's tests end with 0x10.
 */
static void note_guest_exit(const struct ghcb_call *call, const struct port_access *access)
{
        static unsigned int logged;

        if (access->port == GUEST_EXIT_PORT && !access->in && logged++ < LOG_LIMIT)
                log_line("VMPL%u of vcpu %u ends the machine, port 0x%x, value 0x%x",
                         call->vcpu->vmpl, call->vcpu->cpu->id, GUEST_EXIT_PORT,
                         (uint32_t)call->rax);
}

/* The widths are told apart, since a port of two bytes is not two ports. */
static uint32_t device_in(const struct port_access *access)
{
        switch (access->size) {
        case 1:
                return inb(access->port);
        case 2:
                return inw(access->port);
        default:
                return inl(access->port);
        }
}

static void device_out(const struct port_access *access, uint32_t value)
{
        switch (access->size) {
        case 1:
                outb(access->port, (uint8_t)value);
                break;
        case 2:
                outw(access->port, (uint16_t)value);
                break;
        default:
                outl(access->port, value);
        }
}

/*
 * What is the machine's, what is filtered, and then the device; a port that is not the guest's
 * reads as ones, as one that nobody answers.
 */
static uint32_t port_in(const struct port_access *access)
{
        uint32_t value;

        if (is_machines(access))
                return UINT32_MAX;
        if (fw_cfg_filter_in(access->port, access->size, &value))
                return value;
        return device_in(access);
}

static void port_out(const struct port_access *access, uint32_t value)
{
        if (!is_machines(access) && !fw_cfg_filter_out(access->port, access->size, value))
                device_out(access, value);
}

static void bytes_out(uint16_t port, const uint8_t *data, uint64_t count)
{
        __asm__ volatile("rep outsb" : "+S"(data), "+c"(count) : "d"(port) : "memory");
}

/*
 * The filter's own file reads are done at once; all else element by element, as each may have an
 * effect.
 */
static void string_in(const struct port_access *access, uint8_t *data, uint64_t count)
{
        if (access->size == 1 && fw_cfg_filter_read(access->port, data, count))
                return;
        for (uint64_t i = 0; i < count; i++) {
                uint32_t value = port_in(access);

                memcpy(data + i * access->size, &value, access->size);
        }
}

/* The console is the usual target, and one REP OUTSB is one exit to whoever runs softsnp. */
static void string_out(const struct port_access *access, const uint8_t *data, uint64_t count)
{
        if (access->size == 1 && fw_cfg_filter_passes(access->port) && !is_machines(access)) {
                bytes_out(access->port, data, count);
                return;
        }
        for (uint64_t i = 0; i < count; i++) {
                uint32_t value = 0;

                memcpy(&value, data + i * access->size, access->size);
                port_out(access, value);
        }
}

/* exit_info2 has the count: 1 without a REP prefix. */
static struct ghcb_answer string_io(const struct ghcb_call *call, const struct port_access *access)
{
        uint64_t count = call->info2;
        uint8_t *data;

        if (!GHCB_HAS(call, scratch))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        if (count == 0)
                return ghcb_done(0);
        if (count > STRING_BYTES_MOST)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        data = ghcb_scratch(call, count * access->size);
        if (!data)
                return ghcb_malformed(GHCB_ERROR_INVALID_SCRATCH);
        if (access->in)
                string_in(access, data, count);
        else
                string_out(access, data, count);
        return ghcb_done(0);
}

/* Bits of RAX above the size are not the port's: out they are left off, in they are zero. */
static struct ghcb_answer register_io(const struct ghcb_call *call,
                                      const struct port_access *access)
{
        uint32_t mask = access->size == 4 ? UINT32_MAX : (1u << 8 * access->size) - 1;

        if (access->in) {
                GHCB_SET(call->page, rax, port_in(access) & mask);
                return ghcb_done(0);
        }
        if (!GHCB_HAS(call, rax))
                return ghcb_malformed(GHCB_ERROR_MISSING_INPUT);
        note_guest_exit(call, access);
        port_out(access, (uint32_t)call->rax & mask);
        return ghcb_done(0);
}

/* Size in 6:4, one bit for each width; direction and form as the APM has them. */
struct ghcb_answer serve_ioio(struct ghcb_call *call)
{
        struct port_access access = {
                .port = (uint16_t)(call->info1 >> IOIO_PORT_SHIFT),
                .size = call->info1 >> 4 & 7,
                .in = call->info1 & IOIO_IN,
        };

        if (access.size != 1 && access.size != 2 && access.size != 4)
                return ghcb_malformed(GHCB_ERROR_INVALID_INPUT);
        if (call->info1 & IOIO_STRING)
                return string_io(call, &access);
        return register_io(call, &access);
}

/* direct/chipset.c - see chipset.h. ICH9's LPC bridge is PCI device 0:1f.0 (QEMU hw/isa/lpc_ich9.c), the host bridge 0:0.0
 * (hw/pci-host/q35.c, pam.c). */
#include "direct/chipset.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA    0xcfc
#define PCI_ENABLE  0x80000000u

#define HOST_BRIDGE   0
#define ROM_MEMORY    0x90 /* seven registers */
#define ROM_REGISTERS 7
#define ROM_IS_RAM    0x33 /* two areas: read and written, both are the RAM behind the ROMs */

#define LPC_BRIDGE    (0x1fu << 11)
#define PM_BASE       0x40
#define PM_BASE_IS_IO 1
#define ACPI_CONTROL  0x44
#define ACPI_IS_ON    0x80

static bool write_config(const struct ghcb_client *ghcb, uint32_t device, uint32_t offset,
                         unsigned int size, uint32_t value)
{
        return ghcb_port_out(ghcb, PCI_ADDRESS, 4, PCI_ENABLE | device | (offset & ~3u)) ==
                       GHCB_OK &&
               ghcb_port_out(ghcb, (uint16_t)(PCI_DATA + (offset & 3)), size, value) == GHCB_OK;
}

bool chipset_start(const struct ghcb_client *ghcb)
{
        for (uint32_t i = 0; i < ROM_REGISTERS; i++)
                if (!write_config(ghcb, HOST_BRIDGE, ROM_MEMORY + i, 1, ROM_IS_RAM))
                        return false;
        return write_config(ghcb, LPC_BRIDGE, PM_BASE, 4, CHIPSET_PM_BASE | PM_BASE_IS_IO) &&
               write_config(ghcb, LPC_BRIDGE, ACPI_CONTROL, 1, ACPI_IS_ON);
}

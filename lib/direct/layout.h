/*
 * lib/direct/layout.h - where things lie in an image that is Linux alone: 2 MiB at the end of 4 GiB, in which no host has RAM.
 * Also for assembly.
 *
 * tools/image fills it, direct/ runs in it. The addresses are Linux' too: they stand in its zero page.
 */
#ifndef LIB_DIRECT_LAYOUT_H
#define LIB_DIRECT_LAYOUT_H

#define DIRECT_BASE       0xffe00000
#define DIRECT_SIZE       0x00200000
#define DIRECT_IMAGE      0xffe00000 /* struct direct_image */
#define DIRECT_ZERO_PAGE  0xffe01000 /* struct boot_params, as Linux calls it */
#define DIRECT_CMDLINE    0xffe02000
#define DIRECT_CPUID      0xffe04000
#define DIRECT_SECRETS    0xffe05000
#define DIRECT_MAP        0xffe06000 /* the host's memory map */
#define DIRECT_GHCB       0xffe07000
#define DIRECT_COUNT      0xffe08000 /* how many processors the host says there are */
#define DIRECT_APIC_IDS   0xffe09000 /* their IDs, if it says them: shared with the host */
#define DIRECT_SETUP_DATA 0xffe0f000 /* struct direct_setup_data */
#define DIRECT_ACPI       0xffe10000 /* the tables that Linux gets */
#define DIRECT_ACPI_SIZE  0x00008000
#define DIRECT_PROGRAM    0xfffe0000 /* direct/direct.ld */

/* A guest's RAM ends here at the latest; devices are between this and 4 GiB. */
#define DIRECT_RAM_HOLE 0xe0000000

#endif

/*
 * direct/dsdt.S - the DSDT's byte code (ACPI 6.5, chapter 20; resources: section 6.4), in ASL:
 *
 *   Name (_S5, Package () { 0, 0, 0, 0 })
 *   Scope (\_SB) {
 *     Device (PCI0) {
 *       Name (_HID, EisaId ("PNP0A03"))
 *       Name (_UID, 0)
 *       Name (_CRS, ResourceTemplate () {
 *         WordBusNumber (ResourceProducer, MinFixed, MaxFixed, PosDecode, 0, 0, 0xff, 0, 0x100)
 *         IO (Decode16, 0xcf8, 0xcf8, 1, 8)
 *         WordIO (ResourceProducer, MinFixed, MaxFixed, PosDecode, EntireRange, 0, 0, 0xcf7, 0, 0xcf8)
 *         WordIO (ResourceProducer, MinFixed, MaxFixed, PosDecode, EntireRange, 0, 0xd00, 0xffff, 0, 0xf300)
 *         DWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed, NonCacheable, ReadWrite,
 *                      0, 0xe0000000, 0xfebfffff, 0, 0x1ec00000)
 *       })
 *     }
 *   }
 *
 * PCI's interrupt lines are not described: its devices interrupt by messages.
 */
#include "lib/direct/layout.h"

#define NAME    0x08
#define BYTE    0x0a
#define DWORD   0x0c
#define SCOPE   0x10
#define BUFFER  0x11
#define PACKAGE 0x12
#define EXT     0x5b
#define DEVICE  0x82

#define IO_APIC 0xfec00000

        /* The length of what is between here and @end, in two bytes. */
        .macro length end
        .byte 0x40 | ((\end - .) & 0xf), (\end - . + 1) >> 4
        .endm

        .section .rodata, "a"
        .globl dsdt_code, dsdt_code_end
dsdt_code:
        .byte NAME
        .ascii "_S5_"
        .byte PACKAGE, 6, 4, 0, 0, 0, 0

        .byte SCOPE
        length dsdt_code_end
        .ascii "\\_SB_"
        .byte EXT, DEVICE
        length dsdt_code_end
        .ascii "PCI0"
        .byte NAME
        .ascii "_HID"
        .byte DWORD, 0x41, 0xd0, 0x0a, 0x03
        .byte NAME
        .ascii "_UID"
        .byte 0
        .byte NAME
        .ascii "_CRS"
        .byte BUFFER
        length dsdt_code_end
        .byte BYTE, dsdt_code_end - resources
resources:
        .byte 0x88, 13, 0, 2, 0x0c, 0
        .word 0, 0, 0xff, 0, 0x100
        .byte 0x47, 1
        .word 0xcf8, 0xcf8
        .byte 1, 8
        .byte 0x88, 13, 0, 1, 0x0c, 3
        .word 0, 0, 0xcf7, 0, 0xcf8
        .byte 0x88, 13, 0, 1, 0x0c, 3
        .word 0, 0xd00, 0xffff, 0, 0xf300
        .byte 0x87, 23, 0, 0, 0x0c, 1
        .long 0, DIRECT_RAM_HOLE, IO_APIC - 1, 0, IO_APIC - DIRECT_RAM_HOLE
        .byte 0x79, 0
dsdt_code_end:
        .section .note.GNU-stack, "", @progbits

#!/usr/bin/env python3
"""every-feature.py TOP IMAGE OUT - adds to an image what the format has and our own images do not use.

Other platforms with headers of their own, pages of 2 MiB, unmeasured and shared pages, a parameter area of several pages, and
save areas of vCPU 1 and 2. Nothing that was there changes.
"""
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

SNP, ES, TDX = 1, 2, 4
FREE = 0x8000000000  # where there is no memory until a file asks for it: VMPL0 validates none of it for the guest
SHARED = FREE + 0x800000  # QEMU does not look at the flag


def large_contents():
    return b''.join(struct.pack('<512Q', *(page << 32 | i for i in range(512))) for page in range(512))


def additions():
    some = struct.pack('<512Q', *range(512))
    return [
        igvm.required_memory(FREE, 0x1000000, SNP),
        igvm.page(FREE, large_contents(), SNP, igvm.IS_2MB),
        igvm.page(FREE + 0x200000, None, SNP, igvm.IS_2MB),
        igvm.page(FREE + 0x400000, None, SNP, igvm.IS_2MB | igvm.UNMEASURED),
        igvm.page(FREE + 0x600000, some, SNP, igvm.UNMEASURED),
        igvm.page(FREE + 0x601000, None, SNP, igvm.UNMEASURED),
        igvm.page(SHARED, some, SNP, igvm.SHARED),
        igvm.page(FREE + 0x603000, some, SNP | ES),
        igvm.page(FREE + 0x604000, some, ES | TDX),
        igvm.page(SHARED + 0x200000, large_contents(), SNP, igvm.IS_2MB | igvm.SHARED),
        igvm.area(7, 5, bytes(range(256)) * 80),
        igvm.parameter(igvm.VP_COUNT, 7, 0x4ffc),
        igvm.insert(7, FREE + 0x700000, SNP | ES),
        igvm.required_memory(FREE, 0x10000, ES),
    ]


def save_area(context, vp_index):
    """The boot vCPU's, with another RIP."""
    data = bytearray(context.data)
    struct.pack_into('<Q', data, 0x178, 0x1000 * vp_index)
    return igvm.context(bytes(data), vp_index)


def main():
    headers = igvm.read(open(sys.argv[2], 'rb').read())
    context = next(header for header in headers if header.kind == igvm.VP_CONTEXT)
    directives = next(i for i, header in enumerate(headers) if 0x301 <= header.kind & ~igvm.OPTIONAL <= 0x400)
    platforms = [igvm.platform(ES, igvm.SEV_ES), igvm.platform(TDX, igvm.TDX)]
    headers[directives:directives] = [save_area(context, 2)]
    headers += additions() + [save_area(context, 1), igvm.context(context.data, 0, mask=ES)]
    headers[1:1] = platforms
    open(sys.argv[3], 'wb').write(igvm.write(headers))


main()

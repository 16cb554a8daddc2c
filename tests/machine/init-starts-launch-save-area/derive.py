#!/usr/bin/env python3
"""derive.py TOP IMAGE - adds a save area of vCPU 1 to an image, and the page that it starts in."""
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

START = 0x37800000
COUNTER = START + 0x800

# 32-bit code without paging: lock incl COUNTER; pause; jmp back.
code = b'\xf0\xff\x05' + struct.pack('<I', COUNTER) + b'\xf3\x90' + b'\xeb\xf5'
headers = igvm.read(open(sys.argv[2], 'rb').read())
save_area = bytearray(next(header.data for header in headers if header.kind == igvm.VP_CONTEXT))
struct.pack_into('<Q', save_area, 0x178, START)  # RIP
for header in headers:
    if header.kind == igvm.VP_CONTEXT:  # KVM keeps them all, or none
        header.change(0, 'Q', igvm.KVM_SAVE_AREA_GPA)
headers += [igvm.page(START, code + bytes(igvm.PAGE - len(code))), igvm.context(bytes(save_area), 1)]
open(sys.argv[2], 'wb').write(igvm.write(headers))

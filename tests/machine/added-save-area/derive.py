#!/usr/bin/env python3
"""derive.py TOP IMAGE - the boot vCPU's save area is KVM's own, and at the reset vector there is code that counts."""
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

COUNTER = 0x7000

# 16-bit code: lock inc dword [COUNTER]; pause; jmp back.
code = b'\xf0\x66\xff\x06' + struct.pack('<H', COUNTER) + b'\xf3\x90' + b'\xeb\xf6'
headers = igvm.read(open(sys.argv[2], 'rb').read())
save_area = next(header.data for header in headers if header.kind == igvm.VP_CONTEXT)
headers = [header for header in headers if header.kind != igvm.VP_CONTEXT]
headers += [igvm.page(COUNTER), igvm.page(0xFFFFF000, bytes(0xFF0) + code + bytes(16 - len(code))), igvm.context(save_area, 0)]
open(sys.argv[2], 'wb').write(igvm.write(headers))

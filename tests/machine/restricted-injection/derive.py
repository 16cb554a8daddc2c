#!/usr/bin/env python3
"""derive.py TOP IMAGE - VMPL0's save area asks for restricted injection."""
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

SEV_FEATURES = 0x3b0
RESTRICTED_INJECTION = 8

headers = igvm.read(open(sys.argv[2], 'rb').read())
for header in headers:
    if header.kind == igvm.VP_CONTEXT:
        area = bytearray(header.data)
        features, = struct.unpack_from('<Q', area, SEV_FEATURES)
        struct.pack_into('<Q', area, SEV_FEATURES, features | RESTRICTED_INJECTION)
        header.data = bytes(area)
open(sys.argv[2], 'wb').write(igvm.write(headers))

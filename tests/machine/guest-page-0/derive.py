#!/usr/bin/env python3
"""derive.py TOP IMAGE - a page at address 0, with the numbers 0, 1, 2... in it."""
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

headers = igvm.read(open(sys.argv[2], 'rb').read())
headers.append(igvm.page(0, struct.pack('<512Q', *range(512))))
open(sys.argv[2], 'wb').write(igvm.write(headers))

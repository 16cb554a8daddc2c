#!/usr/bin/env python3
"""derive.py TOP IMAGE - an image that wants memory where no machine of the size has RAM, as other SVSMs do."""
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

headers = igvm.read(open(sys.argv[2], 'rb').read())
headers += [igvm.required_memory(0x8000000000, 0x1000000), igvm.page(0x8000002000, b'\x5a' * igvm.PAGE),
            igvm.page(0x7FF80000000, b'\xa5' * igvm.PAGE), igvm.page(0xFFFFF000, b'\x3c' * igvm.PAGE)]
open(sys.argv[2], 'wb').write(igvm.write(headers))

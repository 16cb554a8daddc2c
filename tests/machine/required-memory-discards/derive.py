#!/usr/bin/env python3
"""derive.py TOP IMAGE - requires the page into which the host puts the number of vCPUs once more, behind everything else."""
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + '/tests/vectors/igvm')

import igvm  # noqa: E402

headers = igvm.read(open(sys.argv[2], 'rb').read())
area = next(header.unpack('I')[0] for header in headers if header.kind == igvm.VP_COUNT)
place = next(header.unpack('QII')[0] for header in headers
             if header.kind == igvm.PARAMETER_INSERT and header.unpack('QII')[2] == area)
headers.append(igvm.required_memory(place, igvm.PAGE))
open(sys.argv[2], 'wb').write(igvm.write(headers))

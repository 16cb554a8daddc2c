#!/usr/bin/env python3
"""tests/qemu-kvm/change.py - writes an IGVM file with one change: a byte of a page, of a register, or the address of a page.

Usage: change.py FROM TO page|register|address
"""
import struct
import sys
import zlib

data = bytearray(open(sys.argv[1], 'rb').read())
where = sys.argv[3]
start, size = struct.unpack_from('<II', data, 8)
at, done = start, False
while not done and at < start + size:
    kind, length = struct.unpack_from('<II', data, at)
    if kind == 0x302:  # gpa, compatibility mask, file offset
        gpa, _, offset = struct.unpack_from('<QII', data, at + 8)
        if where == 'page' and offset:
            data[offset + 100] ^= 1
            done = True
        elif where == 'address':
            # Far from everything else, in memory that no other page is at.
            struct.pack_into('<Q', data, at + 8, 0x20000000)
            done = True
    elif kind == 0x304 and where == 'register':  # RDI of the save area
        offset, = struct.unpack_from('<I', data, at + 20)
        data[offset + 0x338] ^= 1
        done = True
    at += 8 + (length + 7) // 8 * 8
if not done:
    sys.exit('there is nothing to change')
# The checksum is over headers, with itself as 0.
struct.pack_into('<I', data, 20, 0)
struct.pack_into('<I', data, 20, zlib.crc32(bytes(data[:start + size])))
open(sys.argv[2], 'wb').write(data)

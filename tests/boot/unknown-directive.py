#!/usr/bin/env python3
"""Replaces the first directive's type in an IGVM file by 0x3fe and mends the checksum, so that only that is wrong."""
import struct
import sys
import zlib

data = bytearray(open(sys.argv[1], "rb").read())
offset, size = struct.unpack_from("<II", data, 8)
position = offset
while position < offset + size:
    kind, length = struct.unpack_from("<II", data, position)
    if 0x301 <= kind <= 0x400:
        struct.pack_into("<I", data, position, 0x3FE)
        break
    position += 8 + (length + 7) // 8 * 8
header = 24 if struct.unpack_from("<I", data, 4)[0] == 1 else 32
struct.pack_into("<I", data, 20, 0)
struct.pack_into("<I", data, 20, zlib.crc32(bytes(data[:header] + data[offset:offset + size])))
open(sys.argv[2], "wb").write(data)

#!/usr/bin/env python3
"""change-id-block.py IN OUT PLACE - flips a bit at PLACE of the ID block's body, or of GUEST_POLICY's if PLACE is `policy`,
or of the first page of data if it is `page`, and makes the checksum right."""
import struct
import sys
import zlib


def find(data, wanted):
    start, size = struct.unpack_from('<II', data, 8)
    at = start
    while at < start + size:
        kind, length = struct.unpack_from('<II', data, at)
        if kind == wanted and (wanted != 0x302 or struct.unpack_from('<I', data, at + 20)[0]):
            return at + 8
        at += 8 + length + -length % 8
    raise SystemExit(f'no header of type {wanted:#x}')


def main():
    source, target, place = sys.argv[1:]
    with open(source, 'rb') as file:
        data = bytearray(file.read())
    if place == 'policy':
        data[find(data, 0x101) + 2] ^= 8  # bit 19: debugging
    elif place == 'page':
        data[struct.unpack_from('<I', data, find(data, 0x302) + 12)[0]] ^= 1
    else:
        data[find(data, 0x30b) + int(place)] ^= 1
    start, size = struct.unpack_from('<II', data, 8)
    data[20:24] = bytes(4)
    data[20:24] = struct.pack('<I', zlib.crc32(bytes(data[:24]) + bytes(data[start:start + size])))
    with open(target, 'wb') as file:
        file.write(data)


main()

#!/usr/bin/env python3
"""bzimage.py CODE OUT - puts a bzImage's setup part in front of code."""
import struct
import sys

code = open(sys.argv[1], "rb").read()
setup = bytearray(2 * 512)
setup[0x1F1] = 1
struct.pack_into("<I", setup, 0x1F4, len(code) // 16)
setup[0x201] = 0x6A
setup[0x202:0x206] = b"HdrS"
struct.pack_into("<H", setup, 0x206, 0x20F)
struct.pack_into("<I", setup, 0x22C, 0x7FFFFFFF)
struct.pack_into("<H", setup, 0x236, 1)
struct.pack_into("<I", setup, 0x238, 2047)
struct.pack_into("<Q", setup, 0x258, 0x1000000)
struct.pack_into("<I", setup, 0x260, 0x300000)
open(sys.argv[2], "wb").write(setup + code)

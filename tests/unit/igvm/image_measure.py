#!/usr/bin/env python3
"""image_measure.py CASHEW - compares `cashew image measure` and `dump` with a writer and a digest of our own.

Nothing here shares code with the library: files are made with struct and zlib, digests with hashlib.
"""
import hashlib
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zlib

PAGE = 4096
SNP, NATIVE = 1, 2


def header(kind, body):
    return struct.pack('<II', kind, len(body)) + body + bytes(-len(body) % 8)


class Image:
    """An IGVM file in the making, and its launch digest for SEV-SNP."""

    def __init__(self):
        self.parts = []  # (function of the data's file offset) -> header bytes
        self.data = b''
        self.digest = bytes(48)

    def update(self, kind, gpa, contents=bytes(48)):
        info = self.digest + contents + struct.pack('<HBBBBBBQ', 0x70, kind, 0, 0, 0, 0, 0, gpa)
        assert len(info) == 0x70
        self.digest = hashlib.sha384(info).digest()

    def add(self, kind, pack):
        self.parts.append(lambda base: header(kind, pack(base)))

    def store(self, data):
        offset = len(self.data)
        self.data += data
        return lambda base: base + offset

    def page(self, gpa, contents, mask=SNP, flags=0, kind=0):
        place = self.store(contents) if contents else lambda base: 0
        self.add(0x302, lambda base: struct.pack('<QIIIHH', gpa, mask, place(base), flags, kind, 0))
        if not mask & SNP or flags & 4:
            return
        if kind:
            self.update({1: 5, 2: 6, 3: 6}[kind], gpa)
        elif flags & 2:
            self.update(4, gpa)
        else:
            self.update(1, gpa, hashlib.sha384(contents or bytes(PAGE)).digest())

    def area(self, index, gpa, pages):
        self.add(0x301, lambda base: struct.pack('<QII', pages * PAGE, index, 0))
        self.add(0x307, lambda base: struct.pack('<II', index, 4))
        self.add(0x303, lambda base: struct.pack('<QII', gpa, SNP | NATIVE, index))
        for i in range(pages):
            self.update(4, gpa + i * PAGE)

    def context(self, vmsa, stored):
        place = self.store(stored)
        self.add(0x304, lambda base: struct.pack('<QIIHH', 0xfffffffff000, SNP, place(base), 0, 0))
        self.update(2, 0xfffffffff000, hashlib.sha384(vmsa + bytes(PAGE - len(vmsa))).digest())

    def bytes(self):
        size = sum(len(part(0)) for part in self.parts)
        variable = b''.join(part(24 + size) for part in self.parts)
        total = 24 + size + len(self.data)
        crc = zlib.crc32(struct.pack('<6I', 0x4d564749, 1, 24, size, total, 0) + variable)
        return struct.pack('<6I', 0x4d564749, 1, 24, size, total, crc) + variable + self.data


def make(seed):
    rng = random.Random(seed)
    image = Image()
    image.add(0x1, lambda base: struct.pack('<IBBHQ', SNP, 0, 2, 1, 0))
    image.add(0x1, lambda base: struct.pack('<IBBHQ', NATIVE, 0, 0, 1, 0))
    image.add(0x101, lambda base: struct.pack('<QII', 0x30000, SNP, 0))
    for i in range(rng.randrange(4)):
        image.area(rng.randrange(1 << 30) * 4 + i, 0x1000000 + i * 16 * PAGE, rng.randrange(1, 9))
    places = list(range(0, 0x80000, PAGE))
    rng.shuffle(places)
    for gpa in places[:rng.randrange(1, 60)]:
        contents = rng.choice([None, bytes(PAGE), rng.randbytes(PAGE)])
        kind, flags = rng.choice([(0, 0), (0, 0), (0, 2), (0, 4), (1, 0), (2, 0), (3, 0)])
        image.page(gpa, contents, rng.choice([SNP, SNP, SNP | NATIVE, NATIVE]), flags, kind)
    vmsa = rng.randbytes(0x670)
    image.context(vmsa, vmsa + bytes(PAGE - len(vmsa)))
    return image


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


def check(cashew, path, seed):
    image = make(seed)
    with open(path, 'wb') as file:
        file.write(image.bytes())
    result = run(cashew, 'image', 'measure', path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == image.digest.hex() + '\n', seed
    result = run(cashew, 'image', 'dump', path, '--json')
    assert result.returncode == 0, result.stderr
    headers = json.loads(result.stdout)['headers']
    assert len(headers) == len(image.parts), seed
    assert run(cashew, 'image', 'dump', path).returncode == 0


def check_refusals(cashew, path):
    good = make(1).bytes()
    for damaged, where in ((good[:-1], 'fixed header'), (good[:40] + b'\xff' + good[41:], 'checksum')):
        with open(path, 'wb') as file:
            file.write(damaged)
        for command in ('measure', 'dump'):
            result = run(cashew, 'image', command, path)
            assert result.returncode == 1 and where in result.stderr, result
    os.unlink(path)
    assert run(cashew, 'image', 'measure', path).returncode == 1
    assert run(cashew, 'image', 'measure').returncode == 2
    assert run(cashew, 'image', 'dump', '--nonsense').returncode == 2


def main():
    cashew = sys.argv[1]
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'sample.igvm')
        for seed in range(40):
            check(cashew, path, seed)
        check_refusals(cashew, path)
    print('40 images measured alike')


if __name__ == '__main__':
    main()

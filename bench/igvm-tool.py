#!/usr/bin/env python3
"""bench/igvm-tool.py - what bench/igvm cannot do in a shell.

image FILE MIB: an IGVM file for SEV-SNP with that much page data at random, in pages of 4 KiB.
time COMMAND...: runs it, output thrown away, and prints wall seconds and CPU seconds.
memory COMMAND...: runs it and prints the most memory in KiB that it had besides mapped files, which is looked up again and again
while it runs: apart from the times, since that slows it down.
"""
import os
import resource
import struct
import subprocess
import sys
import time
import zlib

PAGE = 4096
SAVE_AREA = 0x670


def header(kind, body):
    return struct.pack('<II', kind, len(body)) + body + bytes(-len(body) % 8)


def write_image(path, mebibytes):
    """Written piece by piece: a writer for images that fit into memory is in tests/vectors/igvm."""
    count = mebibytes * 256
    first = header(0x1, struct.pack('<IBBHQ', 1, 0, 2, 1, 0)) + header(0x101, struct.pack('<QII', 0x30000, 1, 0))
    size = len(first) + 32 * count + 32
    data = (24 + size + PAGE - 1) // PAGE * PAGE
    pages = (header(0x302, struct.pack('<QIIIHH', (1 << 32) + i * PAGE, 1, data + i * PAGE, 0, 0, 0)) for i in range(count))
    variable = first + b''.join(pages) + header(0x304, struct.pack('<QIIHH', 0xFFFFFFFFF000, 1, data + count * PAGE, 0, 0))
    fixed = struct.pack('<6I', 0x4D564749, 1, 24, size, data + (count + 1) * PAGE, 0)
    with open(path, 'wb') as file:
        file.write(fixed[:20] + struct.pack('<I', zlib.crc32(fixed + variable)) + variable)
        file.write(bytes(data - 24 - size))
        for _ in range(mebibytes):
            file.write(os.urandom(1 << 20))
        file.write(os.urandom(SAVE_AREA) + bytes(PAGE - SAVE_AREA))


def own_memory(process):
    """KiB in memory now that no file backs."""
    try:
        with open(f'/proc/{process}/status', encoding='ascii') as status:
            return sum(int(line.split()[1]) for line in status if line.startswith(('RssAnon', 'RssShmem')))
    except (OSError, ProcessLookupError):
        return 0


def run_timed(command):
    start = time.monotonic()
    status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode
    wall = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f'{wall:.4f} {used.ru_utime + used.ru_stime:.4f}')
    return status


def run_watched(command):
    peak = 0
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, own_memory(process.pid))
    print(peak)
    return process.returncode


if sys.argv[1] == 'image':
    write_image(sys.argv[2], int(sys.argv[3]))
else:
    sys.exit({'time': run_timed, 'memory': run_watched}[sys.argv[1]](sys.argv[2:]))

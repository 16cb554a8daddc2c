"""Writes the IGVM files that the tests of libigvm read, without any code of ours that reads or writes IGVM.

make_files.py DIRECTORY writes isolated.igvm (format version 1, platforms SEV-SNP, SEV-ES, VSM isolation, TDX; every type of
header that the reference reads), native.igvm and large.igvm (version 2, native x86-64, which QEMU can run) and
cca.igvm (version 2, AArch64).
"""
import pathlib
import struct
import sys
import zlib

MAGIC = 0x4D564749
PAGE = 4096


def page(seed, size=PAGE):
    return bytes((i * seed + (i >> 8)) & 0xFF for i in range(size))


class File:
    """Headers in order; data is laid behind them, at once for each header that has some."""

    def __init__(self, version, architecture=0):
        self.version = version
        self.architecture = architecture
        self.headers = []

    def add(self, kind, body, data=None, offset_at=None, gap=0):
        """A header; @data goes to the file data after @gap bytes, its offset to @offset_at in the body."""
        self.headers.append((kind, bytearray(body), data, offset_at, gap))

    def bytes(self):
        start = 24 if self.version == 1 else 32
        size = sum(8 + (len(body) + 7) // 8 * 8 for _, body, *_ in self.headers)
        data = b""
        variable = b""
        for kind, body, contents, offset_at, gap in self.headers:
            if contents is not None:
                data += bytes(gap)
                struct.pack_into("<I", body, offset_at, start + size + len(data))
                data += contents
            variable += struct.pack("<II", kind, len(body)) + body + bytes(-len(body) % 8)
        data = data or bytes(8)
        total = start + size + len(data)

        def fixed(checksum):
            header = struct.pack("<6I", MAGIC, self.version, start, size, total, checksum)
            return header + (struct.pack("<II", self.architecture, PAGE) if self.version == 2 else b"")

        return fixed(zlib.crc32(fixed(0) + variable)) + variable + data


def platform(file, mask, kind, vtl=0, boundary=0):
    file.add(0x1, struct.pack("<IBBHQ", mask, vtl, kind, 1, boundary))


def page_data(file, gpa, mask, data=None, flags=0, kind=0, gap=0):
    file.add(0x302, struct.pack("<QIIIHH", gpa, mask, 0, flags, kind, 0), data, 12, gap)


def context(file, gpa, mask, data, index=0, reserved=0, gap=0):
    file.add(0x304, struct.pack("<QIIHH", gpa, mask, 0, index, reserved), data, 12, gap)


def parameter_area(file, index, pages, data=None):
    file.add(0x301, struct.pack("<QII", pages * PAGE, index, 0), data, 12)


def parameters(file, index, kinds):
    for place, kind in enumerate(kinds):
        file.add(kind, struct.pack("<II", index, place * 64))


def insert(file, gpa, mask, index):
    file.add(0x303, struct.pack("<QII", gpa, mask, index))


def registers(values):
    """A VSM isolation context: VTL 2, names as in the Hyper-V Top-Level Functional Specification, 64-bit values."""
    records = b"".join(struct.pack("<BI11xQ8x", 2, name, value) for name, value in values)
    return struct.pack("<I", len(values)) + records


SNP, ES, VSM, TDX = 1, 2, 4, 0x80000000


def isolated():
    file = File(1)
    platform(file, SNP, 2, boundary=1 << 46)
    platform(file, ES, 5)
    platform(file, VSM, 1, vtl=2)
    platform(file, TDX, 3)
    file.add(0x101, struct.pack("<QII", 0x30000, SNP, 0))
    file.add(0x101, struct.pack("<QII", 0x5, ES, 0))
    file.add(0x102, struct.pack("<IHBBQQQQQ", VSM, 0, 2, 7, 0x1000, 0x800000, 0x2000, 0, 0x40000000))
    file.add(0x103, struct.pack("<IHBBQQQ", VSM, 0, 2, 0, 0x900000, 0x3000, 0x1000))
    parameter_area(file, 7, 2, page(5, 2 * PAGE))
    parameters(file, 7, [0x307, 0x308, 0x309, 0x30A, 0x30C, 0x30E, 0x30F, 0x310, 0x312, 0x313])
    insert(file, 0x200000, SNP | VSM, 7)
    parameter_area(file, 0, 1)
    insert(file, 0x300000, TDX, 0)
    file.add(0x305, struct.pack("<QIIII", 0, SNP, 0x400000, 1, 0))
    file.add(0x30D, struct.pack("<QII", 0x500000, TDX, 0x1000))
    page_data(file, 0x100000, SNP | ES, page(3))
    page_data(file, 0x101000, SNP)
    page_data(file, 0x102000, SNP | TDX, page(9), gap=3)
    page_data(file, 0x103000, SNP, kind=1)
    page_data(file, 0x104000, SNP, page(11), kind=2, gap=5)
    page_data(file, 0x105000, SNP, kind=3)
    page_data(file, 0x106000, TDX, page(13), flags=2)
    page_data(file, 0x107000, VSM, page(17), flags=4)
    file.add(0x30B, struct.pack("<IB3x", SNP, 1) + page(7, 48 + 16 + 16 + 16 + 4 * 144 + 2 * 8))
    file.add(0x311, struct.pack("<8I", VSM, 1, 2, 3, 4, 5, 1, 1) + page(19, 64 + 256 + 512))
    context(file, 0, VSM, registers([(0x20010, 0x100000), (0x20004, 0x200000)]), gap=1)
    context(file, 0xFFFFFFFFF000, ES, page(21), index=0)
    context(file, 0xFFFFFFFFF000, SNP, page(23), index=1, gap=7)
    return file


def protected_mode(start):
    """A native context: 32-bit protected mode without paging, flat segments, at @start."""
    registers = struct.pack("<17QQ", *[0] * 16, start, 2)
    tables = struct.pack("<QHHHHQ", 0, 0, 0, 0, 0, 0)
    segments = struct.pack("<HHIIHHII", 8, 0xC09B, 0, 0xFFFFFFFF, 16, 0xC093, 0, 0xFFFFFFFF)
    control = struct.pack("<5Q", 0, 0x11, 0, 0, 0)
    return (registers + tables + segments + control).ljust(PAGE, b"\0")


def program(text, with_count):
    """Writes the text at the address, and the number of processors, to the serial line, then 0x10 to port 0xf4: QEMU's end."""
    code = b"\xbe" + struct.pack("<I", text)  # mov esi, text
    code += bytes.fromhex("66baf803 ac84c07403eeebf8")  # mov dx, 0x3f8; 1: lodsb; test al, al; jz 2f; out dx, al; jmp 1b
    if with_count:
        code += bytes.fromhex("a000000100 0430ee")  # 2: mov al, [0x10000]; add al, '0'; out dx, al
    return code + bytes.fromhex("b00aee b010e6f4 f4ebfd")  # mov al, 10; out dx, al; mov al, 0x10; out 0xf4, al; 3: hlt; jmp 3b


TEXT = b"native IGVM, processors: "
LARGE_TEXT = b"a page of 2 MiB"


def native():
    file = File(2)
    platform(file, 1, 0)
    parameter_area(file, 1, 1)
    parameters(file, 1, [0x307])
    insert(file, 0x10000, 1, 1)
    parameter_area(file, 2, 1)
    parameters(file, 2, [0x30C])
    insert(file, 0x11000, 1, 2)
    page_data(file, 0x100000, 1, program(0x101000, True).ljust(PAGE, b"\0"), gap=1)
    page_data(file, 0x101000, 1, TEXT.ljust(PAGE, b"\0"))
    page_data(file, 0x102000, 1)
    page_data(file, 0x103000, 1, page(3))
    context(file, 0, 1, protected_mode(0x100000), gap=2)
    return file


def large():
    """The text is in the second half of a page of 2 MiB."""
    file = File(2)
    platform(file, 1, 0)
    page_data(file, 0x100000, 1, program(0x300000, False).ljust(PAGE, b"\0"))
    page_data(file, 0x200000, 1, bytes(0x100000) + LARGE_TEXT.ljust(0x100000, b"\0"), flags=1)
    context(file, 0, 1, protected_mode(0x100000))
    return file


def cca():
    file = File(2, architecture=1)
    platform(file, 1, 6)
    file.add(0x106, struct.pack("<IIQQBB6x", 1, 0, 2, 1, 2, 1))
    page_data(file, 0x40000000, 1, page(31))
    return file


def main():
    directory = pathlib.Path(sys.argv[1])
    for make in isolated, native, large, cca:
        (directory / f"{make.__name__}.igvm").write_bytes(make().bytes())


main()

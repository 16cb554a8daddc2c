"""IGVM files in Python: enough to read an image, change its headers and write it again.

Shares nothing with lib/igvm, so that the tests compare two readings of the format (github.com/microsoft/igvm, igvm_defs). What
a header has in the file data is with the header, and finds a place when the file is written.
"""
import struct
import zlib

PAGE = 4096
LARGE_PAGE = 0x200000
SAVE_AREA = 0x670
KVM_SAVE_AREA_GPA = 0xFFFFFFFFF000

MAGIC = 0x4D564749
OPTIONAL = 0x80000000

# Types of headers.
SUPPORTED_PLATFORM = 0x1
GUEST_POLICY = 0x101
CORIM_DOCUMENT = 0x104
CORIM_SIGNATURE = 0x105
PARAMETER_AREA = 0x301
PAGE_DATA = 0x302
PARAMETER_INSERT = 0x303
VP_CONTEXT = 0x304
REQUIRED_MEMORY = 0x305
VP_COUNT = 0x307
SNP_ID_BLOCK = 0x30B
ERROR_RANGE = 0x30D
VBS_MEASUREMENT = 0x311

# Types of platforms.
NATIVE, VSM_ISOLATION, SEV_SNP, TDX, SEV, SEV_ES, CCA = range(7)

# Page data: flags and types.
IS_2MB, UNMEASURED, SHARED = 1, 2, 4
NORMAL, SECRETS, CPUID_DATA, CPUID_XF = range(4)

# Where the body has the compatibility mask, and where the offset of its file data.
MASK_AT = {SUPPORTED_PLATFORM: 0, GUEST_POLICY: 8, 0x102: 0, 0x103: 0, CORIM_DOCUMENT: 0, CORIM_SIGNATURE: 0, PAGE_DATA: 8,
           PARAMETER_INSERT: 8, VP_CONTEXT: 8, REQUIRED_MEMORY: 8, SNP_ID_BLOCK: 0, ERROR_RANGE: 8, VBS_MEASUREMENT: 0}
OFFSET_AT = {PAGE_DATA: 12, PARAMETER_AREA: 12, VP_CONTEXT: 12, CORIM_DOCUMENT: 4, CORIM_SIGNATURE: 4}


class Header:
    """One variable header; data is what its file offset leads to, or None. The offset itself is 0: write() finds a place."""

    def __init__(self, kind, body, data=None):
        self.kind = kind
        self.body = bytes(body)
        self.data = data

    def unpack(self, layout):
        return struct.unpack_from('<' + layout, self.body)

    def change(self, offset, layout, value):
        body = bytearray(self.body)
        struct.pack_into('<' + layout, body, offset, value)
        self.body = bytes(body)

    def key(self):
        return self.kind, self.body, self.data

    @property
    def mask(self):
        """The compatibility mask; all ones for a type without one."""
        at = MASK_AT.get(self.kind)
        return 0xFFFFFFFF if at is None else struct.unpack_from('<I', self.body, at)[0]


def platform(mask, kind):
    return Header(SUPPORTED_PLATFORM, struct.pack('<IBBHQ', mask, 0, kind, 1, 0))


def policy(mask, value=0x30000):
    return Header(GUEST_POLICY, struct.pack('<QII', value, mask, 0))


def area(index, pages, data=None):
    return Header(PARAMETER_AREA, struct.pack('<QII', pages * PAGE, index, 0), data)


def parameter(kind, index, offset=0):
    return Header(kind, struct.pack('<II', index, offset))


def insert(index, gpa, mask=1):
    return Header(PARAMETER_INSERT, struct.pack('<QII', gpa, mask, index))


def page(gpa, data=None, mask=1, flags=0, kind=NORMAL):
    return Header(PAGE_DATA, struct.pack('<QIIIHH', gpa, mask, 0, flags, kind, 0), data)


def context(data, vp_index=0, gpa=KVM_SAVE_AREA_GPA, mask=1):
    return Header(VP_CONTEXT, struct.pack('<QIIHH', gpa, mask, 0, vp_index, 0), data)


def required_memory(gpa, size, mask=1):
    return Header(REQUIRED_MEMORY, struct.pack('<QIIII', gpa, mask, size, 0, 0))


def _data_size(kind, body, rest):
    if kind == PAGE_DATA:
        return LARGE_PAGE if struct.unpack_from('<I', body, 16)[0] & IS_2MB else PAGE
    if kind == PARAMETER_AREA:
        return struct.unpack_from('<Q', body)[0]
    if kind == VP_CONTEXT:
        return min(PAGE, rest)
    return struct.unpack_from('<I', body, 8)[0]


def read(blob):
    """The headers of a file, whose size and checksum must be right."""
    magic, version, start, size, total, checksum = struct.unpack_from('<6I', blob)
    assert (magic, total) == (MAGIC, len(blob)) and version in (1, 2)
    assert checksum == zlib.crc32(blob[:20] + bytes(4) + blob[24:start + size])
    headers = []
    position = start
    while position < start + size:
        kind, length = struct.unpack_from('<II', blob, position)
        header = Header(kind, blob[position + 8:position + 8 + length])
        at = OFFSET_AT.get(kind & ~OPTIONAL)
        if at is not None:
            offset = struct.unpack_from('<I', header.body, at)[0]
            if offset:
                header.data = blob[offset:offset + _data_size(kind & ~OPTIONAL, header.body, len(blob) - offset)]
            header.change(at, 'I', 0)
        headers.append(header)
        position += 8 + (length + 7) // 8 * 8
    assert position == start + size
    return headers


def write(headers, version=1, share=True):
    """A file. Equal data has one place, if it is shared. A file without data gets eight bytes of it, since the reference wants some."""
    start = 24 if version == 1 else 32
    size = sum(8 + (len(header.body) + 7) // 8 * 8 for header in headers)
    places = {}
    data = b''
    variable = b''
    for header in headers:
        body = bytearray(header.body)
        at = OFFSET_AT.get(header.kind & ~OPTIONAL)
        if at is not None:
            if header.data is not None and (header.data not in places or not share):
                places[header.data] = start + size + len(data)
                data += header.data + bytes(-len(header.data) % 8)
            struct.pack_into('<I', body, at, 0 if header.data is None else places[header.data])
        variable += struct.pack('<II', header.kind, len(body)) + body + bytes(-len(body) % 8)
    data = data or bytes(8)
    fixed = struct.pack('<6I', MAGIC, version, start, size, start + size + len(data), 0)
    extension = struct.pack('<II', 0, PAGE) if version == 2 else b''
    checksum = zlib.crc32(fixed + extension + variable)
    return fixed[:20] + struct.pack('<I', checksum) + extension + variable + data

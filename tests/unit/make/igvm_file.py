"""igvm_file.py - IGVM files taken apart and put together, by another implementation than the one that is tested."""
import struct
import zlib

PAGE = 4096
LARGE_PAGE = 0x200000
PLATFORM, POLICY, CORIM = 0x1, 0x101, 0x104
AREA, PAGE_DATA, INSERT, CONTEXT, MEMORY = 0x301, 0x302, 0x303, 0x304, 0x305
VP_COUNT, ID_BLOCK, MEMORY_MAP, ERROR_RANGE = 0x307, 0x30b, 0x30c, 0x30d
PARAMETERS = (0x307, 0x308, 0x309, 0x30a, 0x30c, 0x30e, 0x30f, 0x310, 0x312, 0x313)
NATIVE, VSM, SNP, TDX, SEV, SEV_ES, CCA = range(7)

# Where the body has the mask, the parameter area, the file offset.
MASK = {PLATFORM: 0, POLICY: 8, CORIM: 0, PAGE_DATA: 8, INSERT: 8, CONTEXT: 8, MEMORY: 8, ID_BLOCK: 0, ERROR_RANGE: 8}
AREA_INDEX = {AREA: 8, INSERT: 12, **{kind: 0 for kind in PARAMETERS}}
OFFSET = {AREA: 12, PAGE_DATA: 12, CONTEXT: 12, CORIM: 4}


class Header:
    """A variable header. The file offset in its body is 0; data is what it leads to, None: nothing."""

    def __init__(self, kind, body, data=None):
        self.kind, self.body, self.data = kind, bytes(body), data

    def _at(self, places):
        return struct.unpack_from('<I', self.body, places[self.kind])[0] if self.kind in places else None

    mask = property(lambda self: self._at(MASK))
    area = property(lambda self: self._at(AREA_INDEX))

    def key(self):
        return self.kind, self.body, self.data

    def data_size(self):
        if self.kind == PAGE_DATA:
            return LARGE_PAGE if struct.unpack_from('<I', self.body, 16)[0] & 1 else PAGE
        if self.kind == AREA:
            return struct.unpack_from('<Q', self.body)[0]
        return struct.unpack_from('<I', self.body, 8)[0] if self.kind == CORIM else PAGE


def patched(body, place, value):
    return body[:place] + struct.pack('<I', value) + body[place + 4:]


class File:
    def __init__(self, data):
        magic, self.version, start, size, total, crc = struct.unpack_from('<6I', data)
        assert (magic, total) == (0x4d564749, len(data))
        assert crc == zlib.crc32(data[:20] + bytes(4) + data[24:start + size])
        self.extension = struct.unpack_from('<II', data, 24) if self.version == 2 else (0, PAGE)
        self.headers, self.size = [], total
        at = start
        while at < start + size:
            kind, length = struct.unpack_from('<II', data, at)
            header = Header(kind, data[at + 8:at + 8 + length])
            if kind in OFFSET:
                offset, = struct.unpack_from('<I', header.body, OFFSET[kind])
                header.data = data[offset:offset + header.data_size()] if offset else None
                header.body = patched(header.body, OFFSET[kind], 0)
            self.headers.append(header)
            at += 8 + length + -length % 8
        assert at == start + size

    def keys(self):
        return [header.key() for header in self.headers]

    def kinds(self, kind):
        return [header for header in self.headers if header.kind == kind]


def write(headers, version=1):
    """The bytes of a file; equal data is not shared."""
    start = 24 if version == 1 else 32
    size = sum(8 + len(h.body) + -len(h.body) % 8 for h in headers)
    variable, data = b'', b''
    for header in headers:
        body = header.body
        if header.data is not None:
            body = patched(body, OFFSET[header.kind], start + size + len(data))
            data += header.data + bytes(-len(header.data) % 8)
        variable += struct.pack('<II', header.kind, len(body)) + body + bytes(-len(body) % 8)
    data = data or bytes(8)
    fixed = struct.pack('<6I', 0x4d564749, version, start, size, start + size + len(data), 0)
    extension = struct.pack('<II', 0, PAGE) if version == 2 else b''
    crc = zlib.crc32(fixed + extension + variable)
    return fixed[:20] + struct.pack('<I', crc) + extension + variable + data


def platform(mask, kind):
    return Header(PLATFORM, struct.pack('<IBBHQ', mask, 0, kind, 1, 0))


def policy(mask, value=0x30000):
    return Header(POLICY, struct.pack('<QII', value, mask, 0))


def area(index, size=PAGE, data=None):
    return Header(AREA, struct.pack('<QII', size, index, 0), data)


def parameter(kind, index, offset=0):
    return Header(kind, struct.pack('<II', index, offset))


def insert(mask, index, gpa):
    return Header(INSERT, struct.pack('<QII', gpa, mask, index))


def memory(mask, gpa, size):
    return Header(MEMORY, struct.pack('<QIIII', gpa, mask, size, 0, 0))


def page(mask, gpa, data=None, flags=0, kind=0):
    return Header(PAGE_DATA, struct.pack('<QIIIHH', gpa, mask, 0, flags, kind, 0), data)


def context(mask, data, gpa=0xfffffffff000, index=0):
    return Header(CONTEXT, struct.pack('<QIIHH', gpa, mask, 0, index, 0), data + bytes(-len(data) % PAGE))


def id_block(mask, digest=bytes(48)):
    return Header(ID_BLOCK, struct.pack('<IB3s48s', mask, 0, bytes(3), digest) + bytes(696 - 56))

"""reading.py - IGVM files for the tests of what people see of them, made from named fields.

Nothing here shares code with the library: layouts are written down again, from the igvm_defs crate and the APM.
"""
import struct
import zlib

PAGE = 4096
SNP, NATIVE, VSM = 1, 2, 4

# Header types: number, section, and the fields in order: name and size in bytes, or a string '48s' for an array.
KEY = [('curve', 4), ('reserved', 4), ('qx', '72s'), ('qy', '72s')]
SIGNATURE = [('r', '72s'), ('s', '72s')]


def inside(name, fields):
    return [(f'{name}_{field}', size) for field, size in fields]


MASK = ('compatibility_mask', 4)
PARAMETER = [('parameter_area_index', 4), ('byte_offset', 4)]
CORIM = [MASK, ('file_offset', 4), ('size_bytes', 4), ('reserved', 4)]
TYPES = {
    'SUPPORTED_PLATFORM': (0x1, [MASK, ('highest_vtl', 1), ('platform_type', 1), ('platform_version', 2),
                                 ('shared_gpa_boundary', 8)]),
    'GUEST_POLICY': (0x101, [('policy', 8), MASK, ('reserved', 4)]),
    'RELOCATABLE_REGION': (0x102, [MASK, ('vp_index', 2), ('vtl', 1), ('flags', 1), ('relocation_alignment', 8),
                                   ('relocation_region_gpa', 8), ('relocation_region_size', 8),
                                   ('minimum_relocation_gpa', 8), ('maximum_relocation_gpa', 8)]),
    'PAGE_TABLE_RELOCATION': (0x103, [MASK, ('vp_index', 2), ('vtl', 1), ('reserved', 1), ('gpa', 8), ('size', 8),
                                      ('used_size', 8)]),
    'CORIM_DOCUMENT': (0x104, CORIM),
    'CORIM_SIGNATURE': (0x105, CORIM),
    'CCA_POLICY': (0x106, [MASK, ('reserved', 4), ('attributes_required_zeroes', 8), ('attributes_required_ones', 8),
                           ('hash_algorithm', 1), ('lfa_policy', 1), ('reserved2', '6s')]),
    'PARAMETER_AREA': (0x301, [('number_of_bytes', 8), ('parameter_area_index', 4), ('file_offset', 4)]),
    'PAGE_DATA': (0x302, [('gpa', 8), MASK, ('file_offset', 4), ('flags', 4), ('data_type', 2), ('reserved', 2)]),
    'PARAMETER_INSERT': (0x303, [('gpa', 8), MASK, ('parameter_area_index', 4)]),
    'VP_CONTEXT': (0x304, [('gpa', 8), MASK, ('file_offset', 4), ('vp_index', 2), ('reserved', 2)]),
    'REQUIRED_MEMORY': (0x305, [('gpa', 8), MASK, ('number_of_bytes', 4), ('flags', 4), ('reserved', 4)]),
    'VP_COUNT': (0x307, PARAMETER),
    'SRAT': (0x308, PARAMETER),
    'MADT': (0x309, PARAMETER),
    'MMIO_RANGES': (0x30a, PARAMETER),
    'SNP_ID_BLOCK': (0x30b, [MASK, ('author_key_enabled', 1), ('reserved', '3s'), ('launch_digest', '48s'),
                             ('family_id', '16s'), ('image_id', '16s'), ('version', 4), ('guest_svn', 4),
                             ('id_key_algorithm', 4), ('author_key_algorithm', 4)] +
                     inside('id_key_signature', SIGNATURE) + inside('id_public_key', KEY) +
                     inside('author_key_signature', SIGNATURE) + inside('author_public_key', KEY)),
    'MEMORY_MAP': (0x30c, PARAMETER),
    'ERROR_RANGE': (0x30d, [('gpa', 8), MASK, ('size_bytes', 4)]),
    'COMMAND_LINE': (0x30e, PARAMETER),
    'SLIT': (0x30f, PARAMETER),
    'PPTT': (0x310, PARAMETER),
    'VBS_MEASUREMENT': (0x311, [MASK, ('version', 4), ('product_id', 4), ('module_id', 4), ('security_version', 4),
                                ('policy_flags', 4), ('boot_digest_algorithm', 4), ('signing_algorithm', 4),
                                ('boot_measurement_digest', '64s'), ('signature', '256s'), ('public_key', '512s')]),
    'DEVICE_TREE': (0x312, PARAMETER),
    'ENVIRONMENT_INFO': (0x313, PARAMETER),
}
NUMBERS = {1: 'B', 2: 'H', 4: 'I', 8: 'Q'}


def pack(name, fields):
    """The body of a header; what is not given is zero, and nothing else may be given."""
    body, rest = b'', dict(fields)
    for field, size in TYPES[name][1]:
        if isinstance(size, int):
            body += struct.pack('<' + NUMBERS[size], rest.pop(field, 0))
        else:
            body += struct.pack('<' + size, rest.pop(field, b''))
    assert not rest, rest
    return body


class File:
    """An IGVM file in the making."""

    def __init__(self, version=1, architecture=0):
        self.version, self.architecture = version, architecture
        self.headers = []  # (name or type, fields or body, data or None)

    def add(self, name, data=None, **fields):
        """A header; with @data its file_offset leads there."""
        self.headers.append((name, fields, data))
        return len(self.headers) - 1

    def raw(self, kind, body):
        self.headers.append((kind, body, None))

    def bytes(self):
        start = 24 if self.version == 1 else 32
        size = sum(8 + self.length(header) + -self.length(header) % 8 for header in self.headers)
        variable, data = b'', b''
        for name, fields, content in self.headers:
            if content is not None:
                fields = dict(fields, file_offset=start + size + len(data))
                data += content
            body = fields if isinstance(fields, bytes) else pack(name, fields)
            kind = name if isinstance(name, int) else TYPES[name][0]
            variable += struct.pack('<II', kind, len(body)) + body + bytes(-len(body) % 8)
        return self.fixed(variable, start + size + len(data)) + variable + data

    @staticmethod
    def length(header):
        name, fields, _ = header
        return len(fields) if isinstance(fields, bytes) else len(pack(name, {}))

    def fixed(self, variable, total):
        def parts(crc):
            start = 24 if self.version == 1 else 32
            head = struct.pack('<6I', 0x4d564749, self.version, start, len(variable), total, crc)
            return head if self.version == 1 else head + struct.pack('<II', self.architecture, PAGE)
        return parts(zlib.crc32(parts(0) + variable))


def vmsa(**registers):
    """A save area. Offsets of the APM, vol. 2, table B-4."""
    offsets = {'cs_base': (0x18, 'Q'), 'vmpl': (0xca, 'B'), 'efer': (0xd0, 'Q'), 'cr0': (0x158, 'Q'), 'rip': (0x178, 'Q'),
               'rdi': (0x338, 'Q'), 'sev_features': (0x3b0, 'Q'), 'xcr0': (0x3e8, 'Q')}
    area = bytearray(PAGE)
    for name, value in registers.items():
        struct.pack_into('<' + offsets[name][1], area, offsets[name][0], value)
    return bytes(area)


def parameter_block(base, size, regions, name=b'', vmpl=2):
    """The measured block of this project's images (lib/params/block.h)."""
    def record(tag, value):
        return struct.pack('<II', tag, len(value)) + value + bytes(-len(value) % 8)
    guest = struct.pack('<IIQQQII', 1, vmpl, 0, 0, 0, len(regions), 0)
    guest += b''.join(struct.pack('<QQII', start, length, kind, 0) for start, length, kind in regions)
    records = record(6 | 1 << 31, guest) + (record(9, name) if name else b'')
    head = struct.pack('<8sIIQQQQQQQQ', b'CASWPAM1', 2, 80 + len(records), base, size, base + PAGE, base + 0x10000,
                       base + 0x11000, base + 0x12000, base + 0x13000, 0)
    return head + records + bytes(-(80 + len(records)) % PAGE)

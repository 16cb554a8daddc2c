"""igvm_file.py - IGVM files taken apart and put together for comparison, by another reading of the format than what is tested."""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../../vectors/igvm'))
import igvm  # noqa: E402
from igvm import Header, LARGE_PAGE, NATIVE, PAGE, SEV, SEV_ES, TDX, CCA, parameter, policy, platform  # noqa: F401,E402

PLATFORM, POLICY, CORIM = igvm.SUPPORTED_PLATFORM, igvm.GUEST_POLICY, igvm.CORIM_DOCUMENT
AREA, PAGE_DATA, INSERT, CONTEXT, MEMORY = igvm.PARAMETER_AREA, igvm.PAGE_DATA, igvm.PARAMETER_INSERT, igvm.VP_CONTEXT, igvm.REQUIRED_MEMORY
VP_COUNT, ID_BLOCK, MEMORY_MAP, ERROR_RANGE = igvm.VP_COUNT, igvm.SNP_ID_BLOCK, 0x30c, igvm.ERROR_RANGE
PARAMETERS = (0x307, 0x308, 0x309, 0x30a, 0x30c, 0x30e, 0x30f, 0x310, 0x312, 0x313)
VSM, SNP = igvm.VSM_ISOLATION, igvm.SEV_SNP
AREA_INDEX = {AREA: 8, INSERT: 12, **{kind: 0 for kind in PARAMETERS}}


def area_of(header):
    """The index of the parameter area that a header is about, or None."""
    return struct.unpack_from('<I', header.body, AREA_INDEX[header.kind])[0] if header.kind in AREA_INDEX else None


class File:
    def __init__(self, data):
        self.version, = struct.unpack_from('<I', data, 4)
        self.extension = struct.unpack_from('<II', data, 24) if self.version == 2 else (0, PAGE)
        self.headers, self.size = igvm.read(data), len(data)

    def keys(self):
        return [header.key() for header in self.headers]

    def kinds(self, kind):
        return [header for header in self.headers if header.kind == kind]


# Headers with the mask in front, which most of these tests are about.

def area(index, size=PAGE, data=None):
    return igvm.area(index, size // PAGE, data)


def insert(mask, index, gpa):
    return igvm.insert(index, gpa, mask)


def memory(mask, gpa, size):
    return igvm.required_memory(gpa, size, mask)


def page(mask, gpa, data=None, **more):
    return igvm.page(gpa, data, mask, **more)


def context(mask, data, gpa=igvm.KVM_SAVE_AREA_GPA, index=0):
    return igvm.context(data + bytes(-len(data) % PAGE), index, gpa, mask)


def write(headers, version=1):
    """Every header's data has a place of its own."""
    return igvm.write(headers, version, share=False)


def id_block(mask, digest=bytes(48)):
    return Header(ID_BLOCK, struct.pack('<IB3s48s', mask, 0, bytes(3), digest) + bytes(696 - 56))

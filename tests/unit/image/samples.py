"""samples.py - files that have everything, and files whose every field is extreme."""
import random
import struct

from reading import NATIVE, PAGE, SNP, TYPES, VSM, File, parameter_block, vmsa

BASE = 0x37000000
ALL = 0xffffffffffffffff
NAME = b'</script><img src=x>&"\'\x1b'


def bytes_of(seed, size):
    return random.Random(seed).randbytes(size)


def everything():
    """An x86-64 file with every type that such a file may have."""
    file = File(version=2)
    for mask, platform, vtl in ((SNP, 2, 0), (NATIVE, 0, 0), (VSM, 1, 2)):
        file.add('SUPPORTED_PLATFORM', compatibility_mask=mask, platform_type=platform, platform_version=1,
                 highest_vtl=vtl)
    file.add('GUEST_POLICY', policy=0xb0102, compatibility_mask=SNP)
    file.add('RELOCATABLE_REGION', compatibility_mask=VSM, vtl=2, flags=7, relocation_alignment=0x200000,
             relocation_region_gpa=0x400000, relocation_region_size=0x200000, minimum_relocation_gpa=0x200000,
             maximum_relocation_gpa=0x40000000)
    file.add('PAGE_TABLE_RELOCATION', compatibility_mask=VSM, vtl=2, gpa=0x700000, size=0x3000, used_size=0x1000)
    file.add('CORIM_DOCUMENT', data=bytes_of(1, 104), compatibility_mask=SNP, size_bytes=100)
    file.add('CORIM_SIGNATURE', data=bytes_of(2, 80), compatibility_mask=SNP, size_bytes=77)
    file.add('PARAMETER_AREA', data=bytes_of(3, 2 * PAGE), number_of_bytes=2 * PAGE, parameter_area_index=0xfffffffe)
    for at, name in enumerate(name for name, (_, fields) in TYPES.items() if fields[0][0] == 'parameter_area_index'):
        file.add(name, parameter_area_index=0xfffffffe, byte_offset=at * 256)
    file.add('PARAMETER_INSERT', gpa=0x20000, compatibility_mask=SNP | NATIVE | VSM, parameter_area_index=0xfffffffe)
    file.add('REQUIRED_MEMORY', gpa=BASE, compatibility_mask=SNP, number_of_bytes=0x1000000)
    file.add('REQUIRED_MEMORY', gpa=0x100000, compatibility_mask=SNP, number_of_bytes=0x10000)
    file.add('REQUIRED_MEMORY', gpa=0, compatibility_mask=VSM, number_of_bytes=0x800000, flags=1)
    file.add('ERROR_RANGE', gpa=0x30000, compatibility_mask=VSM, size_bytes=0x1000)
    file.add('SNP_ID_BLOCK', compatibility_mask=SNP, author_key_enabled=1, launch_digest=bytes_of(4, 48),
             family_id=bytes_of(5, 16), image_id=bytes_of(6, 16), version=1, guest_svn=7, id_key_algorithm=1,
             author_key_algorithm=1, id_public_key_curve=2, id_public_key_qx=bytes_of(7, 48),
             id_public_key_qy=bytes_of(8, 48), id_key_signature_r=bytes_of(9, 48), id_key_signature_s=bytes_of(10, 48),
             author_public_key_curve=2, author_public_key_qx=bytes_of(11, 48), author_public_key_qy=bytes_of(12, 48),
             author_key_signature_r=bytes_of(13, 48), author_key_signature_s=bytes_of(14, 48))
    file.add('VBS_MEASUREMENT', compatibility_mask=VSM, version=1, product_id=2, module_id=3, security_version=4,
             policy_flags=1, boot_digest_algorithm=1, signing_algorithm=1, boot_measurement_digest=bytes_of(15, 64),
             signature=bytes_of(16, 256), public_key=bytes_of(17, 512))
    pages(file)
    file.raw(0x800003fe, b'not known')
    contexts(file)
    return file


def pages(file):
    both = SNP | NATIVE
    block = parameter_block(BASE, 0x1000000, [(0x100000, 0x4000, 1), (0x200000, 0x200000, 1), (0x110000, PAGE, 2)], NAME)
    for at in range(3):
        file.add('PAGE_DATA', data=bytes_of(20 + at, PAGE), gpa=0x100000 + at * PAGE, compatibility_mask=both)
    file.add('PAGE_DATA', gpa=0x103000, compatibility_mask=both)
    file.add('PAGE_DATA', gpa=0x104000, compatibility_mask=both)
    file.add('PAGE_DATA', data=bytes_of(30, PAGE), gpa=0x120000, compatibility_mask=SNP, flags=2)
    file.add('PAGE_DATA', data=bytes_of(31, PAGE), gpa=0x121000, compatibility_mask=SNP, flags=4)
    file.add('PAGE_DATA', data=bytes_of(32, 0x200000), gpa=0x200000, compatibility_mask=SNP, flags=1)
    file.add('PAGE_DATA', data=block, gpa=BASE, compatibility_mask=SNP)
    for at, kind in ((0x10000, 2), (0x11000, 1), (0x13000, 3)):
        file.add('PAGE_DATA', gpa=BASE + at, compatibility_mask=SNP, data_type=kind)


def contexts(file):
    native = struct.pack('<18Q', *range(1, 19)) + bytes(PAGE - 144)
    registers = struct.pack('<I', 2) + b''.join(struct.pack('<BI11s16s', 2, name, b'', bytes_of(name, 16))
                                                for name in (0x20010, 0x20011))
    file.add('VP_CONTEXT', data=registers + bytes(-len(registers) % 8), gpa=0, compatibility_mask=VSM)
    file.add('VP_CONTEXT', data=native, gpa=0, compatibility_mask=NATIVE)
    file.add('VP_CONTEXT', data=vmsa(rip=BASE, rdi=BASE, sev_features=0x201, efer=0x1000, cr0=0x31, xcr0=1),
             gpa=0xfffffffff000, compatibility_mask=SNP)


def realm():
    """A file for AArch64, for the one type that the other cannot have."""
    file = File(version=2, architecture=1)
    file.add('SUPPORTED_PLATFORM', compatibility_mask=1, platform_type=6, platform_version=1)
    file.add('CCA_POLICY', compatibility_mask=1, attributes_required_zeroes=1 << 63, attributes_required_ones=5,
             hash_algorithm=1, lfa_policy=1)
    file.add('PAGE_DATA', data=bytes_of(1, PAGE), gpa=0x80000000, compatibility_mask=1)
    return file


def extreme():
    """Nothing that a field may hold is larger: names, numbers and addresses at their ends."""
    file = File()
    file.add('SUPPORTED_PLATFORM', compatibility_mask=1 << 31, platform_type=2, platform_version=1)
    file.add('GUEST_POLICY', policy=ALL, compatibility_mask=1 << 31)
    file.add('PARAMETER_AREA', number_of_bytes=1 << 30, parameter_area_index=0xffffffff)
    file.add('PARAMETER_INSERT', gpa=ALL - (2 << 30) + 1, compatibility_mask=1 << 31, parameter_area_index=0xffffffff)
    file.add('REQUIRED_MEMORY', gpa=0, compatibility_mask=1 << 31, number_of_bytes=0xfffff000)
    file.add('ERROR_RANGE', gpa=ALL - 0xfff - 0xfffff000, compatibility_mask=1 << 31, size_bytes=0xfffff000)
    file.add('SNP_ID_BLOCK', compatibility_mask=1 << 31, author_key_enabled=1,
             **{name: 0xffffffff if isinstance(size, int) else b'\xff' * int(size[:-1])
                for name, size in TYPES['SNP_ID_BLOCK'][1][3:] if 'reserved' not in name})
    file.raw(0x800003ff, b'\xff' * 4000)
    for at in range(200):
        file.add('PAGE_DATA', gpa=ALL - 0xfff - (at + 1) * 2 * PAGE, compatibility_mask=1 << 31, flags=2 * (at % 3),
                 data_type=0)
    file.add('VP_CONTEXT', data=b'\xff' * 0x670 + bytes(PAGE - 0x670), gpa=ALL - 0x1fff, compatibility_mask=1 << 31,
             vp_index=0xffff)
    return file

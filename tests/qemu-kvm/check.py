#!/usr/bin/env python3
"""tests/qemu-kvm/check.py - compares what QEMU launched with what `cashew image measure` says of the file.

Usage: check.py CASHEW IMAGE RECORD [MEASURED-IMAGE]

RECORD is what fake_kvm.c has written while QEMU loaded IMAGE. The digest is computed here, over the recorded pages and the save
areas that KVM makes of the recorded registers, and must be what `cashew image measure --loader qemu` says of MEASURED-IMAGE (IMAGE
if it is not given); each page must be at its place in the order, and the parameters in their areas. It shares no code with the
tools: SHA-384 is Python's, the save area is written down from Linux (arch/x86/kvm/svm/svm.c and sev.c), the file is read by the
offsets of IGVM's headers.
"""
import hashlib
import json
import struct
import subprocess
import sys

PAGE = 4096
NORMAL, VMSA, ZERO, UNMEASURED, SECRETS, CPUID = 1, 2, 3, 4, 5, 6
TYPES = {NORMAL: 'NORMAL', VMSA: 'VMSA', ZERO: 'ZERO', UNMEASURED: 'UNMEASURED', SECRETS: 'SECRETS', CPUID: 'CPUID'}
VMSA_GPA = 0xfffffffff000
EFER_SVME = 1 << 12
CR4_MCE = 1 << 6
CR0_CD_NW = 3 << 29
SNP_ACTIVE = 1
PAT_RESET = 0x0007040600070406

faults = []


def fault(text):
    faults.append(text)


def read_record(path):
    """The pages in their order, and everything else by kind: (first, second, data)."""
    data = open(path, 'rb').read()
    entries, at = [], 0
    while at < len(data):
        kind = data[at:at + 4].decode()
        size, first, second = struct.unpack_from('<IQQ', data, at + 4)
        at += 24
        entries.append((kind, first, second, data[at:at + size]))
        at += size
    if not entries or entries[-1][0] != 'done':
        sys.exit('the record does not end with SNP_LAUNCH_FINISH')
    return entries


class SaveArea:
    """sev_es_sync_vmsa() copies what svm_set_segment() and its like have put into the VMCB, then adds the rest."""

    def __init__(self):
        self.page = bytearray(PAGE)

    def put(self, offset, form, *values):
        struct.pack_into('<' + form, self.page, offset, *values)

    def segment(self, offset, raw, stack=False):
        base, limit, selector, kind, present, dpl, db, s, l, g, avl, unusable = struct.unpack('<QIH9Bx', raw)
        flags = (kind & 15 | (s & 1) << 4 | (dpl & 3) << 5 | (present and not unusable) << 7 | (avl & 1) << 8 | (l & 1) << 9 |
                 (db & 1) << 10 | (g & 1) << 11)
        self.put(offset, 'HHIQ', selector, flags, limit, base)
        if stack:
            self.put(0xcb, 'B', dpl & 3)

    def special(self, raw):
        """svm_set_segment(), svm_set_gdt(), svm_set_idt(), svm_set_cr0(), svm_set_cr4(), svm_set_efer()."""
        for index, offset in enumerate((0x10, 0x30, 0x00, 0x40, 0x50, 0x20, 0x90, 0x70)):  # cs ds es fs gs ss tr ldt
            self.segment(offset, raw[24 * index:24 * index + 24], offset == 0x20)
        for offset, at in ((0x60, 192), (0x80, 208)):
            base, limit = struct.unpack_from('<QH', raw, at)
            self.put(offset, 'HHIQ', 0, 0, limit, base)
        cr0, _, cr3, cr4, _, efer = struct.unpack_from('<6Q', raw, 224)
        self.put(0x148, 'QQQ', cr4 | CR4_MCE, cr3, cr0 & ~CR0_CD_NW)
        self.put(0xd0, 'Q', efer | EFER_SVME)

    def general(self, raw):
        (rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp, *rest) = struct.unpack('<18Q', raw)
        self.put(0x1d8, 'Q', rsp)
        self.put(0x1f8, 'Q', rax)
        self.put(0x308, 'QQQ', rcx, rdx, rbx)
        self.put(0x328, 'QQQ', rbp, rsi, rdi)
        self.put(0x340, '8Q', *rest[:8])
        self.put(0x178, 'Q', rest[8])
        self.put(0x170, 'Q', rest[9] | 2)

    def debug(self, raw):
        dr6, dr7 = struct.unpack_from('<QQ', raw, 32)
        if dr7 & ~0x400:
            fault(f'KVM would refuse DR7 {dr7:#x} at launch')
        self.put(0x160, 'QQ', dr7 or 0x400, dr6)

    def msrs(self, raw):
        places = {0xc0000081: 0x200, 0xc0000082: 0x208, 0xc0000083: 0x210, 0xc0000084: 0x218, 0xc0000102: 0x220, 0x174: 0x228,
                  0x175: 0x230, 0x176: 0x238, 0x277: 0x268, 0x1d9: 0x270, 0xda0: 0x140}
        self.put(0x268, 'Q', PAT_RESET)
        for index, value in struct.iter_unpack('<I4xQ', raw):
            if index in places:
                self.put(places[index], 'Q', value)

    def fpu(self, raw):
        valid, = struct.unpack_from('<Q', raw, 512)
        x87 = raw if valid & 1 else struct.pack('<H', 0x37f) + bytes(158)
        fcw, fsw, ftw, fop, rip, rdp = struct.unpack_from('<HHHHQQ', x87)
        mxcsr, = struct.unpack_from('<I', raw, 24)
        self.put(0x400, 'QIHHHHHHQ', rdp, mxcsr, ftw, fsw, fcw, fop, 0, 0, rip)
        for i in range(8):
            register = x87[32 + 16 * i:48 + 16 * i]
            self.page[0x420 + 8 * i:0x428 + 8 * i] = register[:8]
            self.page[0x460 + 2 * i:0x462 + 2 * i] = register[8:10]
        if valid & 2:
            self.page[0x470:0x570] = raw[160:416]
        if valid & 4:
            self.page[0x570:0x670] = raw[576:832]

    def control(self, raw):
        for register, value in struct.iter_unpack('<I4xQ', raw):
            if register == 0 and value:
                self.put(0x3e8, 'Q', value)


def save_areas(entries, features):
    """One for each vCPU: snp_launch_update_vmsa() goes through all of them, at one address."""
    areas = {}
    for kind, number, _, raw in entries:
        area = areas.setdefault(number, SaveArea()) if kind in ('regs', 'sreg', 'xsav', 'xcrs', 'dbrg', 'msrs') else None
        if kind == 'regs':
            area.general(raw)
        elif kind == 'sreg':
            area.special(raw)
        elif kind == 'xsav':
            area.fpu(raw)
        elif kind == 'xcrs':
            area.control(raw)
        elif kind == 'dbrg':
            area.debug(raw)
        elif kind == 'msrs':
            area.msrs(raw)
    for area in areas.values():
        area.put(0x3b0, 'Q', features | SNP_ACTIVE)
    return [bytes(areas[number].page) for number in sorted(areas)]


def digest_of(pages):
    """SNP_LAUNCH_UPDATE's chain (AMD 56860, PAGE_INFO)."""
    digest = bytes(48)
    for kind, gpa, data in pages:
        contents = hashlib.sha384(data).digest() if kind in (NORMAL, VMSA) else bytes(48)
        digest = hashlib.sha384(digest + contents + struct.pack('<HBBIQ', 0x70, kind, 0, 0, gpa)).digest()
    return digest.hex()


def measure(cashew, image, vcpus, *options):
    command = [cashew, 'image', 'measure', image, '--loader', 'qemu', '--as', 'reference', *options]
    if vcpus > 1:
        command += ['--vcpus', str(vcpus)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stderr)
    return result.stdout


def compare_pages(pages, trail):
    expected = []
    for run in trail:
        for index in range(run['pages']):
            expected.append((run['type'], run['gpa'] + index * (PAGE if run['pages'] > 1 else 0), run['contents']))
    if len(expected) != len(pages):
        fault(f'QEMU launched {len(pages)} pages, the measurement has {len(expected)}')
    for number, (have, want) in enumerate(zip(pages, expected)):
        kind, gpa, data = have
        contents = hashlib.sha384(data).hexdigest() if kind in (NORMAL, VMSA) else None
        if (TYPES[kind], gpa) != want[:2]:
            fault(f'page {number}: launched {TYPES[kind]} at {gpa:#x}, measured {want[0]} at {want[1]:#x}')
            return
        if contents is not None and contents != want[2]:
            fault(f'page {number}, {TYPES[kind]} at {gpa:#x}: its contents are not the measured ones')
            if kind == VMSA:
                words = ((at, *struct.unpack_from('<Q', data, at)) for at in range(0, 0x670, 8))
                print('  as launched: ' + ' '.join(f'{at:#x}:{word:#x}' for at, word in words if word))
            return


def headers_of(path):
    data = open(path, 'rb').read()
    at, size = struct.unpack_from('<II', data, 8)
    end = at + size
    while at + 8 <= end:
        kind, length = struct.unpack_from('<II', data, at)
        yield kind, data[at + 8:at + 8 + length]
        at += 8 + (length + 7) // 8 * 8


def check_parameters(image, pages, vcpus, memory):
    """A1: QEMU puts the memory map at the start of its area, wherever the file wants it."""
    areas, wants = {}, []
    for kind, body in headers_of(image):
        if kind == 0x303:
            gpa, _, index = struct.unpack('<QII', body)
            areas[index] = gpa
        elif kind in (0x307, 0x309, 0x30c):
            wants.append((kind, *struct.unpack('<II', body)))
    launched = {gpa: data for kind, gpa, data in pages if kind == UNMEASURED}
    for kind, index, offset in wants:
        data = launched.get(areas[index])
        if data is None:
            fault(f'parameter area {index} was not launched')
        elif kind == 0x307 and struct.unpack_from('<I', data, offset)[0] != vcpus:
            fault(f'the area says {struct.unpack_from("<I", data, offset)[0]} vCPUs, the machine has {vcpus}')
        elif kind == 0x309 and data[offset:offset + 4] != b'APIC':
            fault('there is no MADT where the file wants it')
        elif kind == 0x30c:
            if offset:
                fault(f'the file wants the memory map at {offset}, where QEMU does not put it')
            start, count, entry_type = struct.unpack_from('<QQH', data, offset)
            if (start, count, entry_type) != (0, memory // PAGE, 0):
                fault(f'the memory map begins with {start:#x}, {count:#x} pages of type {entry_type}; '
                      f'QEMU has one entry of all low memory, {memory // PAGE:#x} pages')


def main():
    cashew, image, record = sys.argv[1:4]
    measured = sys.argv[4] if len(sys.argv) > 4 else image
    entries = read_record(record)
    vcpus = entries[-1][1]
    features = [first for kind, first, _, _ in entries if kind == 'init'][0]
    memory = max(second for kind, first, second, _ in entries if kind == 'slot' and first == 0)
    pages = [(second, first, data) for kind, first, second, data in entries if kind == 'page']
    check_parameters(image, pages, vcpus, memory)
    pages += [(VMSA, VMSA_GPA, area) for area in save_areas(entries, features)]
    digest = digest_of(pages)
    expected = measure(cashew, measured, vcpus).strip()
    trail = json.loads(measure(cashew, measured, vcpus, '--explain', '--json'))['trail']
    compare_pages(pages, trail)
    if digest != expected:
        fault(f'launched  {digest}\n  measured {expected}')
    for text in faults:
        print(f'  {text}')
    if faults:
        return 1
    print(f'  {len(pages)} pages, {vcpus} vCPUs: {digest}')
    return 0


sys.exit(main())

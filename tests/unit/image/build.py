#!/usr/bin/env python3
"""build.py CASHEW SOURCE - builds images from made-up parts and reads them with a parser of our own."""
import hashlib
import os
import re
import struct
import subprocess
import sys
import tempfile
import uuid
import zlib

PAGE = 4096
BASE, SIZE = 0x37000000, 0x1000000
VIRTUAL = 0xffffffff80000000
ROM_SIZE = 0x10000


def elf(segments, entry):
    """A static ELF64 program; segments are (virtual, physical, bytes, memory size)."""
    head = struct.pack('<16sHHIQQQIHHHHHH', b'\x7fELF\x02\x01\x01' + bytes(9), 2, 62, 1, entry, 64, 0, 0,
                       64, 56, len(segments), 0, 0, 0)
    offset, programs, body = PAGE, b'', b''
    for virtual, physical, data, size in segments:
        programs += struct.pack('<IIQQQQQQ', 1, 7, offset, virtual, physical, len(data), size, PAGE)
        body += data + bytes(-len(data) % PAGE)
        offset += len(data) + -len(data) % PAGE
    head += programs
    return head + bytes(PAGE - len(head)) + body


IGVM_SECTIONS = [(0, 0xc0, 0x101), (0x812000, 0x1000, 0x100), (0xc0, 0x10, 0x102), (0x813000, 0x1000, 0x200)]


def firmware(ranges, hash_table=(0x810c00, 0x400), igvm=None):
    """Something with OVMF's tables at its end."""
    def entry(guid, data):
        return data + struct.pack('<H', len(data) + 18) + uuid.UUID(guid).bytes_le
    metadata = b'ASEV' + struct.pack('<III', 16 + 12 * len(ranges), 1, len(ranges))
    metadata += b''.join(struct.pack('<III', *r) for r in ranges)
    table = entry('7255371f-3a3b-4b04-927b-1da6efa8d454', struct.pack('<II', *hash_table))
    table += entry('dc886566-984a-4798-a75e-5585a7bf67cc', struct.pack('<I', 1024))
    if igvm is not None:
        table += entry('784fa70e-3176-4677-8a20-04b68699e374', struct.pack('<I', 2048))
    table += struct.pack('<H', len(table) + 18) + uuid.UUID('96b582de-1fb2-45f7-baea-a366c55a082d').bytes_le
    rom = bytearray(b'\x90' * ROM_SIZE)
    rom[-1024:-1024 + len(metadata)] = metadata
    sections = b'IGVM' + struct.pack('<III', 16 + 12 * len(igvm or []), 1, len(igvm or []))
    sections += b''.join(struct.pack('<III', *s) for s in igvm or [])
    rom[-2048:-2048 + len(sections)] = sections
    rom[-32 - len(table):-32] = table
    return bytes(rom)


RANGES = [(0x800000, 0x9000, 1), (0x80d000, 0x1000, 2), (0x80e000, 0x1000, 3), (0x80f000, 0x1000, 4),
          (0x810000, 0x1000, 0x10), (0x811000, 0x1f000, 1)]


class Image:
    """What a file says: header types in order, pages, parameters."""

    def __init__(self, data):
        magic, version, start, size, total, crc = struct.unpack_from('<6I', data)
        assert (magic, version, total) == (0x4d564749, 1, len(data))
        assert crc == zlib.crc32(data[:20] + bytes(4) + data[start:start + size])
        self.types, self.pages, self.order, self.vmsas, self.areas, self.tables = [], {}, [], {}, {}, []
        self.contexts = []
        at = start
        while at < start + size:
            kind, length = struct.unpack_from('<II', data, at)
            body = data[at + 8:at + 8 + length]
            self.types.append(kind)
            self.take(data, kind, body)
            at += 8 + length + -length % 8

    def take(self, data, kind, body):
        if kind == 0x302:
            gpa, _, offset, _, page_type, _ = struct.unpack('<QIIIHH', body)
            self.order.append(gpa)
            self.pages[gpa] = (page_type, data[offset:offset + PAGE] if offset else bytes(PAGE))
        elif kind == 0x304:
            offset, vcpu = struct.unpack_from('<IH', body, 12)
            self.contexts.append((vcpu, struct.unpack_from('<Q', body)[0]))
            self.vmsas[vcpu] = data[offset:][:0x670]
            self.vmsa = self.vmsas[0]
        elif kind == 0x305:
            self.required = (struct.unpack_from('<Q', body)[0], struct.unpack_from('<I', body, 12)[0])
        elif kind == 0x303:
            gpa, _, area = struct.unpack('<QII', body)
            self.areas[area] = gpa
        elif kind in (0x307, 0x30c):
            self.tables.append((kind, *struct.unpack('<II', body)))

    def memory(self, start, size):
        return b''.join(self.pages[gpa][1] for gpa in range(start, start + size, PAGE))[:size]

    def params(self):
        at = struct.unpack_from('<Q', self.vmsa, 0x338)[0]  # RDI
        block = self.memory(at, 4 * PAGE)
        fields = struct.unpack_from('<8sII8Q', block)
        assert fields[0] == b'CASWPAM1' and fields[1] == 2
        records, offset = {}, 80
        while offset < fields[2]:
            tag, length = struct.unpack_from('<II', block, offset)
            records[tag & 0x7fffffff] = block[offset + 8:offset + 8 + length]
            offset += 8 + length + -length % 8
        return fields[3:], records


def base_platform(source):
    """The file for legacy launches with something of everything, and without the keys that tests add."""
    with open(os.path.join(source, 'platforms', 'kvm-legacy.yaml'), encoding='utf-8') as file:
        lines = [line for line in file if not line.startswith(('vmsa:', 'vcpus:'))]
    text = ''.join(lines).replace('[ snp ]', '[ snp, secure-tsc ]') + 'cpu_optional: [ rdseed ]\n'
    return text.encode()


class Bench:
    def __init__(self, cashew, source, directory):
        self.cashew, self.source, self.directory = cashew, source, directory
        self.platform = self.file('base.yaml', base_platform(source))
        self.kernel_text = os.urandom(5000)
        self.kernel = self.file('kernel.elf', elf([(VIRTUAL, 0, self.kernel_text, 5000),
                                                   (VIRTUAL + 0x4000, 0x4000, b'data', 0x3001)],
                                                  VIRTUAL + 0x123))

    def file(self, name, data):
        path = os.path.join(self.directory, name)
        with open(path, 'wb') as out:
            out.write(data)
        return path

    def run(self, *arguments, platform=None, kernel=None):
        out = os.path.join(self.directory, 'out.igvm')
        if os.path.exists(out):
            os.unlink(out)
        result = subprocess.run([self.cashew, 'image', 'build', '--platform', platform or self.platform,
                                 '--kernel', kernel or self.kernel, '-o', out, *arguments],
                                capture_output=True, text=True, check=False)
        if result.returncode:
            assert not os.path.exists(out)
            return result, None
        with open(out, 'rb') as file:
            return result, file.read()

    def build(self, *arguments, **names):
        result, data = self.run(*arguments, **names)
        assert result.returncode == 0, result.stderr
        return Image(data)

    def refused(self, what, *arguments, **names):
        result, _ = self.run(*arguments, **names)
        assert result.returncode == 1 and what in result.stderr, result.stderr


def lays_out_the_kernel(bench):
    image = bench.build()
    assert image.types[:9] == [0x1, 0x101, 0x305, 0x301, 0x30c, 0x303, 0x301, 0x307, 0x303], image.types[:9]
    assert image.types[-1] == 0x304 and image.types.count(0x304) == 1
    assert image.order == sorted(image.order)
    assert image.memory(BASE, 5000) == bench.kernel_text
    assert image.memory(BASE + 0x4000, 5) == b'data\0'
    assert image.required == (BASE, SIZE)
    assert struct.unpack_from('<Q', image.vmsa, 0x178)[0] == BASE + 0x123  # RIP
    assert struct.unpack_from('<Q', image.vmsa, 0x330)[0] == BASE  # RSI
    assert struct.unpack_from('<Q', image.vmsa, 0x3b0)[0] == 0x201  # SEV_FEATURES
    assert struct.unpack_from('<Q', image.vmsa, 0x148)[0] == 0x40  # CR4: MCE, as KVM has it
    verified = subprocess.run([bench.cashew, 'image', 'verify', '--as', 'qemu', os.path.join(bench.directory, 'out.igvm')],
                              capture_output=True, text=True, check=False)
    assert 'accepted as qemu IGVM' in verified.stdout, verified
    header, records = image.params()
    assert header[:3] == (BASE, SIZE, BASE + 0x8000)
    assert image.pages[header[3]][0] == 2 and image.pages[header[4]][0] == 1
    # QEMU writes a table at the start of its area, whatever the offset: each of the two has an area of its own.
    assert image.tables == [(0x30c, 0, 0), (0x307, 1, 0)]
    assert header[5:7] == (image.areas[0], image.areas[1]) and header[7] == 0
    assert len({*header[3:7], *image.pages}) == len(image.pages) + 2
    assert records[1] == struct.pack('<IHH', 1, 0x3f8, 0) and 6 not in records and 7 not in records


def takes_a_physical_entry(bench):
    kernel = bench.file('physical.elf', elf([(VIRTUAL, 0, b'code', 4)], 2))
    assert struct.unpack_from('<Q', bench.build(kernel=kernel).vmsa, 0x178)[0] == BASE + 2


def same_inputs_give_the_same_bytes(bench):
    services = bench.file('services', os.urandom(10000))
    assert bench.run('--services', services)[1] == bench.run('--services', services)[1]


def puts_services_behind(bench):
    archive = os.urandom(10000)
    image = bench.build('--services', bench.file('services', archive))
    start, size = struct.unpack('<QQ', image.params()[1][7])
    assert size == len(archive) and image.memory(start, size) == archive
    assert start % PAGE == 0 and BASE < start < BASE + SIZE


def regions(image):
    body = image.params()[1][6]
    kind, vmpl, entry, tables, stack, count, _ = struct.unpack_from('<IIQQQII', body)
    return (kind, vmpl, entry, tables, stack), [struct.unpack_from('<QQI', body, 40 + 24 * i)
                                                for i in range(count)]


def gives_firmware_its_regions(bench):
    rom = firmware(RANGES)
    image = bench.build('--firmware', bench.file('rom', rom))
    guest, found = regions(image)
    assert guest == (1, 2, 0, 0, 0)
    assert found == [(0x100000000 - ROM_SIZE, ROM_SIZE, 1), (0x800000, 0x9000, 2), (0x80d000, 0x1000, 3),
                     (0x80e000, 0x1000, 4), (0x80f000, 0x1000, 5), (0x810000, 0x1000, 2),
                     (0x811000, 0x1f000, 2)]
    assert image.memory(0x100000000 - ROM_SIZE, ROM_SIZE) == rom


def tells_firmware_where_it_asks(bench):
    image = bench.build('--firmware', bench.file('rom', firmware(RANGES, igvm=IGVM_SECTIONS)))
    assert image.params()[1][12] == struct.pack('<QQII', 0x812000, 0x8120c0, 0xc0, 0)
    result, data = bench.run('--firmware', bench.file('rom', firmware(RANGES)))
    assert 12 not in Image(data).params()[1] and 'takes no memory map from VMPL0' in result.stderr, result.stderr
    assert 'takes no memory map' not in bench.run('--firmware', bench.file('rom', firmware(RANGES, igvm=IGVM_SECTIONS)))[0].stderr
    for sections, what in (([(0, 0x1001, 0x101)] + IGVM_SECTIONS[1:], 'outside its area'),
                           (IGVM_SECTIONS[:2] + [(0xff8, 0x10, 0x102)], 'outside its area'),
                           ([(0, 0xc0, 0x101), (0x900000, 0x1000, 0x100)], 'not in memory of the SEV metadata'),
                           ([(0, 0, 0)] * 33, 'too many sections')):
        bench.refused(what, '--firmware', bench.file('rom', firmware(RANGES, igvm=sections)))


def puts_a_direct_save_area_into_vmpl0s_memory(bench):
    """It is in front of all pages, where QEMU gives it at once, and none of the pages that are in use or free."""
    with open(bench.platform, encoding='utf-8') as file:
        text = file.read()
    legacy = bench.build(platform=bench.file('platform.yaml', (text + 'vmsa: legacy\n').encode()))
    direct = bench.build('--services', bench.file('services', b'services'),
                         platform=bench.file('platform.yaml', (text + 'vmsa: direct\n').encode()))
    page = direct.params()[0][7]
    assert legacy.contexts == [(0, 0xfffffffff000)] and direct.contexts == [(0, page)]
    assert page % PAGE == 0 and page % 0x200000 != 0 and BASE < page < BASE + SIZE
    assert page not in {*direct.pages, *direct.areas.values()} and direct.vmsa[:0x330] == legacy.vmsa[:0x330]
    assert page < struct.unpack_from('<Q', direct.params()[1][7])[0]  # behind it are the services, and then the reserve
    assert direct.types.index(0x304) == direct.types.index(0x302) - 1 and direct.types.count(0x304) == 1
    by_qemu = [subprocess.run([bench.cashew, 'image', 'measure', os.path.join(bench.directory, 'out.igvm'), *more],
                              capture_output=True, text=True, check=True).stdout for more in ([], ['--loader', 'qemu'],
                                                                                              ['--loader', 'qemu', '--vcpus', '9'])]
    assert len(set(by_qemu)) == 1, by_qemu
    bench.refused('vcpus: with a direct save area',
                  platform=bench.file('platform.yaml', (text + 'vmsa: direct\nvcpus: 2\n').encode()))
    bench.refused('platform.yaml:', platform=bench.file('platform.yaml', (text + 'vmsa: elsewhere\n').encode()))


def gives_the_guest_its_own_features(bench):
    with open(bench.platform, encoding='utf-8') as file:
        text = file.read()
    rom = bench.file('rom', firmware(RANGES, igvm=IGVM_SECTIONS))

    def guest(features, own='snp'):
        changed = re.sub(r'(?m)^sev_features: .*$', f'sev_features: [ {own} ]', text)
        return bench.file('platform.yaml', (changed + f'guest: {{ sev_features: [ {features} ] }}\n').encode())

    for features, number, own in (('snp, debug-swap', 0x21, 'snp'), ('snp', 1, 'snp, secure-tsc'),
                                  ('snp, secure-tsc, prevent-host-ibs, btb-isolation, smt-protection', 0x82c1, 'snp, secure-tsc')):
        image = bench.build('--firmware', rom, platform=guest(features, own))
        assert struct.unpack_from('<I', image.params()[1][6], 36)[0] == number
    assert struct.unpack_from('<I', bench.build('--firmware', rom).params()[1][6], 36)[0] == 0
    bench.refused('guest: sev_features: snp is missing', '--firmware', rom, platform=guest('debug-swap'))
    bench.refused('needs VMPL0', '--firmware', rom, platform=guest('snp, secure-tsc'))
    for feature in ('vtom', 'reflect-vc', 'restricted-injection', 'alternate-injection', 'vmsa-reg-prot'):
        bench.refused("can be a guest's", '--firmware', rom, platform=guest('snp, ' + feature))


def hash_table(kernel, initrd, cmdline):
    def entry(guid, data):
        return uuid.UUID(guid).bytes_le + struct.pack('<H', 50) + hashlib.sha256(data).digest()
    body = entry('97d02dd8-bd20-4c94-aa78-e7714d36ab2a', cmdline + b'\0')
    body += entry('44baf731-3a2f-4bd7-9af1-41e29169781d', initrd)
    body += entry('4de79437-abd2-427f-b835-d5b172d2045b', kernel)
    return uuid.UUID('9438d606-4f22-4cc9-b479-a793d411fd21').bytes_le + struct.pack('<H', 18 + len(body)) + body


def measures_the_hashes_of_a_kernel(bench):
    rom = bench.file('rom', firmware(RANGES))
    kernel = bench.file('vmlinuz', b'kernel')
    initrd = bench.file('initrd', b'initrd')
    line = bench.file('cmdline', b'quiet debug\n')
    image = bench.build('--firmware', rom, '--guest-kernel', kernel, '--guest-initrd', initrd,
                        '--guest-cmdline', '@' + line)
    table = hash_table(b'kernel', b'initrd', b'quiet debug')
    assert image.pages[0x810000][1] == bytes(0xc00) + table + bytes(0x400 - len(table))
    assert (0x810000, 0x1000, 1) in regions(image)[1]
    image = bench.build('--firmware', rom, '--guest-kernel', kernel, '--guest-cmdline', 'quiet')
    assert hash_table(b'kernel', b'', b'quiet') in image.pages[0x810000][1]


def reset_vmsa(start, rdx, features):
    """A vCPU in reset state, as sev-snp-measure (virtee) has it for QEMU: vmsa.py, build_save_area()."""
    def segment(selector, attributes, base=0):
        return struct.pack('<HHIQ', selector, attributes, 0xffff, base)
    area = bytearray(PAGE)

    def put(offset, data):
        area[offset:offset + len(data)] = data
    data = segment(0, 0x93)
    put(0, data + segment(0xf000, 0x9b, start & 0xffff0000) + 4 * data)
    put(0x60, segment(0, 0))
    put(0x70, segment(0, 0x82))
    put(0x80, segment(0, 0))
    put(0x90, segment(0, 0x8b))
    for offset, value in {0xd0: 0x1000, 0x148: 0x40, 0x158: 0x10, 0x160: 0x400, 0x168: 0xffff0ff0, 0x170: 2,
                          0x178: start & 0xffff, 0x268: 0x7040600070406, 0x310: rdx, 0x3b0: features, 0x3e8: 1}.items():
        put(offset, struct.pack('<Q', value))
    put(0x408, struct.pack('<I', 0x1f80))
    put(0x410, struct.pack('<H', 0x37f))
    return bytes(area)


def snp_digest(pages):
    """sev-snp-measure's gctx.py: a chain of SHA-384 over 112 bytes a page. @pages: (type, gpa, contents or None)."""
    digest = bytes(48)
    for kind, gpa, contents in pages:
        hashed = hashlib.sha384(contents).digest() if contents is not None else bytes(48)
        digest = hashlib.sha384(digest + hashed + struct.pack('<HBBIQ', 0x70, kind, 0, 0, gpa)).digest()
    return digest.hex()


def is_a_plain_guest_without_a_kernel(bench):
    """Pages, order and digest are those of QEMU's sev-snp-guest without IGVM; with --zero-pages the digest is sev-snp-measure's."""
    rom = bytes(PAGE) + firmware(RANGES)[PAGE:]
    path = bench.file('rom', rom)
    kernel = bench.file('vmlinuz', b'kernel')
    start = 0x100000000 - ROM_SIZE
    for options, table in (([], b''), (['--guest-kernel', kernel, '--guest-cmdline', 'quiet'], hash_table(b'kernel', b'', b'quiet'))):
        out = os.path.join(bench.directory, 'plain.igvm')
        subprocess.run([bench.cashew, 'image', 'build', '--firmware', path, '--boot-rdx', '0x800f12', *options, '-o', out],
                       check=True, capture_output=True)
        with open(out, 'rb') as file:
            image = Image(file.read())
        hashes = bytes(0xc00) + table + bytes(0x400 - len(table)) if table else bytes(PAGE)
        pages = [(1, start + at, rom[at:at + PAGE]) for at in range(0, ROM_SIZE, PAGE)]
        for base, size, kind in RANGES:
            contents = {2: None, 3: None, 0x10: hashes}.get(kind, bytes(PAGE))
            pages += [({2: 5, 3: 6}.get(kind, 1), base + at, contents) for at in range(0, size, PAGE)]
        assert image.order == [gpa for _, gpa, _ in pages]
        assert image.vmsa == reset_vmsa(0xfffffff0, 0x800f12, 1)[:0x670]
        wanted = snp_digest(pages + [(2, 0xfffffffff000, reset_vmsa(0xfffffff0, 0x800f12, 1))])
        zeros = snp_digest([(3, gpa, None) if kind == 1 and gpa < start and contents == bytes(PAGE) else (kind, gpa, contents)
                            for kind, gpa, contents in pages] + [(2, 0xfffffffff000, reset_vmsa(0xfffffff0, 0x800f12, 1))])
        result = subprocess.run([bench.cashew, 'image', 'measure', out, '--zero-pages'], check=True, capture_output=True, text=True)
        assert result.stdout.strip() == zeros
        for loader in ('format', 'qemu'):
            result = subprocess.run([bench.cashew, 'image', 'measure', out, '--loader', loader], check=True, capture_output=True, text=True)
            assert result.stdout.strip() == wanted, loader
    bare = bench.file('bare', firmware(RANGES[:4]))
    for options, what in ((['--guest-kernel', kernel], 'no place for the hashes of a kernel'), (['--services', kernel], 'services')):
        result = subprocess.run([bench.cashew, 'image', 'build', '--firmware', bare, *options, '-o', bench.file('none', b'')],
                                check=False, capture_output=True, text=True)
        assert result.returncode != 0 and what in result.stderr, result.stderr


def gives_a_flat_guest_its_memory(bench):
    program = bench.file('flat.elf', elf([(0x100000, 0x100000, b'flat', 0x1800)], 0x100001))
    image = bench.build('--guest-flat', program)
    guest, found = regions(image)
    assert guest == (2, 2, 0x100001, 0x102000, 0x102000 + 26 * PAGE)
    at = 0x102000 + 26 * PAGE
    assert found == [(0x100000, 0x2000, 1), (0x102000, 26 * PAGE, 2), (at, PAGE, 5), (at + PAGE, PAGE, 3),
                     (at + 2 * PAGE, PAGE, 4), (0, 0, 6)]
    assert image.memory(0x100000, 0x2000) == b'flat' + bytes(0x1ffc)


def refuses_what_cannot_be(bench):
    rom = bench.file('rom', firmware(RANGES))
    some = bench.file('some', b'x')
    bench.refused('No such file', '--services', bench.directory + '/missing')
    bench.refused('some: ', kernel=some)
    bench.refused('empty', '--services', bench.file('nothing', b''))
    bench.refused('svsm memory is too small', '--services', bench.file('large', bytes(SIZE)))
    bench.refused('svsm memory is too small',
                  kernel=bench.file('big.elf', elf([(0, 0, b'x', SIZE + PAGE)], 0)))
    bench.refused('lies in no segment', kernel=bench.file('entry.elf', elf([(0, 0, b'x', 1)], 0x9000)))
    bench.refused('no OVMF table', '--firmware', bench.file('rom1', bytes(ROM_SIZE)))
    bench.refused('not whole pages', '--firmware', bench.file('rom2', b'x' * 5000))
    bench.refused('no calling area', '--firmware', bench.file('rom3', firmware(RANGES[:3])))
    bench.refused('unknown type', '--firmware', bench.file('rom4', firmware(RANGES + [(0x900000, 4096, 9)])))
    bench.refused('no place for the hashes', '--firmware', bench.file('rom5', firmware(RANGES, (0, 0))),
                  '--guest-kernel', some)
    bench.refused('overlaps', '--guest-flat', bench.file('over.elf', elf([(BASE, BASE, b'x', 1)], BASE)))
    bench.refused('would be refused', '--firmware',
                  bench.file('rom6', firmware(RANGES + [(0x80f000, 4096, 1)])))
    for arguments in (('--firmware', rom, '--guest-flat', some), ('--guest-kernel', some),
                      ('--guest-cmdline', 'x'), ('--nonsense',), ('more',)):
        assert bench.run(*arguments)[0].returncode == 2, arguments


def names_file_and_line_of_a_wrong_platform(bench):
    with open(bench.platform, encoding='utf-8') as file:
        text = file.read()

    def with_change(old, new, what):
        assert old in text
        path = bench.file('platform.yaml', text.replace(old, new).encode())
        bench.refused(what, platform=path)
        return path, text[:text.index(old)].count('\n') + 1

    path, line = with_change('kind: uart', 'kind: uarts', 'platform.yaml:')
    bench.refused('%s:%d: ' % (path, line), platform=path)
    path, line = with_change('size: 0x1000000', 'sise: 0x1000000', 'platform.yaml:')
    bench.refused('%s:%d: ' % (path, line), platform=path)
    with_change('base: 0x37000000', 'base: 0x37001000', 'multiples of 2 MiB')
    with_change('policy: 0x30000', 'policy: 0x10000', 'bit 17')
    with_change('snp, ', '', 'snp is missing')
    with_change('end: 0xfd00000000', 'end: 0xfd00000001', 'end must be a multiple of 4 KiB')
    with_change('[ rdseed ]', '[ rdsaad ]', 'platform.yaml:')
    path, line = with_change('[ rdseed ]', '[ smap, rdrand ]', 'rdrand is executed')
    bench.refused(f'{path}:{line}: cpu_optional: ', platform=path)


def refuses_protections_that_nobody_enforces(bench):
    with open(bench.platform, encoding='utf-8') as file:
        text = file.read()

    def refused(addition, key, what):
        path = bench.file('platform.yaml', addition(text).encode())
        line = [line.startswith(key) for line in addition(text).splitlines()].index(True) + 1
        bench.refused(f'{path}:{line}: {key}: {what}', platform=path)

    for kind in ('restricted', 'alternate'):
        refused(lambda text: text + f'injection: {kind}\n', 'injection', 'VMPL0 has no #HV handler')
    for feature in ('vmsa-reg-prot', 'vtom'):
        refused(lambda text: text.replace('secure-tsc', feature), 'sev_features', '')
    bench.build(platform=bench.file('platform.yaml', (text + 'injection: none\n').encode()))


def takes_what_a_platform_says(bench):
    with open(bench.platform, encoding='utf-8') as file:
        text = file.read()
    records = bench.build().params()[1]
    assert records[8] == struct.pack('<3Q', 0x10000000, 0, 0xfd00000000) and records[10] == struct.pack('<Q', 1 << 5)
    assert 11 not in records and not {2, 4, 5} & records.keys()
    text = text.replace('[ rdseed ]', '[ smap, sse4.1, ibpb ]') + 'tpm_localities: [ 0, 3 ]\n'
    text = text.replace('secure-tsc', 'prevent-host-ibs, btb-isolation, smt-protection')
    image = bench.build(platform=bench.file('platform.yaml', text.encode()))
    records = image.params()[1]
    assert records[10] == struct.pack('<Q', 1 << 2 | 1 << 9 | 1 << 10) and records[11] == struct.pack('<II', 9, 0)
    assert struct.unpack_from('<Q', image.vmsa, 0x3b0)[0] == 1 | 1 << 6 | 1 << 7 | 1 << 15


def gives_further_vcpus_a_state_that_halts(bench):
    """Who comes to the entry with RAX not 0 is parked by kernel/start/entry.S; without a limit the IDT has no gate."""
    with open(bench.platform, encoding='utf-8') as file:
        text = file.read()
    rax, idt_limit = slice(0x1f8, 0x200), slice(0x84, 0x88)
    one = bench.build()
    assert list(one.vmsas) == [0] and one.vmsa[rax] == bytes(8)
    three = bench.build(platform=bench.file('platform.yaml', (text + 'vcpus: 3\n').encode()))
    assert list(three.vmsas) == [0, 1, 2] and three.vmsas[0] == one.vmsa and three.vmsas[1] == three.vmsas[2]
    parked = bytearray(three.vmsas[1])
    assert parked[rax] == struct.pack('<Q', 1) and parked[idt_limit] == bytes(4)
    parked[rax], parked[idt_limit] = one.vmsa[rax], one.vmsa[idt_limit]
    assert parked == one.vmsa
    bench.refused('vcpus: VMPL0 runs on 512 at most', platform=bench.file('platform.yaml', (text + 'vcpus: 513\n').encode()))


def builds_every_platform_file(bench):
    folder = os.path.join(bench.source, 'platforms')
    for name in sorted(os.listdir(folder)):
        image = bench.build(platform=os.path.join(folder, name))
        assert image.params()[1][9].decode() + '.yaml' == name
        assert (image.contexts[0][1] != 0xfffffffff000) == (name != 'kvm-legacy.yaml'), name


TESTS = [builds_every_platform_file, lays_out_the_kernel, takes_a_physical_entry, same_inputs_give_the_same_bytes, puts_services_behind,
         gives_firmware_its_regions, tells_firmware_where_it_asks, puts_a_direct_save_area_into_vmpl0s_memory,
         gives_the_guest_its_own_features, measures_the_hashes_of_a_kernel, is_a_plain_guest_without_a_kernel,
         gives_a_flat_guest_its_memory,
         refuses_what_cannot_be, names_file_and_line_of_a_wrong_platform,
         refuses_protections_that_nobody_enforces, takes_what_a_platform_says,
         gives_further_vcpus_a_state_that_halts]


def main():
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(sys.argv[1], sys.argv[2], directory)
        for test in TESTS:
            test(bench)
            print('ok', test.__name__)


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""convert.py CASHEW SOURCE - merges, splits, reformats and sorts images, and reads what comes out with a parser of our own."""
import os
import subprocess
import sys
import tempfile

import build
from igvm_file import *  # noqa: F401,F403
import igvm_file

CASHEW, SOURCE = sys.argv[1:]


def content(number):
    return bytes([number]) * PAGE


COMMON = content(7)


def vmsa():
    body = bytearray(0x670)
    body[0x3b0] = 1
    body[0x178] = 0x10
    return bytes(body)


def snp_file():
    return [platform(1, SNP), policy(1),
            area(0, 2 * PAGE), parameter(VP_COUNT, 0), parameter(MEMORY_MAP, 0, 64), insert(1, 0, 0x5000),
            memory(1, 0, 0x100000),
            page(1, 0x10000, COMMON), page(1, 0x11000), page(1, 0x12000, content(1)), page(1, 0x13000, kind=1),
            page(1, 0x14000, kind=2), page(1, 0x15000, COMMON, flags=2), page(1, 0x16000, content(3)),
            context(1, vmsa())]


def sev_file(mask=1):
    return [platform(mask, SEV), policy(mask),
            area(0), parameter(VP_COUNT, 0), insert(mask, 0, 0x6000),
            memory(mask, 0, 0x100000),
            page(mask, 0x10000, COMMON), page(mask, 0x11000, content(2)), page(mask, 0x16000, content(3))]


def tdx_file():
    return [platform(8, TDX), area(9, data=content(4)), insert(8, 9, 0x7000), area(3), insert(8, 3, 0x9000), page(8, 0x8000, content(5))]


def native_file():
    return [platform(1, NATIVE), page(1, 0x1000, content(6)), context(1, (2).to_bytes(8, 'little').rjust(144, b'\0'), gpa=0)]


class Place:
    """A directory with files, and what the command says about them."""

    def __init__(self, path):
        self.path = path

    def __call__(self, name):
        return os.path.join(self.path, name)

    def write(self, name, headers, version=1):
        with open(self(name), 'wb') as file:
            file.write(igvm_file.write(headers, version))

    def read(self, name):
        with open(self(name), 'rb') as file:
            return file.read()

    def run(self, *args, status=0):
        result = subprocess.run([CASHEW, 'image', *args], cwd=self.path, capture_output=True, text=True)
        assert result.returncode == status, (args, result.returncode, result.stderr)
        return result.stdout + result.stderr

    def convert(self, *args, output='out.igvm', status=0):
        if status != 0 and os.path.exists(self(output)):
            os.remove(self(output))
        said = self.run('convert', *args, '-o', output, status=status)
        if status != 0:
            assert not os.path.exists(self(output)), args
            return said
        assert not os.path.exists(self(output + '.new'))
        return File(self.read(output))

    def digest(self, name):
        return self.run('measure', name).split()[0]


def headers_stay_as_they_are(at):
    for name, headers, version in (('a', snp_file(), 1), ('b', native_file(), 2), ('c', tdx_file(), 1)):
        at.write(name, headers, version)
        out = at.convert(name)
        assert out.version == version
        assert out.keys() == File(at.read(name)).keys()


def equal_data_is_written_once(at):
    at.write('a', snp_file())
    pieces = [h.data for h in snp_file() if h.data]
    assert len(at.read('a')) - at.convert('a').size == PAGE * (len(pieces) - len(set(pieces))) > 0


def a_merged_file_gives_back_what_went_in(at):
    """Each platform's part of the merged file is, to the byte, what converting its own file gives."""
    files = {'sev-snp': (snp_file(), 0), 'sev': (sev_file(), 1), 'tdx': (tdx_file(), 2)}
    for name, (headers, _) in files.items():
        at.write(name, headers)
        at.convert(name, '--drop', 'cca', status=1)
    merged = at.convert(*files, output='merged')
    assert [h.mask for h in merged.kinds(PLATFORM)] == [1, 2, 4]
    assert sorted(area_of(h) for h in merged.kinds(AREA)) == [0, 1, 2, 3]
    assert at.digest('merged') == at.digest('sev-snp')
    for name in files:
        kept = at.convert('merged', '--keep', name, output='kept')
        want = File(at.read(name))
        if name == 'tdx':  # bits and areas are numbered anew
            want.headers = [platform(1, TDX), area(0, data=content(4)), insert(1, 0, 0x7000), area(1), insert(1, 1, 0x9000),
                            page(1, 0x8000, content(5))]
        assert kept.keys() == want.keys(), name
        others = [word for other in files if other != name for word in ('--drop', other)]
        at.convert('merged', *others, output='dropped')
        assert at.read('dropped') == at.read('kept')
    at.convert('merged', '--keep', 'sev-snp', output='kept')
    at.convert('sev-snp', output='alone')
    assert at.read('kept') == at.read('alone')
    assert at.digest('kept') == at.digest('sev-snp')


def a_file_that_others_accept_is_signed_and_mended(at):
    """Pages are marked for a platform that is not declared, and a parameter area is inserted for none."""
    headers = snp_file()
    pages = [i for i, h in enumerate(headers) if h.kind == PAGE_DATA]
    for i in pages:
        gpa, mask, rest = struct.unpack_from('<QI', headers[i].body) + (headers[i].body[12:],)
        headers[i] = Header(PAGE_DATA, struct.pack('<QI', gpa, mask | 0x10) + rest, headers[i].data)
    headers.insert(pages[0], insert(0, 77, 0x40000))
    at.write('lax', headers)
    at.write('strict', snp_file())
    assert '[bad-mask]' in at.convert('lax', status=1)
    out = at.convert('lax', '--as', 'reference')
    assert out.keys() == File(at.read('strict')).keys()
    assert at.digest('out.igvm') == at.digest('strict') == at.run('measure', 'lax', '--as', 'reference').split()[0]
    subprocess.run(['openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-out', at('key')],
                   check=True, capture_output=True)
    assert '[bad-mask]' in at.run('sign', 'lax', '--id-key', 'key', '-o', 'signed', status=1)
    at.run('sign', 'lax', '--as', 'reference', '--id-key', 'key', '-o', 'signed')
    assert 'bad-mask' in at.run('verify', 'signed', status=1)
    at.run('verify', 'signed', '--as', 'reference')


def what_two_files_both_say_is_said_once(at):
    at.write('a', snp_file())
    at.write('b', sev_file())
    merged = at.convert('a', 'b')
    assert [h.mask for h in merged.kinds(POLICY)] == [3]
    assert [h.mask for h in merged.kinds(MEMORY)] == [3]
    pages = [(struct.unpack_from('<Q', h.body)[0], h.mask) for h in merged.kinds(PAGE_DATA)]
    assert pages == [(0x10000, 3), (0x11000, 1), (0x12000, 1), (0x13000, 1), (0x14000, 1), (0x15000, 1), (0x11000, 2),
                     (0x16000, 3)], pages
    at.run('dump', 'out.igvm')


def order_is_kept_where_it_forbids_joining(at):
    first, second = page(1, 0x1000, content(1)), page(1, 0x2000, content(2))
    at.write('a', [platform(1, SNP), policy(1), first, second])
    at.write('b', [platform(1, SEV), second, first])
    merged = at.convert('a', 'b')
    assert [(h.data[0], h.mask) for h in merged.kinds(PAGE_DATA)] == [(1, 1), (2, 3), (1, 2)]


def areas_go_with_their_platforms(at):
    both = [platform(1, SNP), platform(2, SEV), area(0), area(1), parameter(VP_COUNT, 0), parameter(VP_COUNT, 1),
            insert(1, 0, 0x1000), insert(2, 1, 0x1000), page(3, 0x2000, COMMON)]
    at.write('both', both)
    out = at.convert('both', '--drop', 'sev-snp')
    assert out.keys() == File(igvm_file.write(
        [platform(1, SEV), area(0), parameter(VP_COUNT, 0), insert(1, 0, 0x1000), page(1, 0x2000, COMMON)])).keys()


def conflicts_name_both_files(at):
    at.write('first', snp_file())
    at.write('second', snp_file())
    said = at.convert('first', 'second', status=1)
    assert 'first and second are both for the platform SEV-SNP' in said, said
    at.write('third', native_file(), 2)
    said = at.convert('first', 'third', status=1)
    assert 'first has format version 1, third has 2' in said, said
    assert at.convert('first', 'third', '--format', '2').version == 2
    said = at.convert('first', 'third', '--format', '1', status=1)
    assert 'context-version' in said, said


def versions_change(at):
    at.write('a', snp_file())
    second = at.convert('a', '--format', '2', output='second')
    assert second.version == 2 and second.extension == (0, PAGE)
    assert second.keys() == File(at.read('a')).keys()
    back = at.convert('second', '--format', '1', output='back')
    at.convert('a', output='again')
    assert back.version == 1 and at.read('back') == at.read('again')
    assert at.digest('second') == at.digest('a')


def sorting_is_what_loaders_want(at):
    unsorted = [platform(1, SNP), policy(1), context(1, vmsa()), page(1, 0x3000, content(1)), page(1, 0x1000, content(2)),
                area(0), id_block(1), insert(1, 0, 0x9000), memory(1, 0x1000, 0x9000)]
    at.write('a', unsorted)
    said = at.run('convert', 'a', '--sort', '-o', 'out.igvm')
    out = File(at.read('out.igvm'))
    assert [h.kind for h in out.headers] == [PLATFORM, POLICY, MEMORY, AREA, INSERT, ID_BLOCK, PAGE_DATA, PAGE_DATA, CONTEXT]
    assert [h.data[0] for h in out.kinds(PAGE_DATA)] == [2, 1]
    was, now = at.digest('a'), at.digest('out.igvm')
    assert was != now and f'was {was}' in said and f'is {now}' in said, said
    assert 'sign the file again' in said, said
    at.convert('out.igvm', '--sort', output='twice')
    assert at.read('twice') == at.read('out.igvm')


def wrong_command_lines_and_files_are_refused(at):
    at.write('a', snp_file())
    at.convert(status=2)
    at.run('convert', 'a', status=2)
    at.convert('a', '--keep', 'vax', status=2)
    at.convert('a', '--format', '3', status=2)
    assert 'no file is for the platform native' in at.convert('a', '--keep', 'native', status=1)
    assert 'no platform would be left' in at.convert('a', '--drop', 'sev-snp', status=1)
    with open(at('cut'), 'wb') as file:
        file.write(at.read('a')[:-1])
    assert 'cut: fixed header' in at.convert('a', 'cut', status=1)
    at.write('odd', snp_file()[:2] + [Header(0x800003fe, bytes(8))] + snp_file()[2:])
    assert 'type 0x3fe, which is not known' in at.convert('odd', status=1)


def an_input_may_be_the_output(at):
    at.write('a', snp_file())
    want = File(at.read('a')).keys()
    assert at.convert('a', output='a').keys() == want


def real_images_come_through(at):
    """What `image build` makes, merged with a file for another platform and taken out again."""
    kernel = build.elf([(build.VIRTUAL, 0, bytes(range(256)) * 32, 0x3000)], build.VIRTUAL)
    with open(at('kernel'), 'wb') as file:
        file.write(kernel)
    at.run('build', '--platform', os.path.join(SOURCE, 'platforms/kvm.yaml'), '--kernel', 'kernel', '-o', 'real')
    at.write('sev', sev_file())
    at.convert('real', 'sev', output='merged')
    assert at.digest('merged') == at.digest('real')
    assert at.convert('merged', '--keep', 'sev-snp', output='kept').keys() == File(at.read('real')).keys()
    at.convert('real', output='alone')
    assert at.read('alone') == at.read('kept')


TESTS = [headers_stay_as_they_are, equal_data_is_written_once, a_merged_file_gives_back_what_went_in,
         a_file_that_others_accept_is_signed_and_mended, what_two_files_both_say_is_said_once,
         order_is_kept_where_it_forbids_joining, areas_go_with_their_platforms,
         conflicts_name_both_files, versions_change, sorting_is_what_loaders_want,
         wrong_command_lines_and_files_are_refused, an_input_may_be_the_output, real_images_come_through]

for test in TESTS:
    with tempfile.TemporaryDirectory() as directory:
        test(Place(directory))
        print(f'ok: {test.__name__.replace("_", " ")}')

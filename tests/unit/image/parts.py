#!/usr/bin/env python3
"""parts.py CASHEW SOURCE - images from parts: what the text says is in the file, docs/parts.md is true, and every fault has a place."""
import hashlib
import os
import re
import subprocess
import sys
import tempfile

import build
from igvm_file import *  # noqa: F401,F403

CASHEW, SOURCE = sys.argv[1:]
CODE = bytes(range(1, 251)) * 41  # 10250 bytes, 3 pages
VMSA = bytearray(0x670)
VMSA[0x3b0] = 1  # SEV_FEATURES
FILES = {
    'code.bin': CODE, 'both.bin': b'both', 'snp.bin': b'snp', 'vsm.bin': b'vsm', 'data.bin': b'data' * 2048, 'initial.bin': b'initial',
    'vmsa.bin': bytes(VMSA), 'program.elf': build.elf([(0x1000, 0x1000, b'program' * 600, 0x3000)], 0x1000),
}


class Place:
    def __init__(self, path):
        self.path = path
        for name, data in FILES.items():
            with open(os.path.join(path, name), 'wb') as file:
                file.write(data)

    def run(self, *args, **more):
        return subprocess.run([CASHEW, 'image', *args], cwd=more.pop('cwd', self.path), capture_output=True, text=True, **more)

    def build(self, text):
        with open(os.path.join(self.path, 'parts.yaml'), 'w', encoding='utf-8') as file:
            file.write(text)
        return self.run('build', '--parts', 'parts.yaml', '-o', 'out.igvm')

    def file(self, text):
        result = self.build(text)
        assert result.returncode == 0, result.stderr
        return File(self.bytes())

    def bytes(self):
        with open(os.path.join(self.path, 'out.igvm'), 'rb') as file:
            return file.read()

    def refused(self, text, *wanted):
        if os.path.exists(os.path.join(self.path, 'out.igvm')):
            os.remove(os.path.join(self.path, 'out.igvm'))
        result = self.build(text)
        assert result.returncode == 1, (text, result.returncode)
        assert not os.path.exists(os.path.join(self.path, 'out.igvm'))
        for want in wanted:
            assert want in result.stderr, (want, result.stderr)

    def accepted(self, *levels):
        for level in levels:
            result = self.run('dump', 'out.igvm', '--as', level)
            assert result.returncode == 0, (level, result.stderr)


def examples():
    with open(os.path.join(SOURCE, 'docs/parts.md'), encoding='utf-8') as file:
        return re.findall(r'^```yaml\n(.*?)^```$', file.read(), re.M | re.S)


def every_example_of_the_documentation_works(at):
    texts = examples()
    assert len(texts) >= 8
    for text in texts:
        at.file(text)
        at.accepted('strict')


SNP = """
platforms:
  - { type: sev-snp, shared-boundary: 0x400000000000 }
policies:
  - policy: 0x30000
areas:
  - gpa: 0x5000
    size: 0x2000
    parameters:
      - { type: vp-count, offset: 0x1fc0 }
      - type: memory-map
required-memory:
  - { gpa: 0, size: 0x800000 }
memory:
  - { gpa: 0x10000, file: code.bin }
  - { gpa: 0x20000, file: code.bin, offset: 0x800, size: 0x3000 }
  - { gpa: 0x30000, zeros: 0x1001, flags: [unmeasured] }
  - { gpa: 0x50000, type: secrets }
  - { gpa: 0x51000, type: cpuid }
  - { gpa: 0x100000, program: program.elf }
contexts:
  - registers:
      rip: 0x10000
      cs: { selector: 8, attributes: 0xc9b, limit: 0xffffffff, base: 0 }
      sev_features: [snp, debug-swap]
"""


def padded(data, size):
    return data + bytes(size - len(data))


def snp_headers():
    program = padded(b'program' * 600, 0x3000)
    yield from (Header(PLATFORM, struct.pack('<IBBHQ', 1, 0, SNP_TYPE, 1, 0x400000000000)), policy(1), memory(1, 0, 0x800000),
                area(0, 2 * PAGE), parameter(VP_COUNT, 0, 0x1fc0), parameter(MEMORY_MAP, 0), insert(1, 0, 0x5000))
    for at in range(0, 3 * PAGE, PAGE):
        yield page(1, 0x10000 + at, padded(CODE, 3 * PAGE)[at:at + PAGE])
    for at in range(0, 3 * PAGE, PAGE):
        yield page(1, 0x20000 + at, padded(CODE[0x800:], 3 * PAGE)[at:at + PAGE])
    yield from (page(1, 0x30000, flags=2), page(1, 0x31000, flags=2), page(1, 0x50000, kind=1), page(1, 0x51000, kind=2))
    for at in range(0, 3 * PAGE, PAGE):
        data = program[at:at + PAGE]
        yield page(1, 0x101000 + at, data if any(data) else None)


SNP_TYPE = 2


def what_the_text_says_is_in_the_file(at):
    out = at.file(SNP)
    assert out.version == 1
    want = [header.key() for header in snp_headers()]
    assert out.keys()[:-1] == want, [k[:2] for k in out.keys()]
    at.accepted('strict', 'reference', 'qemu')


def registers_are_those_of_reset_unless_they_are_given(at):
    state = at.file(SNP).headers[-1]
    assert state.key()[:2] == (CONTEXT, context(1, b'x').body)
    vmsa, get = state.data, struct.unpack_from
    assert len(vmsa) == PAGE and not any(vmsa[0x670:])
    assert get('<HHIQ', vmsa, 0x10) == (8, 0xc9b, 0xffffffff, 0)  # CS
    assert get('<HHIQ', vmsa, 0x30) == (0, 0x93, 0xffff, 0)  # DS
    assert get('<Q', vmsa, 0x178) == (0x10000,)  # RIP
    assert get('<Q', vmsa, 0x3b0) == (0x21,)  # SEV_FEATURES
    assert get('<Q', vmsa, 0xd0) == (0x1000,)  # EFER
    assert get('<Q', vmsa, 0x148) == (0x40,)  # CR4: MCE, as KVM has it
    assert get('<QQQQQ', vmsa, 0x158) == (0x60000010, 0x400, 0xffff0ff0, 2, 0x10000)  # CR0, DR7, DR6, RFLAGS, RIP
    assert get('<Q', vmsa, 0x268) == (0x0007040600070406,)  # PAT


NATIVE_TEXT = """
format: 2
platforms:
  - { type: native, bit: 3 }
memory:
  - { gpa: 0x10000, file: code.bin }
contexts:
  - registers: { rip: 0x10000, rsi: 0x8000, code_selector: 8, code_attributes: 0xc09b, cr4: 0x20 }
"""


def native_files_have_version_2_and_registers(at):
    out = at.file(NATIVE_TEXT)
    assert out.version == 2 and out.extension == (0, PAGE)
    assert [h.mask for h in out.headers] == [8] * 5
    state, get = out.headers[-1], struct.unpack_from
    assert state.key()[:2] == (CONTEXT, context(8, b'x', gpa=0).body)
    assert get('<Q', state.data, 48) == (0x8000,) and get('<QQ', state.data, 128) == (0x10000, 2)
    assert get('<HHII', state.data, 168) == (8, 0xc09b, 0xffff0000, 0xffff)
    assert get('<QQQQ', state.data, 200) == (0x60000010, 0, 0x20, 0)
    at.accepted('strict', 'reference', 'qemu')


def other_architectures_need_version_2(at):
    out = at.file('format: 2\narchitecture: aarch64\nplatforms: [{ type: cca }]\nmemory: [{ gpa: 0, file: code.bin }]\n')
    assert out.extension == (1, PAGE)
    at.refused('architecture: aarch64\nplatforms: [{ type: cca }]', 'parts.yaml:1:15: architecture: found one in format version 1')


def large_pages_are_one_header(at):
    out = at.file("platforms: [{ type: sev-snp }]\nmemory: [{ gpa: 0x200000, file: code.bin, flags: [2mb] }]\n")
    assert out.headers[1].key() == page(1, 0x200000, padded(CODE, LARGE_PAGE), flags=1).key()


def bits_that_are_free_are_given_away(at):
    out = at.file("platforms: [{ type: sev }, { type: sev-snp, bit: 0 }, { type: tdx }, { type: vsm, bit: 2 }]\n"
                  "memory: [{ gpa: 0, file: code.bin, platforms: [tdx, sev] }]\n")
    assert [h.mask for h in out.kinds(PLATFORM)] == [2, 1, 8, 4]
    assert [h.mask for h in out.kinds(PAGE_DATA)] == [10] * 3


def the_same_parts_give_the_same_bytes(at):
    """Wherever, whenever and by whomever."""
    first = []
    for text in (SNP, NATIVE_TEXT):
        at.file(text)
        first.append(at.bytes())
    with tempfile.TemporaryDirectory(prefix='an other place') as other:
        elsewhere = Place(other)
        environment = dict(os.environ, TZ='Pacific/Kiritimati', LC_ALL='tr_TR.UTF-8', LANG='tr_TR.UTF-8')
        old = os.umask(0o077)
        try:
            for text, want in zip((SNP, NATIVE_TEXT), first):
                with open(os.path.join(other, 'parts.yaml'), 'w', encoding='utf-8') as file:
                    file.write(text)
                result = elsewhere.run('build', '--parts', os.path.join(other, 'parts.yaml'), '-o', os.path.join(other, 'x'), cwd='/',
                                       env=environment)
                assert result.returncode == 0, result.stderr
                with open(os.path.join(other, 'x'), 'rb') as file:
                    assert file.read() == want
        finally:
            os.umask(old)


def images_of_a_platform_file_are_reproducible_too(at):
    kernel = build.elf([(build.VIRTUAL, 0, bytes(range(256)) * 32, 0x3000)], build.VIRTUAL)
    digests = set()
    for umask, environment in ((0o022, {'TZ': 'UTC'}), (0o077, {'TZ': 'Asia/Tokyo', 'LC_ALL': 'de_DE.UTF-8'})):
        with tempfile.TemporaryDirectory() as other:
            with open(os.path.join(other, 'kernel'), 'wb') as file:
                file.write(kernel)
            old = os.umask(umask)
            result = at.run('build', '--platform', os.path.join(SOURCE, 'platforms/kvm.yaml'), '--kernel', 'kernel', '-o', 'out',
                            cwd=other, env=dict(os.environ, **environment))
            os.umask(old)
            assert result.returncode == 0, result.stderr
            with open(os.path.join(other, 'out'), 'rb') as file:
                digests.add(hashlib.sha256(file.read()).hexdigest())
    assert len(digests) == 1


HEAD = 'platforms:\n  - type: sev-snp\n'


def every_fault_has_its_line(at):
    faults = [
        ('', 'parts.yaml:1:1: found nothing; expected'),
        ('memory: [}', 'parts.yaml:1:10: not YAML'),
        ('memory: [{ gpa: 0, zeros: 1 }]', 'parts.yaml:1:1: parts: found no "platforms"'),
        ('platforms: [{ type: snp }]', 'parts.yaml:1:21: type: found "snp"; expected one of native'),
        ('platforms: [{ type: sev, bit: 1 }, { type: tdx, bit: 1 }]', 'parts.yaml:1:36: bit: found 1 twice'),
        ('platforms: [{ type: sev }, { type: sev }]', 'parts.yaml:1:28: platforms: found a platform twice'),
        (HEAD + 'format: 3', 'parts.yaml:3:9: format: found "3"; expected a number from 1 to 2'),
        (HEAD + 'memroy: []', 'parts.yaml:3:1: parts: found "memroy"; expected one of format'),
        (HEAD + 'memory: []', 'parts.yaml:3:9: memory: found 0 of them'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, file: missing }', 'parts.yaml:4:26: file: found "missing"; expected a file: No such'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, program: code.bin }', 'parts.yaml:4:29: program: found "code.bin"; expected an ELF program'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 1, file: code.bin }', 'parts.yaml:4:5: memory: found 2 kinds of contents'),
        (HEAD + 'memory:\n  - { gpa: 0x1000 }', 'parts.yaml:4:5: memory: found 0 kinds of contents'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 1, size: 2 }', 'without a file'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, file: code.bin, offset: 10251 }', 'parts.yaml:4:44: offset: found "10251"'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 0 }', 'parts.yaml:4:5: memory: found no bytes'),
        (HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 0x100001000 }', 'parts.yaml:4:5: memory: found more than 1048576 pages'),
        (HEAD + 'memory:\n  - { gpa: 0xfffffffffffff000, zeros: 0x2000 }', 'more than there is address space'),
        (HEAD + 'memory:\n  - { gpa: 0x10000000000000000, zeros: 1 }', 'parts.yaml:4:12: gpa: found "0x10000000000000000"'),
        (HEAD + 'memory:\n  - { gpa: 0, zeros: 1, platforms: [tdx] }', 'parts.yaml:4:37: platforms: found "tdx"; expected a platform that'),
        (HEAD + 'memory:\n  - { gpa: 0, zeros: 1, flags: [huge] }', 'parts.yaml:4:33: flags: found "huge"'),
        (HEAD + 'areas:\n  - { gpa: 0, size: 6, file: initial.bin }', 'at most the area\'s 6 bytes, not 7'),
        (HEAD + 'areas:\n  - { gpa: 0, size: 4096, parameters: [{ type: acpi }] }', 'parts.yaml:4:48: type: found "acpi"'),
        (HEAD + 'contexts:\n  - registers: { eip: 1 }', 'parts.yaml:4:18: registers: found "eip"; expected a register'),
        (HEAD + 'contexts:\n  - registers: { rip: 1, rip: 1 }', 'parts.yaml:4:26: registers: found "rip" twice'),
        (HEAD + 'contexts:\n  - registers: { cs: { selector: 0x10000 } }', 'parts.yaml:4:34: selector: found "0x10000"'),
        (HEAD + 'contexts:\n  - registers: { reserved_320: 1 }', 'found "reserved_320"'),
        (HEAD + 'contexts:\n  - { registers: { rip: 1 }, file: vmsa.bin }', 'parts.yaml:4:5: contexts: found a file and registers'),
        (HEAD + 'contexts:\n  - { file: code.bin }', 'parts.yaml:4:13: file: found "code.bin"; expected a file of 1 to 4096 bytes'),
        ('platforms: [{ type: sev-snp }, { type: sev }]\ncontexts:\n  - { vp: 0 }', 'parts.yaml:3:5: platforms: found several'),
        ('platforms: [{ type: tdx }]\ncontexts:\n  - { vp: 0 }', 'parts.yaml:3:5: contexts: found no file'),
    ]
    for text, want in faults:
        at.refused(text, want)


def all_faults_are_shown_at_once(at):
    at.refused(HEAD + 'memory:\n  - { gpa: x, zeros: 1 }\n  - { gpa: 0, zeros: y }\ncontexts:\n  - { vp: z }\n',
               'parts.yaml:4:12: gpa', 'parts.yaml:5:22: zeros', 'parts.yaml:7:11: vp')


def a_save_area_in_memory_comes_first(at):
    kinds = [h.kind for h in at.file(HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 0x2000 }\ncontexts:\n  - { vp: 0, gpa: 0x5000 }').headers]
    assert kinds[-3:] == [CONTEXT, PAGE_DATA, PAGE_DATA], kinds
    kinds = [h.kind for h in at.file(HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 0x2000 }\ncontexts:\n  - { vp: 0 }').headers]
    assert kinds[-3:] == [PAGE_DATA, PAGE_DATA, CONTEXT], kinds


def rules_are_those_of_the_level(at):
    at.refused(HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 0x3000 }\n  - { gpa: 0x2000, zeros: 1 }', '[overlap]')
    result = at.run('build', '--parts', 'parts.yaml', '--as', 'reference', '-o', 'out.igvm')
    assert result.returncode == 0 and 'not accepted as strict' in result.stderr, result


def rules_of_the_format_have_a_line_too(at):
    at.refused(HEAD + 'memory:\n  - { gpa: 0x1000, zeros: 0x3000 }\n  - { gpa: 0x2000, zeros: 1 }', 'parts.yaml:5: header', '[overlap]')
    at.refused(HEAD + 'areas:\n  - { gpa: 0, size: 100 }\n', 'parts.yaml:4: header', '[not-aligned]')
    at.refused('platforms: [{ type: native }]\ncontexts:\n  - { vp: 0 }\n', 'parts.yaml:3: header', '[context-version]')


def what_others_would_refuse_is_said(at):
    result = at.build(HEAD + 'memory: [{ gpa: 0, zeros: 1 }]\nerror-ranges: [{ gpa: 0x5000, size: 0x1000 }]\n')
    assert result.returncode == 0 and 'note: not accepted as qemu' in result.stderr, result.stderr


def options_exclude_each_other(at):
    at.file(HEAD)
    assert at.run('build', '--parts', 'parts.yaml').returncode == 2
    assert at.run('build', '--parts', 'parts.yaml', '--kernel', 'x', '-o', 'y').returncode == 2


TESTS = [every_example_of_the_documentation_works, what_the_text_says_is_in_the_file, registers_are_those_of_reset_unless_they_are_given,
         native_files_have_version_2_and_registers, other_architectures_need_version_2, large_pages_are_one_header, bits_that_are_free_are_given_away,
         the_same_parts_give_the_same_bytes, images_of_a_platform_file_are_reproducible_too, every_fault_has_its_line,
         all_faults_are_shown_at_once, a_save_area_in_memory_comes_first, rules_are_those_of_the_level,
         rules_of_the_format_have_a_line_too, what_others_would_refuse_is_said, options_exclude_each_other]

for test in TESTS:
    with tempfile.TemporaryDirectory() as directory:
        test(Place(directory))
        print(f'ok: {test.__name__.replace("_", " ")}', flush=True)

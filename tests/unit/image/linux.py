#!/usr/bin/env python3
"""linux.py CASHEW SOURCE - images of Linux alone, made of a made-up kernel: what lies where, and what is refused."""
import os
import struct
import subprocess
import sys
import tempfile

from build import Image, PAGE, elf, reset_vmsa

BASE, PROGRAM = 0xffe00000, 0xfffe0000
KERNEL, ROOM = 0x1000000, 0x300000
INITRD = KERNEL + 0x400000


def kernel(changes=(), size=5008):
    """A bzImage; changes are (offset, format, value) of its header."""
    setup = bytearray(1024)
    setup[0x1f1], setup[0x201], setup[0x202:0x206] = 1, 0x6a, b'HdrS'
    for offset, form, value in [(0x1f4, '<I', size // 16), (0x206, '<H', 0x20f), (0x22c, '<I', 0x7fffffff), (0x236, '<H', 1),
                                (0x238, '<I', 2047), (0x258, '<Q', KERNEL), (0x260, '<I', 0x2ff123), *changes]:
        struct.pack_into(form, setup, offset, value)
    return bytes(setup) + b'k' * size + b'signature'


class Bench:
    def __init__(self, cashew, source, directory):
        self.cashew, self.source, self.directory = cashew, source, directory
        self.start = self.file('direct.elf', elf([(PROGRAM, PROGRAM, b'start', 0x20000)], 0xfffffff0))
        self.kernel = self.file('vmlinuz', kernel())
        self.initrd = self.file('initrd', b'i' * 5000)

    def file(self, name, data):
        path = os.path.join(self.directory, name)
        with open(path, 'wb') as out:
            out.write(data)
        return path

    def run(self, *arguments):
        out = os.path.join(self.directory, 'out.igvm')
        if os.path.exists(out):
            os.unlink(out)
        result = subprocess.run([self.cashew, 'image', 'build', '-o', out, *arguments], capture_output=True, text=True, check=False)
        if result.returncode:
            assert not os.path.exists(out)
            return result, None
        with open(out, 'rb') as file:
            return result, Image(file.read())

    def build(self, *arguments):
        result, image = self.run('--direct', self.start, '--guest-kernel', self.kernel, *arguments)
        assert result.returncode == 0, result.stderr
        return image

    def refused(self, what, *arguments, status=1):
        result, _ = self.run(*arguments)
        assert result.returncode == status and what in result.stderr, result.stderr

    def wrong_kernel(self, what, data):
        self.refused('wrong: ' + what, '--direct', self.start, '--guest-kernel', self.file('wrong', data))


def field(image, page, offset, form):
    return struct.unpack_from(form, image.pages[page][1], offset)[0]


def everything_is_in_the_image(bench):
    image = bench.build('--guest-initrd', bench.initrd, '--guest-cmdline', 'quiet', '--boot-rdx', '7')
    zero = BASE + 0x1000
    assert [image.pages[KERNEL + at][1] for at in (0, PAGE)] == [b'k' * PAGE, b'k' * 912 + bytes(PAGE - 912)]
    assert image.pages[INITRD][1] == b'i' * PAGE and image.pages[INITRD + PAGE][1] == b'i' * 904 + bytes(PAGE - 904)
    assert struct.unpack_from('<6Q', image.pages[BASE][1]) == (0x31746365726964ff, KERNEL, 2 * PAGE, ROOM, INITRD, 2 * PAGE)
    header = kernel()[0x1f1:0x26c]
    for offset, form, value in ((0x210, '<B', 0xff), (0x214, '<I', KERNEL), (0x218, '<I', INITRD), (0x21c, '<I', 5000),
                                (0x228, '<I', BASE + 0x2000), (0x250, '<Q', BASE + 0xf000), (0x070, '<Q', BASE + 0x10000)):
        assert field(image, zero, offset, form) == value, hex(offset)
    assert image.pages[zero][1][0x1f1:0x210] == header[:0x1f] and image.pages[zero][1][0x22c:0x250] == header[0x3b:0x5f]
    assert image.pages[BASE + 0x2000][1] == b'quiet' + bytes(PAGE - 5)
    assert struct.unpack_from('<QIII', image.pages[BASE + 0xf000][1]) == (0, 7, 4, BASE + 0xf040)
    assert struct.unpack_from('<IHHQIIQII', image.pages[BASE + 0xf000][1], 64) == (
        0x45444d41, 0, 0, BASE + 0x5000, PAGE, 0, BASE + 0x4000, PAGE, 0)
    assert image.pages[BASE + 0x4000][0] == 2 and image.pages[BASE + 0x5000][0] == 1
    assert image.order == sorted(image.order)
    assert list(image.vmsas) == [0] and image.vmsa == reset_vmsa(0xfffffff0, 7, 1)[:0x670]


def initrd_and_command_line_may_be_absent(bench):
    image = bench.build()
    assert field(image, BASE, 40, '<Q') == 0 and field(image, BASE + 0x1000, 0x218, '<Q') == 0
    assert image.pages[BASE + 0x2000][1] == bytes(PAGE)
    assert not [gpa for gpa in image.order if INITRD <= gpa < BASE]


def a_platform_file_says_how_many_vcpus_are_launched(bench):
    with open(os.path.join(bench.source, 'platforms', 'kvm-legacy.yaml'), encoding='utf-8') as file:
        path = bench.file('platform.yaml', file.read().replace('vcpus: 1', 'vcpus: 3').encode())
    image = bench.build('--platform', path)
    assert list(image.vmsas) == [0, 1, 2] and image.vmsas[2] == image.vmsas[0]
    direct = bench.build('--platform', os.path.join(bench.source, 'platforms', 'kvm.yaml'))
    assert direct.contexts[0][1] == image.contexts[0][1] == 0xfffffffff000


def what_cannot_be_is_refused(bench):
    bench.wrong_kernel('no Linux kernel', b'MZ' * 1000)
    bench.wrong_kernel('no Linux kernel', b'')
    bench.wrong_kernel('a kernel without 64-bit entry', kernel([(0x206, '<H', 0x20b)]))
    bench.wrong_kernel('a kernel without 64-bit entry', kernel([(0x236, '<H', 2)]))
    for changes in ([(0x1f4, '<I', 0xffffffff)], [(0x1f4, '<I', 0)], [(0x1f1, '<B', 200)]):
        bench.wrong_kernel("the kernel's file is cut off", kernel(changes))
    bench.wrong_kernel("the kernel's header has another size", kernel([(0x201, '<B', 0xff)]))
    for changes in ([(0x258, '<Q', KERNEL + PAGE)], [(0x258, '<Q', 0)], [(0x258, '<Q', 1 << 40)], [(0x260, '<I', 16)]):
        bench.wrong_kernel('the kernel wants to be where it cannot be', kernel(changes))
    given = ('--direct', bench.start, '--guest-kernel', bench.kernel)
    bench.refused('longer than the kernel takes', *given, '--guest-cmdline', 'x' * 2048)
    bench.refused('empty', *given, '--guest-initrd', bench.file('empty', b''))
    short = bench.file('short', kernel([(0x22c, '<I', INITRD)]))
    bench.refused('too large', '--direct', bench.start, '--guest-kernel', short, '--guest-initrd', bench.initrd)
    large = bench.file('large', kernel([(0x260, '<I', 0xf0000000)]))
    bench.refused('large: too large', '--direct', bench.start, '--guest-kernel', large)
    other = bench.file('other.elf', elf([(0, 0, b'x', 1)], 0))
    bench.refused('does not end at 4 GiB', '--direct', other, '--guest-kernel', bench.kernel)
    bench.refused('needs --guest-kernel', '--direct', bench.start, status=2)
    for option in ('--firmware', '--kernel', '--guest-flat', '--services', '--parts'):
        bench.refused(option, *given, option, bench.initrd, status=2)


TESTS = [everything_is_in_the_image, initrd_and_command_line_may_be_absent, a_platform_file_says_how_many_vcpus_are_launched,
         what_cannot_be_is_refused]


def main():
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(sys.argv[1], sys.argv[2], directory)
        for test in TESTS:
            test(bench)
            print('ok', test.__name__)


if __name__ == '__main__':
    main()

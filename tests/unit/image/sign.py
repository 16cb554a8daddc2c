#!/usr/bin/env python3
"""sign.py CASHEW - signs images with `cashew image sign`, and verifies with openssl(1) and structures of our own.

Nothing here shares code with the library: files are read and made with struct and zlib, digests with hashlib.
"""
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib

PAGE = 4096
SNP, SEV = 1, 2
ID_BLOCK = 0x30b
POLICY = 0x30000
# Where a body has its file offset, and how much lies there.
DATA = {0x302: (12, PAGE), 0x301: (12, 2 * PAGE), 0x304: (12, PAGE), 0x104: (4, 40)}


def header(kind, body):
    return struct.pack('<II', kind, len(body)) + body + bytes(-len(body) % 8)


def seal(data):
    version, start, size = struct.unpack_from('<3I', data, 4)
    fixed = 24 if version == 1 else 32
    sealed = bytearray(data)
    sealed[16:24] = struct.pack('<II', len(data), 0)
    crc = zlib.crc32(bytes(sealed[:fixed]) + bytes(sealed[start:start + size]))
    sealed[20:24] = struct.pack('<I', crc)
    return bytes(sealed)


def make_image(version=1, policies=((POLICY, SNP),), platforms=((SNP, 2), (SEV, 4)), more=b''):
    """An image whose headers share data, and with data that nobody uses."""
    vmsa = bytearray(PAGE)
    vmsa[0x3b0] = 1  # SEV_FEATURES: SNP
    data = bytes(range(256)) * 32 + bytes(vmsa) + bytes(range(256)) * 16 + b'unused' * 100
    fixed = 24 if version == 1 else 32

    def variable(base):
        out = b''.join(header(1, struct.pack('<IBBHQ', mask, 0, kind, 1, 0)) for mask, kind in platforms)
        out += b''.join(header(0x101, struct.pack('<QII', value, mask, 0)) for value, mask in policies)
        out += header(0x104, struct.pack('<IIII', platforms[0][0], base + 0x3001, 40, 0))
        out += header(0x301, struct.pack('<QII', 2 * PAGE, 5, base + PAGE))
        out += header(0x307, struct.pack('<II', 5, 8))
        out += header(0x303, struct.pack('<QII', 0x100000, platforms[0][0], 5))
        for i in range(4):
            out += header(0x302, struct.pack('<QIIIHH', i * PAGE, platforms[0][0], base + i * 512 if i else 0, 0, 0, 0))
        out += more
        if platforms[0] == (SNP, 2):
            out += header(0x304, struct.pack('<QIIHH', 0xfffffffff000, SNP, base + 2 * PAGE, 0, 0))
        return out

    size = len(variable(0))
    top = struct.pack('<6I', 0x4d564749, version, fixed, size, 0, 0)
    if version == 2:
        top += struct.pack('<II', 0, PAGE)
    return seal(top + variable(fixed + size) + data)


def headers(data):
    """(type, body) of each variable header, with the file's data in the place of offsets."""
    start, size = struct.unpack_from('<II', data, 8)
    at, out = start, []
    while at < start + size:
        kind, length = struct.unpack_from('<II', data, at)
        body = data[at + 8:at + 8 + length]
        if kind in DATA:
            place, count = DATA[kind]
            offset = struct.unpack_from('<I', body, place)[0]
            body = body[:place] + (data[offset:offset + count] if offset else b'zeros') + body[place + 4:]
        out.append((kind, body))
        at += 8 + length + -length % 8
    return out


def find_block(data):
    start, size = struct.unpack_from('<II', data, 8)
    at = start
    while at < start + size:
        kind, length = struct.unpack_from('<II', data, at)
        if kind == ID_BLOCK:
            return at + 8
        at += 8 + length + -length % 8
    raise AssertionError('no ID block')


class Block:
    """The ID block of a file: as SNP_LAUNCH_FINISH gets it."""

    def __init__(self, data, policy):
        at = find_block(data)
        body = data[at:at + 696]
        assert len(body) == 696
        self.mask, self.author_enabled = struct.unpack_from('<IB', body)
        self.block = body[8:96] + struct.pack('<Q', policy)
        self.algorithms = struct.unpack_from('<II', body, 96)
        self.signature, self.key = self.pair(body, 104), self.public(body, 248)
        self.author_signature, self.author = self.pair(body, 400), self.public(body, 544)

    @staticmethod
    def pair(body, at):
        return [int.from_bytes(body[at + i:at + i + 72], 'little') for i in (0, 72)]

    @staticmethod
    def public(body, at):
        curve, reserved = struct.unpack_from('<II', body, at)
        assert reserved == 0
        return struct.pack('<I', curve) + body[at + 8:at + 152] + bytes(880)


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


def shell(*arguments):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def integer(value):
    data = value.to_bytes(value.bit_length() // 8 + 1, 'big')
    return bytes([2, len(data)]) + data


def openssl_verifies(public, numbers, data):
    body = integer(numbers[0]) + integer(numbers[1])
    with open('signature.der', 'wb') as file:
        file.write(bytes([0x30, len(body)]) + body)
    with open('signed', 'wb') as file:
        file.write(data)
    return run('openssl', 'dgst', '-sha384', '-verify', public, '-signature', 'signature.der', 'signed').returncode == 0


def write(path, data):
    with open(path, 'wb') as file:
        file.write(data)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def make_keys():
    for name, curve in (('id', 'P-384'), ('author', 'P-384'), ('small', 'P-256'), ('large', 'P-521')):
        shell('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:' + curve, '-out', name + '.key')
        shell('openssl', 'pkey', '-in', name + '.key', '-pubout', '-out', name + '.pub')
    shell('openssl', 'genrsa', '-out', 'rsa.key', '2048')
    shell('openssl', 'req', '-x509', '-new', '-key', 'id.key', '-subj', '/CN=ID key', '-out', 'id.pem')


class Test:
    def __init__(self, cashew):
        self.cashew = cashew

    def sign(self, *arguments):
        return run(self.cashew, 'image', 'sign', *arguments)

    def signs(self, *arguments):
        result = self.sign(*arguments)
        assert result.returncode == 0 and result.stdout == '', result
        return result.stderr

    def refuses(self, reason, *arguments):
        result = self.sign(*arguments, '-o', 'never.igvm')
        assert result.returncode == 1 and reason in result.stderr and result.stderr.count('\n') == 1, result
        assert not os.path.exists('never.igvm')

    def verify(self, *arguments):
        return run(self.cashew, 'image', 'verify', *arguments)

    def measure(self, path):
        result = run(self.cashew, 'image', 'measure', path)
        assert result.returncode == 0, result
        return result.stdout.strip()

    def rest_is_the_same(self, before, after):
        assert [h for h in headers(before) if h[0] != ID_BLOCK] == [h for h in headers(after) if h[0] != ID_BLOCK]
        kinds = [kind for kind, _ in headers(after)]
        assert kinds.index(ID_BLOCK) == min(i for i, kind in enumerate(kinds) if kind >= 0x301)

    def test_signature_is_what_the_abi_wants(self):
        for version in (1, 2):
            image = make_image(version)
            write('plain.igvm', image)
            summary = self.signs('plain.igvm', '--id-key', 'id.key', '--author-key', 'file:' + os.path.abspath('author.key'),
                                 '--family-id', 'a family', '--image-id', '000102030405060708090a0b0c0d0e0F',
                                 '--guest-svn', '0x11', '-o', 'signed.igvm')
            signed = read('signed.igvm')
            assert struct.unpack_from('<I', signed, 4)[0] == version
            self.rest_is_the_same(image, signed)
            digest = self.measure('plain.igvm')
            assert self.measure('signed.igvm') == digest
            block = Block(signed, POLICY)
            assert (block.mask, block.author_enabled, block.algorithms) == (SNP, 1, (1, 1))
            assert block.block == (bytes.fromhex(digest) + b'a family' + bytes(8) + bytes(range(16)) +
                                   struct.pack('<IIQ', 1, 0x11, POLICY))
            assert openssl_verifies('id.pub', block.signature, block.block)
            assert not openssl_verifies('author.pub', block.signature, block.block)
            assert openssl_verifies('author.pub', block.author_signature, block.key)
            for key in (block.key, block.author):
                assert hashlib.sha384(key).hexdigest() in summary

    def test_without_an_author_key_its_fields_are_zero(self):
        write('plain.igvm', make_image())
        self.signs('plain.igvm', '--id-key', 'id.key', '-o', 'alone.igvm')
        data = read('alone.igvm')
        block = Block(data, POLICY)
        assert block.author_enabled == 0 and block.algorithms == (1, 0)
        assert data[find_block(data) + 400:find_block(data) + 696] == bytes(296)
        assert openssl_verifies('id.pub', block.signature, block.block)

    def test_only_the_signatures_differ_the_next_time(self):
        self.signs('plain.igvm', '--id-key', 'id.key', '--author-key', 'author.key', '-o', 'first.igvm')
        self.signs('plain.igvm', '--id-key', 'id.key', '--author-key', 'author.key', '-o', 'second.igvm')
        first, second = bytearray(read('first.igvm')), bytearray(read('second.igvm'))
        for data in (first, second):
            at = find_block(data)
            for place in (104, 400):
                data[at + place:at + place + 144] = bytes(144)
            data[20:24] = bytes(4)
        assert first == second

    def test_verify_takes_keys_in_every_form(self):
        for key in ('id.key', 'id.pub', 'id.pem', 'file:' + os.path.abspath('id.pub')):
            result = self.verify('signed.igvm', '--id-key', key, '--author-key', 'author.pub')
            assert result.returncode == 0 and 'signed for this launch digest' in result.stdout, result
        for arguments in (['--id-key', 'author.pub'], ['--author-key', 'id.pub'], ['--as', 'qemu', '--id-key', 'author.key']):
            result = self.verify('signed.igvm', *arguments)
            assert result.returncode == 1 and 'FAILED' in result.stdout, result
        result = self.verify('alone.igvm', '--author-key', 'author.pub')
        assert result.returncode == 1 and 'there is none' in result.stdout, result
        result = self.verify('plain.igvm', '--id-key', 'id.pub')
        assert result.returncode == 1 and 'there is none' in result.stdout, result
        assert self.verify('plain.igvm').returncode == 0
        result = self.verify('signed.igvm', '--json')
        steps = {step['name']: step for step in json.loads(result.stdout)['steps']}
        digest = hashlib.sha384(Block(read('signed.igvm'), POLICY).key).hexdigest()
        assert digest in steps['ID key']['detail'] and steps['ID key']['verdict'] == 'skipped'
        assert steps['format']['detail'].startswith('accepted as strict IGVM')
        result = self.verify('signed.igvm', '--id-key', 'small.pub')
        assert result.returncode == 1 and 'not of the curve P-384' in result.stderr, result

    def test_every_field_that_is_changed_is_noticed(self):
        signed = read('signed.igvm')
        at = find_block(signed)
        for place, reason in ((8, 'another launch digest'), (56, 'has not signed this ID block'), (72, 'has not signed this'),
                              (88, 'version is not 1'), (92, 'has not signed this'), (96, "the ID key's algorithm"),
                              (100, "the author key's algorithm"), (104, 'has not signed this'), (176, 'has not signed this'),
                              (248, 'the ID key is none of P-384'), (256, 'has not signed this'), (4, 'which is not enabled'),
                              (400, 'the author key has not signed'), (544, 'the author key is none of P-384'),
                              (624, 'the author key has not signed')):
            changed = bytearray(signed)
            changed[at + place] ^= 1
            write('changed.igvm', seal(changed))
            result = self.verify('changed.igvm')
            assert result.returncode == 1 and reason in result.stdout, (place, result)
        changed = bytearray(signed)
        changed[signed.find(bytes(range(256)))] ^= 1  # of the first page
        write('changed.igvm', bytes(changed))
        result = self.verify('changed.igvm')
        assert result.returncode == 1 and 'another launch digest' in result.stdout, result

    def test_a_block_is_replaced_only_on_request(self):
        self.refuses('--replace', 'signed.igvm', '--id-key', 'author.key')
        self.signs('signed.igvm', '--id-key', 'author.key', '--replace', '-o', 'replaced.igvm')
        replaced = read('replaced.igvm')
        assert [kind for kind, _ in headers(replaced)].count(ID_BLOCK) == 1
        self.rest_is_the_same(read('signed.igvm'), replaced)
        assert self.verify('replaced.igvm', '--id-key', 'author.pub').returncode == 0
        self.signs('replaced.igvm', '--id-key', 'id.key', '--replace', '-o', 'replaced.igvm')
        assert self.verify('replaced.igvm', '--id-key', 'id.pub').returncode == 0

    def test_a_new_policy_is_the_platforms_alone(self):
        write('shared.igvm', make_image(policies=((POLICY, SNP | SEV),)))
        self.signs('shared.igvm', '--id-key', 'id.key', '--policy', '0xa0000', '-o', 'policy.igvm')
        policies = [struct.unpack('<QII', body)[:2] for kind, body in headers(read('policy.igvm')) if kind == 0x101]
        assert sorted(policies) == [(POLICY, SEV), (0xa0000, SNP)], policies
        block = Block(read('policy.igvm'), 0xa0000)
        assert openssl_verifies('id.pub', block.signature, block.block)
        assert self.verify('policy.igvm').returncode == 0
        write('none.igvm', make_image(policies=()))
        self.refuses('no GUEST_POLICY', 'none.igvm', '--id-key', 'id.key')
        self.signs('none.igvm', '--id-key', 'id.key', '--policy', '196608', '-o', 'policy.igvm')
        assert self.verify('policy.igvm').returncode == 0

    def test_keys_that_cannot_sign_are_refused(self):
        for key in ('small.key', 'large.key', 'rsa.key'):
            self.refuses('not of the curve P-384', 'plain.igvm', '--id-key', key)
            self.refuses('not of the curve P-384', 'plain.igvm', '--id-key', 'id.key', '--author-key', key)
        self.refuses('there is no private key', 'plain.igvm', '--id-key', 'id.pub')
        self.refuses('No such file', 'plain.igvm', '--id-key', 'missing.key')
        self.refuses("the engine's key", 'plain.igvm', '--id-key', 'org.openssl.engine:none:key')

    def test_files_that_cannot_be_signed_are_refused(self):
        write('sev.igvm', make_image(platforms=((SEV, 4),), policies=()))
        self.refuses('not for SEV-SNP', 'sev.igvm', '--id-key', 'id.key')
        write('policy17.igvm', make_image(policies=((0x10000, SNP),)))
        self.refuses('bit 17', 'policy17.igvm', '--id-key', 'id.key')
        write('unknown.igvm', make_image(more=header(0x800003fe, bytes(12))))
        self.refuses('0x3fe', 'unknown.igvm', '--id-key', 'id.key')
        write('broken.igvm', make_image()[:-1])
        self.refuses('broken.igvm', 'broken.igvm', '--id-key', 'id.key')
        result = self.verify('broken.igvm')
        assert result.returncode == 1 and 'format' in result.stdout, result
        result = self.verify('unknown.igvm')
        assert result.returncode == 0 and 'were skipped' in result.stdout, result
        assert self.sign('plain.igvm', '--id-key', 'id.key', '-o', 'no/such/directory').returncode == 1

    def test_each_loader_has_its_digest(self):
        insert = header(0x301, struct.pack('<QII', PAGE, 6, 0)) + header(0x303, struct.pack('<QII', 0x200000, SNP, 6))
        write('late.igvm', make_image(more=insert))
        for loader, other in (('format', 'qemu'), ('qemu', 'format')):
            summary = self.signs('late.igvm', '--id-key', 'id.key', '--loader', loader, '-o', 'loader.igvm')
            digest = run(self.cashew, 'image', 'measure', 'late.igvm', '--loader', loader).stdout.strip()
            assert digest in summary and 'note: signed for' in summary and 'insert behind page data' in summary, summary
            assert Block(read('loader.igvm'), POLICY).block[:48].hex() == digest
            result = self.verify('loader.igvm', '--loader', loader)
            assert result.returncode == 0 and 'QEMU measures another digest' in result.stdout, result
            result = self.verify('loader.igvm', '--loader', other)
            assert result.returncode == 1 and 'another launch digest' in result.stdout, result

    def test_rules_have_names_and_sources(self):
        count = {}
        for level in ('strict', 'reference', 'qemu'):
            rules = json.loads(self.verify('--rules', '--as', level, '--json').stdout)
            assert rules['level'] == level
            assert all(rule['name'] and rule['rule'] and rule['source'] for rule in rules['rules'])
            names = {rule['name'] for rule in rules['rules']}
            assert 'bad-magic' in names and len(names) == len(rules['rules'])
            count[level] = names
            assert len(self.verify('--rules', '--as', level).stdout.splitlines()) == len(names)
        assert count['reference'] < count['qemu'] and count['strict'] - count['qemu']

    def test_wrong_command_lines_are_told_so(self):
        for arguments in ([], ['plain.igvm'], ['plain.igvm', '--id-key', 'id.key'], ['--id-key', 'id.key', '-o', 'x'],
                          ['a', 'b', '--id-key', 'id.key', '-o', 'x'],
                          ['plain.igvm', '--id-key', 'id.key', '-o', 'x', '--guest-svn', '4294967296'],
                          ['plain.igvm', '--id-key', 'id.key', '-o', 'x', '--guest-svn', '-1'],
                          ['plain.igvm', '--id-key', 'id.key', '-o', 'x', '--policy', '0x10000'],
                          ['plain.igvm', '--id-key', 'id.key', '-o', 'x', '--family-id', ''],
                          ['plain.igvm', '--id-key', 'id.key', '-o', 'x', '--image-id', 'x' * 17],
                          ['plain.igvm', '--id-key', 'id.key', '-o', 'x', '--loader', 'kvm'], ['plain.igvm', '--nonsense']):
            assert self.sign(*arguments).returncode == 2, arguments
        for arguments in ([], ['a', 'b'], ['plain.igvm', '--as', 'nobody'], ['plain.igvm', '--rules'], ['plain.igvm', '--nonsense']):
            assert self.verify(*arguments).returncode == 2, arguments
        for command in (self.sign, self.verify):
            result = command('--help')
            assert result.returncode == 0 and result.stdout.startswith('usage: cashew image ')
        assert not os.path.exists('x')


def main():
    test = Test(os.path.abspath(sys.argv[1]))
    names = [name for name in vars(Test) if name.startswith('test_')]
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        make_keys()
        for name in names:
            getattr(test, name)()
            print('ok', name[5:].replace('_', ' '))
        os.chdir('/')


if __name__ == '__main__':
    main()

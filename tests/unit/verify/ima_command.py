#!/usr/bin/env python3
"""ima_command.py CASHEW SCHEMA - IMA's lists with the command as people use it: made here as Linux makes them, in both orders of
bytes and as text, extended into PCRs as kernels before and since 5.8 do."""
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile

from schema import conforms

CASHEW, SCHEMA = sys.argv[1:3]
BOOT = {pcr: bytes([pcr]) * 32 for pcr in range(10)}  # values that the boot has left in the bank of SHA-256


def run(*arguments):
    return subprocess.run([CASHEW, 'attest', *arguments], capture_output=True, text=True, check=False)


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return name


names = set()  # of steps that were seen


def verify(*options):
    done = run('verify', '--json', *options)
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    verdict = json.loads(done.stdout)
    names.update(step['name'] for step in verdict['steps'])
    return {step['name']: step for step in verdict['steps']}


def failed(*options):
    return [name for name, step in verify(*options).items() if step['verdict'] == 'failed']


def refused(status, text, *arguments):
    done = run(*arguments)
    assert done.returncode == status and text in done.stderr, (text, done)


class Entry:
    """One entry: fields are (form, value), the form of them as IMA-templates.rst has it."""

    def __init__(self, template, *fields, pcr=10, violation=False):
        self.template, self.fields, self.pcr, self.violation = template, fields, pcr, violation

    @staticmethod
    def field(form, value, order):
        if form == 'named':
            name, digest = value
            return name.encode() + b':\0' + digest if name else b''
        if form in ('u16', 'u32'):
            return struct.pack(order + {'u16': 'H', 'u32': 'I'}[form], value)
        return value.encode() + b'\0' if form == 'string' else value

    def data(self, order):
        fields = [self.field(form, value, order) for form, value in self.fields]
        return b''.join(struct.pack(order + 'I', len(field)) + field for field in fields)

    def hashed(self, order):
        if self.template == 'ima':
            return self.fields[0][1] + self.fields[1][1].encode().ljust(256, b'\0')
        return self.data(order)

    def digest(self, name, order):
        return hashlib.new(name, self.hashed(order)).digest()

    def binary(self, order, name='sha1'):
        digest = self.digest(name, order)
        head = struct.pack(order + 'I', self.pcr) + (bytes(len(digest)) if self.violation else digest)
        head += struct.pack(order + 'I', len(self.template)) + self.template.encode()
        if self.template == 'ima':
            path = self.fields[1][1].encode()
            return head + self.fields[0][1] + struct.pack(order + 'I', len(path)) + path
        data = self.data(order)
        return head + struct.pack(order + 'I', len(data)) + data

    def text(self, order, name='sha1'):
        digest = self.digest(name, order)
        words = []
        for form, value in self.fields:
            if form == 'named':
                words.append(f'{value[0]}:{value[1].hex()}' if value[0] else '')
            else:
                words.append(str(value) if form in ('string', 'u16', 'u32') else value.hex())
        shown = bytes(len(digest)) if self.violation else digest
        return f'{self.pcr:2d} {shown.hex()} {self.template} {" ".join(words)}\n'


def sha256(text):
    return hashlib.sha256(text.encode()).digest()


def file(path, content, template='ima-ng', *more, name='sha256'):
    return Entry(template, ('named', (name, sha256(content))), ('string', path), *more)


def aggregate(last=9):
    values = b''.join(BOOT[pcr] for pcr in range(last + 1))
    return Entry('ima-ng', ('named', ('sha256', hashlib.sha256(values).digest())), ('string', 'boot_aggregate'))


SIGNATURE = b'\x03\x02\x04\xaa\xbb\xcc\xdd\x00\x08' + bytes(8)
LIST = [
    aggregate(),
    file('/init', 'init'),
    file('/usr/bin/a_b', 'a b'),
    file('/usr/bin/signed', 'signed', 'ima-sig', ('hex', SIGNATURE)),
    file('/usr/bin/unsigned', 'unsigned', 'ima-sig', ('hex', b'')),
    Entry('ima-buf', ('named', ('sha256', sha256('root=/dev/vda1 ro'))), ('string', 'kexec-cmdline'), ('hex', b'root=/dev/vda1 ro')),
    Entry('ima-modsig', ('named', ('sha256', sha256('m'))), ('string', '/m.ko'), ('hex', b''), ('named', ('sha256', sha256('n'))), ('hex', b'pkcs7')),
    Entry('evm-sig', ('named', ('sha256', sha256('e'))), ('string', '/e'), ('hex', SIGNATURE), ('string', 'security.ima|security.capability'),
          ('hex', struct.pack('<II', 4, 4)), ('hex', b'valuevalue'), ('u32', 1000), ('u32', 100), ('u16', 0o100755)),
    file('/var/log/syslog', '', name='sha256'),
    Entry('ima-sigv2', ('named', ('verity:sha256', sha256('v'))), ('string', '/v'), ('hex', SIGNATURE)),
    Entry('ima-ngv2', ('named', ('ima:sha256', sha256('w'))), ('string', '/w')),
    Entry('d-ng|n-ng|iuid', ('named', ('sha256', sha256('x'))), ('string', '/x'), ('u32', 7)),
    Entry('ima', ('digest', hashlib.sha1(b'old').digest()), ('string', '/old')),
]
LIST[8] = Entry('ima-ng', ('named', ('sha256', bytes(20))), ('string', '/var/log/syslog'), violation=True)


def extend(entries, bank='sha256', padded=False, order='<', pcr=10):
    size = hashlib.new(bank).digest_size
    value = bytes(size)
    for entry in entries:
        if entry.pcr != pcr:
            continue
        if padded:
            digest = (b'\xff' * 20 if entry.violation else entry.digest('sha1', order)).ljust(size, b'\0')
        else:
            digest = b'\xff' * size if entry.violation else entry.digest(bank, order)
        value = hashlib.new(bank, value + digest).digest()
    return value


def values(*pcr10, bank='sha256', boot=True, pcr=10):
    lines = [f'{bank}:']
    lines += [f'{number}: 0x{value.hex()}' for number, value in BOOT.items()] if boot else []
    lines += [f'{pcr}: 0x{value.hex()}' for value in pcr10]
    return write('values', '\n'.join(lines) + '\n')


def binary(entries=LIST, order='<', name='sha1'):
    return write('list', b''.join(entry.binary(order, name) for entry in entries))


def text(entries=LIST, order='<', name='sha1'):
    return write('text', ''.join(entry.text(order, name) for entry in entries))


def every_form_says_the_same():
    schema = json.load(open(SCHEMA, encoding='utf-8'))
    for order, word, names_of in (('<', 'little', ('sha1', 'sha512')), ('>', 'big', ('sha256', 'sha384'))):
        for name in names_of:
            shown = json.loads(run('events', '--json', binary(order=order, name=name)).stdout)
            conforms(shown, schema)
            assert shown['byte_order'] == word and len(shown['entries']) == len(LIST)
            assert [entry['data'] for entry in shown['entries']].count('violation') == 1
            assert all(entry['data'] != 'differs' for entry in shown['entries']), shown
            assert shown['pcrs']['sha256']['10'] == extend(LIST, order=order).hex()
            assert shown['pcrs']['sha1']['10'] == extend(LIST, 'sha1', order=order).hex()
            again = json.loads(run('events', '--json', text(order=order, name=name)).stdout)
            assert again == shown
    table = run('events', binary()).stdout
    assert 'root=/dev/vda1 ro' in table and 'signed, key aabbccdd' in table and 'verity:sha256:' in table
    assert ' violation ' in table and 'DIFFERS' not in table and ' 10: 0x' + extend(LIST).hex() in table
    sha384 = json.loads(run('events', '--json', '--bank', 'sha384', 'list').stdout)['pcrs']
    assert sha384 == {'sha384': {'10': extend(LIST, 'sha384').hex()}}
    hexadecimal = write('hex', open('list', 'rb').read().hex())
    assert run('events', hexadecimal).stdout == table
    stripped = write('text', ''.join(line.rstrip() + '\n' for line in open(text(), encoding='utf-8')))
    assert run('events', stripped).stdout == table
    assert run('events', write('text', open(text(), encoding='utf-8').read().replace('\n', '\r\n'))).stdout == table


def a_list_is_compared_with_values():
    for order in '<>':
        for bank in 'sha1', 'sha256', 'sha384':
            value = values(extend(LIST, bank, order=order), bank=bank, boot=False)
            steps = verify('--ima-log', binary(order=order), '--pcrs', value)
            assert steps['IMA replay']['detail'] == f'PCRs 10 are what {len(LIST)} entries make' + (', by SHA-1 alone' if bank == 'sha1' else '')
    steps = verify('--ima-log', binary(), '--pcrs', values(extend(LIST)))
    assert steps['boot aggregate']['verdict'] == 'passed'
    steps = verify('--ima-log', 'list', '--pcrs', values(extend(LIST, padded=True)))
    assert 'by SHA-1 alone' in steps['IMA replay']['detail']
    assert not failed('--ima-log', text(), '--pcrs', 'values')
    assert not failed('--event-log', 'list', '--pcrs', 'values')  # known by its content
    assert not failed('--ima-log', binary(name='sha256'), '--pcrs', values(extend(LIST)))
    changed = bytearray(extend(LIST))
    changed[0] ^= 1
    assert failed('--ima-log', binary(), '--pcrs', values(bytes(changed))) == ['IMA replay']
    assert failed('--ima-log', binary(), '--pcrs', values()) == ['IMA replay']  # no value of PCR 10


def a_list_that_has_grown_agrees_to_where_it_was():
    for size in 1, 9, len(LIST) - 1:
        steps = verify('--ima-log', binary(), '--pcrs', values(extend(LIST[:size])))
        assert steps['IMA replay']['detail'] == f'PCRs 10 are what {size} entries make; {len(LIST) - size} are newer', steps
    assert failed('--ima-log', binary(LIST[:-1]), '--pcrs', values(extend(LIST))) == ['IMA replay']  # shorter than the TPM's
    assert failed('--ima-log', binary(LIST[1:]), '--pcrs', values(extend(LIST))) == ['boot aggregate', 'IMA replay'][1:]
    assert failed('--ima-log', binary(), '--pcrs', values(bytes(32))) == ['IMA replay']
    two = LIST + [file('/other', 'other'), file('/last', 'last')]
    two[-2].pcr = 11
    lines = f'sha256: 10: 0x{extend(two).hex()} 11: 0x{extend(two, pcr=11).hex()}\n'
    assert verify('--ima-log', binary(two), '--pcrs', write('values', lines))['IMA replay']['detail'].startswith('PCRs 10 11 are')
    steps = verify('--ima-log', 'list', '--pcrs', values(extend(two)))
    assert steps['IMA replay']['detail'].endswith('not compared: 11')


def the_boot_aggregate_is_of_this_boot():
    for last in 7, 9:
        entries = [aggregate(last)] + LIST[1:]
        assert not failed('--ima-log', binary(entries), '--pcrs', values(extend(entries)))
    other = [Entry('ima-ng', ('named', ('sha256', sha256('another boot'))), ('string', 'boot_aggregate'))] + LIST[1:]
    assert failed('--ima-log', binary(other), '--pcrs', values(extend(other))) == ['boot aggregate']
    assert verify('--ima-log', 'list', '--pcrs', values(extend(other), boot=False))['boot aggregate']['verdict'] == 'skipped'
    zeros = [Entry('ima-ng', ('named', ('sha256', bytes(32))), ('string', 'boot_aggregate'))] + LIST[1:]
    assert failed('--ima-log', binary(zeros), '--pcrs', values(extend(zeros))) == ['boot aggregate']
    late = zeros + [Entry('ima-ng', *aggregate().fields[:1], ('string', 'boot_aggregate_late'))]
    assert not failed('--ima-log', binary(late), '--pcrs', values(extend(late)))
    again = LIST + [aggregate()]  # a kernel started by kexec
    assert not failed('--ima-log', binary(again), '--pcrs', values(extend(again)))


def an_entry_that_was_not_measured_is_found():
    list_bytes = open(binary(), 'rb').read()
    changed = list_bytes.replace(b'/usr/bin/signed', b'/usr/bin/sigmed')
    steps = verify('--ima-log', write('list', changed), '--pcrs', values(extend(LIST, 'sha1'), bank='sha1', boot=False))
    assert steps['IMA data']['detail'] == '1 entries are not what was measured, the first is entry 3', steps
    assert 'DIFFERS' in run('events', 'list').stdout


def files_must_be_listed():
    lines = run('events', '--references', binary()).stdout
    assert 'verity:sha256:' in lines and '# written while it was read: /var/log/syslog' in lines and 'boot_aggregate' not in lines
    given = ['--ima-log', 'list', '--pcrs', values(extend(LIST)), '--ima-reference']
    assert failed(*given, write('ref', lines)) == ['IMA references']  # the violation
    assert not failed(*given, write('ref', lines + 'any  /var/log/*\n'))
    assert not failed(*given, write('ref', lines + 'any /var/log/syslog\r\n'))
    assert not failed(*given, write('ref', lines), '--unlisted-events', 'allow')
    full = lines + 'any  /var/log/*\n'
    steps = verify(*given, write('ref', full.replace(sha256('init').hex(), sha256('other').hex())), '--unlisted-events', 'allow')
    assert steps['IMA references']['detail'] == '1 entries have another digest, the first is /init'
    assert failed(*given, write('ref', full.replace('verity:', ''))) == ['IMA references']  # of a file, not of fs-verity
    assert failed(*given, write('ref', full.replace('sha256:' + sha256('init').hex(), 'sha512:' + sha256('init').hex()))) == ['IMA references']
    plain = f'{sha256("init").hex()}  /init\n{sha256("a b").hex()} */usr/bin/a b\nany *\n'  # as sha256sum writes it
    assert verify(*given, write('ref', plain))['IMA references']['detail'] == f'{len(LIST) - 1} entries are listed, 0 are not'
    short = [*given[:3], values(extend(LIST[:3])), '--ima-reference']  # only what the TPM vouches for counts
    assert verify(*short, write('ref', plain.replace('any *\n', '')))['IMA references']['detail'] == '2 entries are listed, 0 are not'
    assert failed(*given[:3], values(bytes(32)), '--ima-reference', 'ref') == ['IMA replay', 'IMA references']
    for bad, why in (('', 'expected lines'), ('00 /x\n', 'expected a digest'), ('x\n', 'expected a digest'), ('\\00 /x', 'backslashes'),
                     (sha256('').hex(), 'expected two words'), ('any', 'expected two words'), (':' + sha256('').hex() + ' /x', 'expected a digest')):
        refused(1, why, 'verify', *given, write('ref', bad))


def hostile_lists_are_refused_with_their_place():
    whole = open(binary(), 'rb').read()
    ends = {0}
    for entry in LIST:
        ends.add(max(ends) + len(entry.binary('<')))
    for size in set(range(1, len(whole), 97)) - ends:
        done = run('events', write('cut', whole[:size]))
        assert done.returncode == 1 and not done.stdout, size
    at = len(LIST[0].binary('<'))
    refused(1, f'offset {at}, event 1: PCR is 24, expected at most 23', 'events', write('bad', whole[:at] + b'\x18' + whole[at + 1:]))
    name = at + 24
    refused(1, f"offset {name}, event 1: size of a template's name is 4294967295, expected at most", 'events',
            write('bad', whole[:name] + b'\xff' * 4 + whole[name + 4:]))
    assert failed('--ima-log', 'bad') == ['IMA list']
    inner = name + 4 + 6 + 4
    refused(1, f'offset {inner}, event 1: size of a field is 2147483648, expected at most', 'events',
            write('bad', whole[:inner] + struct.pack('<I', 1 << 31) + whole[inner + 4:]))
    nul = Entry('ima-ng', ('named', ('sha256', bytes(32))), ('hex', b'/a\0/b\0'))
    refused(1, 'expected text with one zero', 'events', binary([nul]))
    refused(1, 'expected an algorithm, a colon', 'events', binary([Entry('ima-ng', ('hex', b'sha256'), ('string', '/a'))]))
    refused(1, 'bytes behind', 'events', binary([Entry('ima-ng', *LIST[1].fields, ('hex', b'more'))]))
    line = LIST[1].text('<')
    for bad, why in ((line[:-8].rstrip() + '\n', None), (line.replace('ima-ng', 'unknown'), 'a template that is known'),
                     (line.replace(' /init', ''), "a space and another of the template's fields"),
                     (line.replace('/init', '/init more'), 'expected none'), (line.replace('sha256:', 'sha256:x'), 'a field as the template'),
                     (line + '24' + line[2:], 'offset ' + str(len(line)) + ', event 1')):
        done = run('events', write('bad', bad))
        assert why is None or (done.returncode == 1 and why in done.stderr), (why, done)
    refused(1, "expected IMA's list", 'verify', '--ima-log', write('bad', b'\0' * 100))
    refused(1, 'found JSON', 'verify', '--event-log', write('bad', '\x1e{"pcr":11}'))
    refused(1, 'found what tpm2_eventlog prints', 'events', write('bad', '---\nversion: 1\nevents:\n'))
    refused(1, 'found ascii_bios_measurements', 'events', write('bad', f' 0 {"ab" * 20} 08 [S-CRTM Version]\n'))
    refused(1, 'found a compressed file', 'events', write('bad', b'\x1f\x8b\x08' + bytes(20)))
    refused(1, 'found an ACPI table', 'events', write('bad', b'CCEL' + bytes(52)))
    refused(1, "found IMA's list", 'verify', '--event-log', binary(), '--ima-log', 'list')
    refused(1, 'found IMA', 'verify', '--event-log', 'list', '--reference', write('ref', '4 0x4 sha256:' + '00' * 32 + '\n'))
    refused(2, '', 'verify', '--ima-reference', 'ref')
    unknown = LIST[:1] + [Entry('future-ng', ('hex', b'anything'))]
    assert not failed('--ima-log', binary(unknown), '--pcrs', values(extend(unknown)))  # its digest is of all its data


def main():
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        every_form_says_the_same()
        a_list_is_compared_with_values()
        a_list_that_has_grown_agrees_to_where_it_was()
        the_boot_aggregate_is_of_this_boot()
        an_entry_that_was_not_measured_is_found()
        files_must_be_listed()
        hostile_lists_are_refused_with_their_place()
        assert run('explain', *names).returncode == 0


main()

#!/usr/bin/env python3
"""dump.py CASHEW - `cashew image dump` of files whose every field is known."""
import hashlib
import json
import os
import random
import resource
import struct
import subprocess
import sys
import tempfile
import zlib

import jsonschema

import samples
from reading import PAGE, TYPES, File, pack

CASHEW = sys.argv[1]
SCHEMA = os.path.join(os.path.dirname(__file__), '..', '..', '..', 'docs', 'image-dump.schema.json')
with open(SCHEMA, encoding='utf-8') as schema:
    VALIDATOR = jsonschema.Draft202012Validator(json.load(schema))
LEVELS = 'strict', 'reference', 'qemu'


def run(*arguments, **options):
    return subprocess.run((CASHEW, 'image') + arguments, capture_output=True, text=True, check=False, **options)


def store(path, data):
    with open(path, 'wb') as file:
        file.write(data)


def dump_json(path, *options, status=0):
    result = run('dump', path, '--json', *options)
    assert result.returncode == status, result.stderr
    dump = json.loads(result.stdout)
    VALIDATOR.validate(dump)
    return dump


def expected(value, size):
    if not isinstance(size, int):
        return value.ljust(int(size[:-1]), b'\0').hex()
    return f'{value:#x}' if size == 8 else value


def check_fields(file, dump):
    """Every field of every header, in the file's order, as it was written."""
    assert len(dump['headers']) == len(file.headers)
    for index, (header, (name, fields, data)) in enumerate(zip(dump['headers'], file.headers)):
        assert header['index'] == index
        if isinstance(name, int):
            assert header['fields'] == {'known': False, 'body': fields.hex()} and header['optional']
            continue
        assert header['name'] == name and header['type'] == TYPES[name][0]
        for field, size in TYPES[name][1]:
            empty = 0 if isinstance(size, int) else b''
            if field != 'file_offset' or data is None:
                assert header['fields'][field] == expected(fields.get(field, empty), size), (name, field)


def shows_every_field(directory):
    seen = set()
    for file in (samples.everything(), samples.realm(), samples.extreme()):
        path = os.path.join(directory, 'file.igvm')
        store(path, file.bytes())
        dump = dump_json(path)
        assert dump['error'] is None and dump['version'] == file.version
        check_fields(file, dump)
        seen |= {header['name'] for header in dump['headers']}
        assert run('dump', path).returncode == 0
    assert seen == set(TYPES) | {'unknown'}, set(TYPES) - seen


def shows_registers(directory):
    path = os.path.join(directory, 'file.igvm')
    store(path, samples.everything().bytes())
    vbs, native, vmsa = (header['registers'] for header in dump_json(path)['headers'][-3:])
    assert [entry['name'] for entry in vbs['list']] == [0x20010, 0x20011]
    assert vbs['list'][1]['value'] == samples.bytes_of(0x20011, 16).hex()
    assert native['form'] == 'native' and native['rax'] == '0x1' and native['rip'] == '0x11'
    assert vmsa['rip'] == vmsa['rdi'] == '0x37000000' and vmsa['efer'] == '0x1000' and vmsa['vmpl'] == 0
    assert vmsa['sev_features_names'] == ['SNP', 'secure TSC'] and vmsa['cs']['base'] == '0x0'
    table = run('dump', path, '--registers').stdout
    assert 'rdi                         0x37000000\n' in table and 'register 0x00020011' in table


def table_line(table, index):
    lines = [line for line in table.splitlines() if line.split()[:1] == [str(index)]]
    assert len(lines) == 1, (index, lines)
    return ' '.join(lines[0].split())


def shows_a_table(directory):
    path = os.path.join(directory, 'file.igvm')
    file = samples.everything()
    store(path, file.bytes())
    table = run('dump', path).stdout
    first = {name: index for index, (name, _, _) in reversed(list(enumerate(file.headers)))}
    page = first['PAGE_DATA']
    assert 'SEV-SNP+native 0x100000-0x103000 3 pages, normal, data at' in table_line(table, page).replace(
        'native+SEV-SNP', 'SEV-SNP+native'), table_line(table, page)
    assert '0x103000-0x105000 2 pages, normal, no data' in table_line(table, page + 3)
    assert '1 page, normal, unmeasured, data' in table_line(table, page + 5)
    assert '1 page, normal, shared, data' in table_line(table, page + 6)
    assert '0x200000-0x400000 1 page of 2 MiB, normal, data' in table_line(table, page + 7)
    assert 'ABI 1.2 or later, SMT, DEBUG' in table_line(table, first['GUEST_POLICY'])
    assert '0x20000-0x22000 area 4294967294' in table_line(table, first['PARAMETER_INSERT'])
    assert 'optional' in table_line(table, first[0x800003fe])
    assert [table.index(name + '\n') for name in ('platforms', 'initialization', 'directives')] == sorted(
        table.index(name + '\n') for name in ('platforms', 'initialization', 'directives'))
    key = struct.pack('<I', 2) + b''.join(samples.bytes_of(seed, 48).ljust(72, b'\0') for seed in (7, 8))
    digest = hashlib.sha384(key.ljust(0x404, b'\0')).hexdigest()
    assert 'id key digest' in table and digest in table
    assert dump_json(path)['headers'][first['SNP_ID_BLOCK']]['id_key_digest'] == digest


def shows_what_precedes_the_break(directory):
    path = os.path.join(directory, 'file.igvm')
    file = samples.everything()
    broken = next(i for i, (name, _, _) in enumerate(file.headers) if name == 'PAGE_DATA') + 2
    file.headers[broken][1]['gpa'] += 1
    store(path, file.bytes())
    result = run('dump', path)
    assert result.returncode == 1 and f'header {broken} (PAGE_DATA)' in result.stderr
    assert f'\n{broken - 2:6}  ' in result.stdout and '2 pages, normal' in result.stdout
    dump = dump_json(path, status=1)
    assert len(dump['headers']) == broken == dump['error']['header'] and dump['error']['rule'] == 'not-aligned'
    file = samples.everything()
    store(path, file.bytes())
    optional = next(i for i, (name, _, _) in enumerate(file.headers) if name == 0x800003fe)
    for level in ('reference', 'qemu'):
        error = dump_json(path, '--as', level, status=1)['error']
        assert level == 'qemu' or (error['rule'], error['header']) == ('optional-header', optional), error
    assert run('dump', path, '--as', 'nobody').returncode == 2
    store(path, file.bytes()[:-1])
    assert dump_json(path, status=1)['headers'] == []


def content(directory, name):
    with open(os.path.join(directory, name), 'rb') as file:
        return file.read()


def extracts(directory):
    path, out = os.path.join(directory, 'file.igvm'), os.path.join(directory, 'out')
    file = samples.everything()
    store(path, file.bytes())
    first = {name: index for index, (name, _, _) in reversed(list(enumerate(file.headers)))}
    page, context = first['PAGE_DATA'], first['VP_CONTEXT']
    result = run('dump', path, '--extract', out)
    assert result.returncode == 0, result
    written = {line.split()[0] for line in result.stdout.splitlines()}
    assert written == set(os.listdir(out)) and len(written) == 11, written
    run_data = b''.join(samples.bytes_of(20 + at, PAGE) for at in range(3))
    assert content(out, f'{page:04}-page-data-0x100000.bin') == run_data
    assert content(out, f'{page + 7:04}-page-data-0x200000.bin') == samples.bytes_of(32, 0x200000)
    assert content(out, f'{first["CORIM_DOCUMENT"]:04}-corim-document.cbor') == samples.bytes_of(1, 104)[:100]
    assert content(out, f'{first["CORIM_SIGNATURE"]:04}-corim-signature.cbor') == samples.bytes_of(2, 80)[:77]
    assert content(out, f'{first["PARAMETER_AREA"]:04}-parameter-area-4294967294.bin') == samples.bytes_of(3, 2 * PAGE)
    assert len(content(out, f'{context + 2:04}-vp-context-0.bin')) == 0x670
    refuses_to_replace(path, out, f'{page:04}-page-data-0x100000.bin', page + 1, run_data)


def refuses_to_replace(path, out, name, header, data):
    victim, target = os.path.join(out, name), os.path.join(out, 'elsewhere')
    store(victim, b'mine')
    result = run('dump', path, '--extract', out, str(header))
    assert result.returncode == 1 and name in result.stderr and content(out, name) == b'mine'
    os.unlink(victim)
    store(target, b'mine too')
    os.symlink(target, victim)
    result = run('dump', path, '--extract', out, '--force', str(header))
    assert result.returncode == 0 and result.stdout.split()[0] == name, result
    assert content(out, name) == data and content(out, 'elsewhere') == b'mine too' and not os.path.islink(victim)
    for wrong in ('-1', 'x', '1x', '4294967296'):
        assert run('dump', path, '--extract', out, '--', wrong).returncode == 2
    assert run('dump', path, '--extract', out, '0').returncode == 1
    for wrong in (('1',), ('--force',), ('--extract', out, '--json'), ('--extract', out, '--registers')):
        assert run('dump', path, *wrong).returncode == 2


def repaired(data):
    """The file with a right checksum, so that damage gets past it."""
    data = bytearray(data)
    start, size = struct.unpack_from('<II', data, 8)
    data[20:24] = bytes(4)
    data[20:24] = struct.pack('<I', zlib.crc32(bytes(data[:start]) + bytes(data[start:start + size])))
    return bytes(data)


def bears_damage(directory):
    """Whatever headers say: a table, JSON of the shape, an exit status of ours; and never another."""
    path, out = os.path.join(directory, 'file.igvm'), os.path.join(directory, 'damaged')
    good, rng = samples.everything().bytes(), random.Random(4)
    end = 32 + struct.unpack_from('<I', good, 12)[0]
    for turn in range(60):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(40, end)
            data[at:at + 4] = rng.choice([b'\xff' * 4, bytes(4), rng.randbytes(4), b'\xff', b'\x7f'])[:end - at]
        store(path, repaired(data[:len(good)]))
        level = LEVELS[turn % 3]
        status = run('dump', path, '--as', level).returncode
        assert status in (0, 1), status
        dump_json(path, '--as', level, status=status)
        assert run('dump', path, '--as', level, '--registers').returncode == status
        assert run('dump', path, '--as', level, '--extract', out, '--force').returncode in (0, 1)


def large(path, pages):
    """A file of many pages, sparse."""
    file = File()
    file.add('SUPPORTED_PLATFORM', compatibility_mask=1, platform_type=2, platform_version=1)
    platform = struct.pack('<II', 1, 16) + pack(*file.headers[0][:2])
    size = len(platform) + 32 * pages
    start = (24 + size + PAGE - 1) // PAGE * PAGE
    head = struct.pack('<II', 0x302, 24)
    variable = platform + b''.join(head + struct.pack('<QIIIHH', at * PAGE, 1, start + at * PAGE, 0, 0, 0)
                                   for at in range(pages))
    with open(path, 'wb') as out:
        out.write(file.fixed(variable, start + pages * PAGE) + variable)
        out.truncate(start + pages * PAGE)
    return size


def peak(*arguments):
    """The most memory that a run had, in bytes."""
    code = ('import resource, subprocess, sys; r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); '
            'print(r.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)')
    out = subprocess.run((sys.executable, '-c', code, CASHEW, 'image') + arguments, capture_output=True, text=True,
                         check=True).stdout.split()
    assert out[0] == '0'
    return int(out[1])


def needs_little_memory(directory):
    """256 MiB of pages: less than 8 MiB besides the file, of which only headers are looked at."""
    path, small = os.path.join(directory, 'large.igvm'), os.path.join(directory, 'small.igvm')
    headers = large(path, 65536)
    large(small, 1)
    for options in ((), ('--json',)):
        more = peak('dump', path, *options) - peak('dump', small, *options) - headers
        print(f'dump {" ".join(options)}: {more / 1024:.0f} KiB more for 256 MiB')
        assert more < 8 << 20, more


def main():
    with tempfile.TemporaryDirectory() as directory:
        for test in (shows_every_field, shows_registers, shows_a_table, shows_what_precedes_the_break, extracts,
                     bears_damage, needs_little_memory):
            test(directory)
            print('ok', test.__name__)


if __name__ == '__main__':
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()

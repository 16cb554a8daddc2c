#!/usr/bin/env python3
"""measure.py CASHEW TOP - compares `cashew image measure` and `dump` with another reading of the format.

Images are made at random by tests/vectors/igvm/igvm.py and measured by digests.py there, which share no code with the library.
"""
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(sys.argv[2], 'tests/vectors/igvm'))

import digests  # noqa: E402
import igvm  # noqa: E402

SNP, NATIVE = 1, 2
LARGE = 0x10000000


def random_page(rng, gpa, size=igvm.PAGE, flags=0):
    data = rng.choice([None, bytes(size), rng.randbytes(size)])
    kind, extra = rng.choice([(0, 0), (0, 0), (0, 2), (0, 4), (1, 0), (2, 0), (3, 0)])
    return igvm.page(gpa, data, rng.choice([SNP, SNP, SNP | NATIVE, NATIVE]), flags | extra, kind)


def random_insert(rng, index, gpa):
    """A declaration, a parameter and the insert: in this order, and whatever is in between."""
    return [igvm.area(index, rng.randrange(1, 9)), igvm.parameter(igvm.VP_COUNT, index, 4),
            igvm.insert(index, gpa, SNP | NATIVE)]


def make(seed):
    rng = random.Random(seed)
    places = list(range(0, 0x40000, igvm.PAGE))[:rng.randrange(1, 60)]
    if seed % 2:
        rng.shuffle(places)
    parts = [[random_page(rng, gpa)] for gpa in places]
    parts += [random_insert(rng, i, 0x1000000 + i * 0x10000) for i in range(rng.randrange(4))]
    parts += [[igvm.context(rng.randbytes(igvm.SAVE_AREA) + bytes(igvm.PAGE - igvm.SAVE_AREA), i)] for i in range(rng.randrange(1, 4))]
    if seed % 8 == 0:
        parts += [[random_page(rng, LARGE + i * igvm.LARGE_PAGE, igvm.LARGE_PAGE, igvm.IS_2MB)] for i in range(2)]
    if seed % 3:
        rng.shuffle(parts)
    headers = [igvm.platform(SNP, igvm.SEV_SNP), igvm.platform(NATIVE, igvm.NATIVE), igvm.policy(SNP)]
    return headers + [header for part in parts for header in part]


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


def write(path, headers):
    with open(path, 'wb') as file:
        file.write(igvm.write(headers))


def measure(cashew, *arguments):
    result = run(cashew, 'image', 'measure', *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def check_digests(cashew, path, seed):
    headers = make(seed)
    write(path, headers)
    wanted = digests.file_order(headers)[0], digests.qemu(headers)[0]
    assert measure(cashew, path) == wanted[0] + '\n', seed
    assert measure(cashew, path, '--loader', 'qemu') == wanted[1] + '\n', seed
    vcpus = seed % 7 + 1
    assert measure(cashew, path, '--loader', 'qemu', '--vcpus', str(vcpus), '--cpu-signature', '0xa00f11') == \
        digests.qemu(headers, vcpus, 0xa00f11)[0] + '\n', seed
    assert measure(cashew, path, '--zero-pages') == digests.file_order(headers, zero_pages=True)[0] + '\n', seed
    assert measure(cashew, path, '--zero-pages', '--loader', 'qemu') == digests.qemu(headers, zero_pages=True)[0] + '\n', seed
    summary = json.loads(measure(cashew, path, '--json'))
    assert summary['digest'] == wanted[0] and summary['qemu']['same'] == (wanted[0] == wanted[1]), seed
    result = run(cashew, 'image', 'dump', path, '--json')
    assert result.returncode == 0, result.stderr
    assert len(json.loads(result.stdout)['headers']) == len(headers), seed
    assert run(cashew, 'image', 'dump', path).returncode == 0


def follow(trail):
    """The digest that a trail leads to, checked line by line."""
    chain = digests.Chain()
    number = 0
    for line in trail:
        assert line['page'] == number
        contents = bytes.fromhex(line['contents']) if line['contents'] else bytes(48)
        kind = getattr(digests, line['type'])
        for page in range(line['pages']):
            chain.add_hashed(kind, line['gpa'] + page * igvm.PAGE, contents)
        assert chain.digest.hex() == line['digest']
        assert not line['zeros'] or contents == hashlib.sha384(bytes(igvm.PAGE)).digest()
        number += line['pages']
    return number, chain.digest.hex()


def check_trail(cashew, path, seed):
    write(path, make(seed))
    for loader in 'format', 'qemu':
        answer = json.loads(measure(cashew, path, '--explain', '--json', '--loader', loader))
        assert follow(answer['trail']) == (answer['pages'], answer['digest'])
        assert answer['digest'] + '\n' == measure(cashew, path, '--loader', loader)
        lines = measure(cashew, path, '--explain', '--loader', loader).splitlines()
        assert len(lines) == len(answer['trail']) + 1
        assert lines[-1].split()[4] == answer['digest']


def parting(cashew, path, other):
    result = run(cashew, 'image', 'measure', path, '--vs', other, '--json')
    answer = json.loads(result.stdout)
    assert result.returncode == (0 if answer['same'] else 1), result.stderr
    words = run(cashew, 'image', 'measure', path, '--vs', other).stdout.split()
    assert words[:3] == (['the', 'same', 'launch,'] if answer['same'] else ['page', str(answer['page']), 'differs:'])
    return answer


PAGES = [igvm.page(gpa << 12, bytes([gpa]) * igvm.PAGE) for gpa in range(1, 6)]


def check_partings(cashew, path):
    """Each is what differs in an image from PAGES, and what `--vs` must call it."""
    other = path + '.other'
    start = [igvm.platform(SNP, igvm.SEV_SNP), igvm.policy(SNP)]
    touched = bytearray(PAGES[2].data)
    touched[0x123] ^= 1
    cases = [
        (PAGES, None, None),
        (PAGES[:2] + [igvm.page(3 << 12, bytes(touched))] + PAGES[3:], 2, 'contents'),
        (PAGES[:2] + [igvm.page(9 << 12, PAGES[2].data)] + PAGES[3:], 2, 'address'),
        (PAGES[:2] + [PAGES[3], PAGES[2]] + PAGES[4:], 2, 'order'),
        (PAGES[:2] + [igvm.page(3 << 12, flags=igvm.UNMEASURED)] + PAGES[3:], 2, 'type'),
        (PAGES[:4], 4, 'number'),
        (PAGES[:1] + PAGES[2:], 1, 'order'),
    ]
    write(path, start + PAGES)
    for pages, page, differs in cases:
        write(other, start + pages)
        answer = parting(cashew, path, other)
        assert (answer.get('page'), answer.get('differs')) == (page, differs), answer
        if differs == 'contents':
            assert answer['offset'] == 0x123
        assert (measure(cashew, path) == measure(cashew, other)) == (differs is None)
    os.unlink(other)


def check_refusals(cashew, path):
    good = igvm.write(make(1))
    for damaged, where in ((good[:-1], 'fixed header'), (good[:40] + b'\xff' + good[41:], 'checksum')):
        with open(path, 'wb') as file:
            file.write(damaged)
        for command in ('measure', 'dump'):
            result = run(cashew, 'image', command, path)
            assert result.returncode == 1 and where in result.stderr, result
    write(path, [igvm.platform(NATIVE, igvm.NATIVE), igvm.page(0, bytes(igvm.PAGE), NATIVE)])
    result = run(cashew, 'image', 'measure', path)
    assert result.returncode == 1 and 'not for SEV-SNP' in result.stderr and not result.stdout, result
    write(path, make(1))
    result = run(cashew, 'image', 'measure', path, '--vcpus', '2')
    assert result.returncode == 1 and '--loader qemu' in result.stderr, result
    os.unlink(path)
    assert run(cashew, 'image', 'measure', path).returncode == 1
    for wrong in ['--cpu-signature', '1', path], ['--vcpus', '0', path], [], ['--loader', 'other', path], ['--as', 'other', path], ['--explain', '--vs', path, path], [path, path], ['--nonsense', path]:
        assert run(cashew, 'image', 'measure', *wrong).returncode == 2, wrong
    assert run(cashew, 'image', 'dump', '--nonsense').returncode == 2


def check_added_save_areas(cashew, path):
    """The digest of a machine with more vCPUs than the image knows is no other digest of the image: the CA takes it from nobody."""
    policy = path + '.policy'
    area = bytearray(digests.kvm_save_area(bytes(igvm.SAVE_AREA), 1) + bytes(igvm.PAGE - igvm.SAVE_AREA))
    write(path, [igvm.platform(SNP, igvm.SEV_SNP), igvm.policy(SNP), igvm.page(0, bytes([1]) * igvm.PAGE), igvm.context(bytes(area))])

    def allow(digest):
        return run(cashew, 'ca', 'allow', '--policy', policy, '--measurement', digest.strip(), '--label', 'mine')

    own = measure(cashew, path)
    assert own == measure(cashew, path, '--loader', 'qemu') == measure(cashew, path, '--loader', 'qemu', '--vcpus', '1')
    assert allow(own).returncode == 0
    for vcpus in '2', '512':
        result = allow(measure(cashew, path, '--loader', 'qemu', '--vcpus', vcpus))
        assert result.returncode == 1 and 'the digest of "mine" with save areas that KVM adds' in result.stderr, result
    assert allow('11' * 48).returncode == 0
    with open(policy, encoding='utf-8') as file:
        assert file.read().count('digest:') == 2
    os.unlink(policy)


def check_absurd_areas(cashew, path):
    """Areas that would take days to measure are refused at once; each that is not measured can still be looked at."""
    start = [igvm.platform(SNP, igvm.SEV_SNP), igvm.policy(SNP)]
    start.append(igvm.page(0x1000, bytes([1]) * igvm.PAGE))
    one = [igvm.area(0, 1 << 40), igvm.insert(0, 1 << 32, SNP)]
    many = [igvm.area(i, 1 << 20) for i in range(17)] + [igvm.insert(i, (i + 1) << 32, SNP) for i in range(17)]
    for headers, level in (one, 'reference'), (one, 'qemu'), (many, 'strict'):
        write(path, start + headers)
        for command in 'measure', 'map':
            result = run(cashew, 'image', command, path, '--as', level, *(['-o', '/dev/null'] if command == 'map' else []))
            assert result.returncode == 1 and 'more than 64 GiB' in result.stderr, result
        result = run(cashew, 'image', 'verify', path, '--as', level)
        assert result.returncode == 1 and 'more than 64 GiB' in result.stdout, result
        assert run(cashew, 'image', 'dump', path, '--as', level).returncode == 0
    os.unlink(path)


def main():
    cashew = sys.argv[1]
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'sample.igvm')
        for seed in range(60):
            check_digests(cashew, path, seed)
        for seed in range(8):
            check_trail(cashew, path, seed)
        check_partings(cashew, path)
        check_refusals(cashew, path)
        check_absurd_areas(cashew, path)
        check_added_save_areas(cashew, path)
    print('60 images measured alike, by both loaders')


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""corim.py CASHEW TOP - reference values of an image as CoRIM: read by the tests' CBOR reader, which takes the deterministic form only."""
import hashlib
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
CASHEW = os.path.realpath(sys.argv[1])
sys.path.insert(0, sys.argv[2] + '/tests/unit/rats')
sys.argv[1:] = [CASHEW]
import sign
import tokens


def tagged(item, number):
    assert isinstance(item, tokens.Tag) and item.number == number, 'not tag %d' % number
    return item.value


def reference_values(path):
    """The measurements of the one triple, by their keys; the environment is looked at on the way."""
    with open(path, 'rb') as file:
        data = file.read()
    corim = tagged(tokens.whole(data), 501)
    assert sorted(corim) == [0, 1, 3] and tagged(corim[3], 32) == 'tag:amd.com,2024:snp-corim-profile'
    (tag,) = corim[1]
    comid, end = tokens.read(tagged(tag, 506))
    assert end == len(tag.value) and comid[1] == {0: corim[0]}
    ((environment, measurements),) = comid[4][0]
    assert tagged(environment[0][0], 111) == bytes.fromhex('2b060104019c780301')
    values = {}
    for measurement in measurements:
        assert sorted(measurement) == [0, 1] and len(measurement[1]) == 1
        values[measurement[0]] = measurement[1]
    assert list(values) == sorted(values)
    assert tagged(environment[1], 560) == values[641][2][0][1]
    return corim[0], values


def run(*arguments, fails=False):
    done = subprocess.run([CASHEW, 'image', *arguments], capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else done.stdout


def key_digest(name):
    """ID_KEY_DIGEST: SHA-384 of the curve and the point, little-endian in 72 bytes each, and zeros (1028 bytes)."""
    der = subprocess.run(['openssl', 'pkey', '-in', name, '-pubout', '-outform', 'der'], capture_output=True, check=True).stdout
    x, y = der[-96:-48], der[-48:]
    return hashlib.sha384((2).to_bytes(4, 'little') + x[::-1] + bytes(24) + y[::-1] + bytes(24) + bytes(880)).digest()


def main():
    sign.write('plain.igvm', sign.make_image())
    digest = bytes.fromhex(run('measure', 'plain.igvm', '--corim', 'plain.corim').strip())
    name, values = reference_values('plain.corim')
    assert name == 'sev-snp-image-' + digest.hex()
    assert values[641] == {2: [[7, digest]]} and set(values) <= {2, 641}

    for key in ('id.key', 'author.key'):
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-out', key],
                       check=True, capture_output=True)
    policy = 0x30000 | 55
    run('sign', 'plain.igvm', '--id-key', 'id.key', '--author-key', 'author.key', '--guest-svn', '300', '--family-id', 'fleet',
        '--image-id', 'ab' * 16, '--policy', str(policy), '-o', 'signed.igvm')
    run('measure', 'signed.igvm', '--corim', 'signed.corim')
    _, values = reference_values('signed.corim')
    assert values[641] == {2: [[7, digest]]}
    assert tagged(values[1][1], 553) == 300
    assert tagged(values[2][4], 560) == policy.to_bytes(8, 'big')
    assert tagged(values[3][4], 560) == b'fleet'.ljust(16, b'\0')
    assert tagged(values[4][4], 560) == bytes.fromhex('ab' * 16)
    assert tagged(values[643][4], 560) == key_digest('id.key')
    assert tagged(values[644][4], 560) == key_digest('author.key')

    run('measure', 'signed.igvm', '--corim', 'again.corim')
    with open('signed.corim', 'rb') as first, open('again.corim', 'rb') as second:
        assert first.read() == second.read(), 'another CoRIM of the same image'
    # Another machine's digest is not what the block was signed for.
    said = run('measure', 'signed.igvm', '--loader', 'qemu', '--corim', 'never', fails=True)
    assert 'another launch digest' in said and not os.path.exists('never'), said
    assert 'vs' in run('measure', 'plain.igvm', '--vs', 'signed.igvm', '--corim', 'never', fails=True)


with tempfile.TemporaryDirectory() as directory:
    os.chdir(directory)
    main()

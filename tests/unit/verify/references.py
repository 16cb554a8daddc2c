#!/usr/bin/env python3
"""references.py CASHEW WRITE_EVIDENCE SOURCE - reference values of others for `cashew attest verify`: CoRIM and in-toto, signed or not."""
import json
import os
import subprocess
import sys
import tempfile

CASHEW, WRITE_EVIDENCE, SOURCE = sys.argv[1:4]
sys.dont_write_bytecode = True
sys.path.insert(0, SOURCE + '/tests/unit/rats')
import tokens
from tokens import Tag, cbor, write

DIGEST = bytes.fromhex('3e' * 48)
OTHER = bytes.fromhex('11' * 48)
PROFILE = Tag(32, 'tag:amd.com,2024:snp-corim-profile')
GIVEN = ['--report', 'milan.report', '--certificates', 'milan.certs', '--roots', 'milan.ark']


def verify(*options):
    """Steps that failed, by name; what they say too."""
    done = subprocess.run([CASHEW, 'attest', 'verify', *GIVEN, '--json', *options], capture_output=True, check=False)
    assert done.returncode in (0, 1) and not done.stderr, done
    steps = json.loads(done.stdout)['steps']
    failed = {step['name']: step['detail'] for step in steps if step['verdict'] == 'failed'}
    assert (done.returncode == 0) == (not failed)
    assert 'reference image' in [step['name'] for step in steps]
    return failed


def refused(text, *options, status=1):
    done = subprocess.run([CASHEW, 'attest', 'verify', *GIVEN, *options], capture_output=True, text=True, check=False)
    assert done.returncode == status and text in done.stderr and not done.stdout, (text, done)


def triple(digest, values=()):
    """A reference triple as Veraison's tools have it; @values are mkeys and measurement values."""
    environment = {0: {0: Tag(111, bytes.fromhex('2b060104019c780301'))}, 1: Tag(560, digest or OTHER)}
    measurements = [{0: key, 1: value} for key, value in values]
    if digest:
        measurements.append({0: 641, 1: {2: [[7, digest]]}})
    return [environment, measurements]


def corim(*triples, profile=PROFILE, more=None):
    comid = cbor({0: 'en-GB', 1: {0: 'image'}, 4: {0: list(triples)}})
    out = {0: 'images', 1: [Tag(505, b'\xa0'), Tag(506, comid)], **(more or {})}
    if profile:
        out[3] = profile
    return Tag(501, out)


def signed(key, curve, payload, protected=None):
    return tokens.cose_sign1(key, curve, protected or {3: 'application/rim+cbor', 8: cbor({0: {0: 'somebody'}})}, cbor(payload))


def statement(digest, *more, **change):
    attributes = [{'attribute': 'REPRODUCIBLE'}, {'attribute': 'SEV_SNP_MEASUREMENT', 'target': {'digest': {'sha384': digest.hex()}}}, *more]
    return {'_type': 'https://in-toto.io/Statement/v1', 'subject': [{'name': 'x', 'digest': {'sha256': '00' * 32}}],
            'predicateType': 'https://in-toto.io/attestation/scai/v0.3', 'predicate': {'attributes': attributes}, **change}


def envelope(key, curve, payload, kind='application/vnd.in-toto+json'):
    body = json.dumps(payload).encode()
    signature = tokens.sign(key, curve, tokens.pre_authentication(kind, body), fixed=False)
    return json.dumps({'payload': tokens.base64.b64encode(body).decode(), 'payloadType': kind,
                       'signatures': [{'sig': 'AAAA'}, {'keyid': 'x', 'sig': tokens.base64.b64encode(signature).decode()}]})


def values(item):
    if isinstance(item, Tag):
        item = cbor(item)
    return ['--reference-values', write('values', item if isinstance(item, bytes) else json.dumps(item).encode())]


def the_image_must_be_among_them():
    for make in corim, None:
        good = corim(triple(OTHER), triple(DIGEST)) if make else statement(DIGEST)
        bad = corim(triple(OTHER)) if make else statement(OTHER)
        assert not verify(*values(good))
        failed = verify(*values(bad))
        assert set(failed) == {'measurement', 'reference image'}, failed
        assert failed['reference image'] == 'found 3e3e3e3e3e3e3e3e...; expected 1111111111111111... of values'
        # Whoever names a measurement besides still wants one of the values.
        assert list(verify(*values(bad), '--measurement', DIGEST.hex())) == ['reference image']
        assert not verify(*values(good), '--measurement', OTHER.hex())
    write('more', cbor(corim(triple(DIGEST))))
    assert not verify(*values(statement(OTHER)), '--reference-values', 'more')


# Fields of the fixture's report as CoRIM has them, then otherwise: what is said.
FIELDS = [
    (0, {0: {0: '3', 1: 16384}}, {0: {0: '2'}}, 'VERSION is 0x3; expected 0x2'),
    (1, {1: Tag(553, 0)}, {1: Tag(553, 7)}, 'GUEST_SVN is 0x0; expected at least 0x7'),
    (1, {1: 0}, {1: Tag(552, 1)}, 'GUEST_SVN is 0x0; expected 0x1'),
    (2, {4: Tag(560, bytes.fromhex('0000000000030000'))}, {4: Tag(560, bytes.fromhex('0000030000000000'))}, 'POLICY is 0x30000; expected'),
    (3, {4: bytes(16)}, {4: Tag(560, b'fleet'.ljust(16, b'\0'))}, 'FAMILY_ID is 0000000000000000...; expected 666c656574000000...'),
    (5, {4: Tag(560, bytes(4))}, {4: Tag(560, b'\0\0\0\2')}, 'VMPL is 0x0; expected 0x2'),
    (642, {4: Tag(560, bytes(32))}, {4: Tag(560, b'\1' * 32)}, 'HOST_DATA is'),
    (643, {4: Tag(560, bytes(48))}, {2: [[1, b'x' * 32], [7, b'\1' * 48]]}, 'ID_KEY_DIGEST is'),
    (3328, {4: Tag(560, b'\xc1' * 64)}, {4: Tag(560, b'\1' * 64)}, 'CHIP_ID is c1c1'),
]


def all_of_an_image_must_be_so():
    for key, good, bad, text in FIELDS:
        assert not verify(*values(corim(triple(DIGEST, [(key, good)])))), (key, good)
        failed = verify(*values(corim(triple(DIGEST, [(key, bad)]))))
        assert list(failed) == ['reference image'] and text in failed['reference image'], failed
        # Of two editions of an image one has to be right as a whole.
        assert not verify(*values(corim(triple(DIGEST, [(key, bad)]), triple(DIGEST, [(key, good)]))))
    # What is of one report says nothing of an image.
    assert not verify(*values(corim(triple(DIGEST, [(640, {4: Tag(560, b'\1' * 64)}), (645, {4: Tag(560, b'\1' * 32)})]))))
    number = {'attribute': 'SEV_SNP_GUEST_SVN', 'conditions': {'minimum': '0x7'}}
    assert 'GUEST_SVN is 0x0; expected at least 0x7' in verify(*values(statement(DIGEST, number)))['reference image']
    assert not verify(*values(statement(DIGEST, {'attribute': 'SEV_SNP_POLICY', 'conditions': {'value': 196608}})))
    family = {'attribute': 'SEV_SNP_FAMILY_ID', 'conditions': {'value': '01' * 16}}
    assert 'FAMILY_ID' in verify(*values(statement(DIGEST, family)))['reference image']


def who_has_signed_is_asked():
    tokens.make_key('other', 'P-384')
    for curve in 'P-256', 'P-384', 'P-521', 'Ed25519':
        tokens.make_key('key', curve)
        for data in signed('key', curve, corim(triple(DIGEST))), envelope('key', curve, statement(DIGEST)).encode():
            assert not verify(*values(data), '--reference-key', 'key.pub')
            assert not verify(*values(data), '--reference-key', 'other.pub', '--reference-key', 'key.pub')
            refused('values: is not signed by a key that was given', *values(data), '--reference-key', 'other.pub')
            refused('values: is signed; expected a key that is trusted for it too (--reference-key)', *values(data))
    for item in corim(triple(DIGEST)), statement(DIGEST):
        refused('is not signed; expected a signature by a key', *values(item), '--reference-key', 'key.pub')
    tokens.make_key('key', 'P-384')
    refused('another type; expected application/rim+cbor', *values(signed('key', 'P-384', corim(triple(DIGEST)), {3: 'text/plain'})),
            '--reference-key', 'key.pub')
    refused('no payload of the type application/vnd.in-toto+json', *values(envelope('key', 'P-384', statement(DIGEST), 'text/json').encode()),
            '--reference-key', 'key.pub')
    message = tokens.whole(signed('key', 'P-384', corim(triple(DIGEST))))
    message.value[2] = cbor(corim(triple(OTHER)))
    refused('is not signed by a key', *values(message), '--reference-key', 'key.pub')
    message.value[2] = None
    refused('has its payload elsewhere', *values(message), '--reference-key', 'key.pub')
    refused('critical header parameter', *values(signed('key', 'P-384', corim(triple(DIGEST)), {2: [99], 99: 1})), '--reference-key', 'key.pub')
    refused('--reference-values', '--reference-key', 'key.pub', status=2)
    refused('there is no public key', *values(statement(DIGEST)), '--reference-key', 'milan.report')
    # Older drafts have more tags in front.
    assert not verify(*values(b'\xd9\x01\xf4\xd9\x01\xf6' + signed('key', 'P-384', corim(triple(DIGEST)))), '--reference-key', 'key.pub')
    assert not verify(*values(b'\xd9\x01\xf4' + cbor(corim(triple(DIGEST)))))


def they_count_as_long_as_they_say():
    old = corim(triple(DIGEST), more={4: {0: Tag(1, 1000), 1: Tag(1, 1000000000)}})
    assert verify(*values(old))['reference image'] == 'values: these reference values are not valid at this time'
    good = corim(triple(DIGEST), more={4: {1: Tag(1, 1 << 40)}})
    assert not verify(*values(good))
    meta = cbor({0: {0: 'somebody'}, 1: {1: Tag(1, 1000000000)}})
    data = signed('key', 'P-384', corim(triple(DIGEST)), {3: 'application/rim+cbor', 8: meta})
    assert list(verify(*values(data), '--reference-key', 'key.pub')) == ['reference image']


def what_is_not_understood_is_refused():
    for item, text in (
            (corim(triple(DIGEST), profile=None), 'has no profile'),
            (corim(triple(DIGEST), profile=Tag(32, 'https://example.com')), 'is of another profile; expected tag:amd.com,2024'),
            (corim(triple(None, [(2, {4: bytes(8)})])), 'without a launch digest (measurement key 641)'),
            (corim(triple(DIGEST, [(9999, {4: bytes(8)})])), 'measurement key 9999, which is not known here'),
            (corim(triple(DIGEST, [('text', {4: bytes(8)})])), 'without a key that is a number'),
            (corim(triple(DIGEST, [(2, {4: bytes(7)})])), 'POLICY: expected 8 bytes'),
            (corim(triple(DIGEST, [(2, {14: {}})])), 'POLICY: has a value of kind 14'),
            (corim(triple(DIGEST, [(647, {1: Tag(553, 1)})])), 'REPORTED_TCB: a least security version says nothing'),
            (corim(triple(DIGEST, [(0, {0: {0: 'two'}})])), 'VERSION: expected a version'),
            (corim(triple(b'\1' * 47)), 'MEASUREMENT: expected a digest by SHA-384'),
            (corim(), 'has no reference values'),
            (cbor(corim(triple(DIGEST))) + b'\0', 'has bytes behind its end'),
            (cbor(corim(triple(DIGEST)))[:-1], 'is malformed'),
            (statement(DIGEST, _type='https://example.com'), 'is of the type https://example.com; expected https://in-toto.io'),
            (statement(DIGEST, predicateType='https://slsa.dev/provenance/v1'), 'has a predicate of the type https://slsa.dev/provenance/v1'),
            (statement(DIGEST, predicate={'attributes': []}), 'has no attribute SEV_SNP_MEASUREMENT'),
            (statement(DIGEST, statement(OTHER)['predicate']['attributes'][1]), 'several launch digests'),
            (statement(DIGEST, {'attribute': 'SEV_SNP_MAGIC'}), 'attribute SEV_SNP_MAGIC, which is not known here'),
            (statement(DIGEST[:-1]), 'MEASUREMENT: expected target.digest.sha384'),
            (b'{"payload": ', 'is no JSON'),
            (b'', 'found an empty file; expected a CoRIM or an in-toto statement'),
            (b'\x1f\x8b rest', 'found a gzip file; expected a CoRIM')):
        refused(text, *values(item))
    refused('nothing: No such file', '--reference-values', 'nothing')
    refused('IGVM', '--reference-values', write('image', b'IGVM' + bytes(60)))


def a_policy_says_it_too():
    write('plain.corim', cbor(corim(triple(DIGEST))))
    write('signed.corim', signed('key', 'P-384', corim(triple(DIGEST))))
    given = ['verify', '--report', 'milan.report', '--certificates', 'milan.certs', '--policy', 'policy']

    def ends(text, status, said=''):
        write('policy', ('trusted-arks: [milan.ark]\n' + text + '\n').encode())
        done = subprocess.run([CASHEW, 'attest', *given], capture_output=True, text=True, check=False)
        assert done.returncode == status and said in done.stdout + done.stderr, (text, done)

    ends('reference-values: [plain.corim]', 0, 'plain.corim, 1 value')
    ends('reference-values: [{file: signed.corim, key: key.pub}]', 0, 'signed.corim, 1 value')
    ends('reference-values: [{file: signed.corim, key: other.pub}]', 1, 'policy:2:27: reference-values: signed.corim: it is not signed by a key')
    ends('reference-values: [signed.corim]', 1, 'it is signed; expected a key')
    ends('reference-values: [{file: plain.corim, key: nothing}]', 1, 'key: nothing: No such file')
    ends('reference-values: [{file: plain.corim, key: milan.report}]', 1, 'key: milan.report: expected a key on P-256')
    ends('reference-values: [{key: key.pub}]', 1, 'file')
    ends('reference-values: [nothing]', 1, 'nothing: No such file')
    ends('reference-values: plain.corim', 1, 'reference-values')
    write('other.corim', cbor(corim(triple(OTHER))))
    ends('measurements: any\nreference-values: [other.corim]', 1, 'expected 1111111111111111... of other.corim')


def main():
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([WRITE_EVIDENCE, directory], check=True)
        os.chdir(directory)
        the_image_must_be_among_them()
        all_of_an_image_must_be_so()
        who_has_signed_is_asked()
        they_count_as_long_as_they_say()
        what_is_not_understood_is_refused()
        a_policy_says_it_too()


main()

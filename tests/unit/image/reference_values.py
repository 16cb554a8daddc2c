#!/usr/bin/env python3
"""reference_values.py CASHEW SOURCE - an image's reference values as signed CoRIM and as in-toto statement: openssl(1) verifies them."""
import hashlib
import json
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


def run(*arguments, status=0):
    done = subprocess.run([CASHEW, 'image', *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == status, done
    return done.stderr if status else done.stdout.strip()


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def a_corim_is_signed(digest):
    run('measure', 'plain.igvm', '--corim', 'plain.corim')
    for curve in 'P-256', 'P-384', 'Ed25519':
        tokens.make_key(curve, curve)
        assert run('measure', 'plain.igvm', '--corim', 'signed.corim', '--corim-key', curve) == digest
        header, payload = tokens.open_cose(read('signed.corim'), curve, curve)
        assert set(header) == {1, 3, 8} and header[3] == 'application/rim+cbor'
        assert tokens.whole(header[8]) == {0: {0: 'Cashew'}}
        assert payload == read('plain.corim'), 'what is signed is another CoRIM'
    run('measure', 'plain.igvm', '--corim', 'signed.corim', '--corim-key', 'P-384', '--corim-signer', 'Builders, Inc.')
    assert tokens.whole(tokens.open_cose(read('signed.corim'), 'P-384', 'P-384')[0][8]) == {0: {0: 'Builders, Inc.'}}


def attributes_of(statement):
    assert set(statement) == {'_type', 'subject', 'predicateType', 'predicate'}
    assert statement['_type'] == 'https://in-toto.io/Statement/v1'
    assert statement['predicateType'] == 'https://in-toto.io/attestation/scai/v0.3'
    assert statement['predicate']['producer']['uri'].startswith('pkg:generic/cashew@')
    return {attribute.pop('attribute'): attribute for attribute in statement['predicate']['attributes']}


def a_statement_says_the_same(digest):
    run('measure', 'plain.igvm', '--in-toto', 'plain.json')
    statement = json.loads(read('plain.json'))
    image = read('plain.igvm')
    assert statement['subject'] == [{'name': 'plain.igvm', 'digest': {'sha256': hashlib.sha256(image).hexdigest(),
                                                                      'sha384': hashlib.sha384(image).hexdigest()}}]
    attributes = attributes_of(statement)
    assert attributes['SEV_SNP_MEASUREMENT'] == {'target': {'digest': {'sha384': digest}}}
    assert set(attributes) <= {'SEV_SNP_MEASUREMENT', 'SEV_SNP_POLICY'}
    piped = subprocess.run([CASHEW, 'image', 'measure', '/dev/stdin', '--in-toto', 'piped.json'], input=image, capture_output=True, check=True)
    assert piped.stdout.decode().strip() == digest
    assert json.loads(read('piped.json'))['subject'][0]['digest'] == {'sha256': hashlib.sha256(image).hexdigest(),
                                                                      'sha384': hashlib.sha384(image).hexdigest()}
    for curve in 'P-256', 'P-384', 'Ed25519':
        run('measure', 'plain.igvm', '--in-toto', 'signed.json', '--in-toto-key', curve)
        envelope = json.loads(read('signed.json'))
        payload = tokens.base64.b64decode(envelope['payload'], validate=True)
        assert envelope['payloadType'] == 'application/vnd.in-toto+json' and json.loads(payload) == json.loads(read('plain.json'))
        (signature,) = envelope['signatures']
        signed = tokens.pre_authentication(envelope['payloadType'], payload)
        assert tokens.verifies(curve, curve, signed, tokens.base64.b64decode(signature['sig'], validate=True), fixed=False)


def an_id_block_is_in_both():
    for key in ('id.key', 'author.key'):
        tokens.make_key(key, 'P-384')
    run('sign', 'plain.igvm', '--id-key', 'id.key', '--author-key', 'author.key', '--guest-svn', '300', '--family-id', 'fleet',
        '--image-id', 'ab' * 16, '--policy', str(0x30000 | 55), '-o', 'block.igvm')
    digest = run('measure', 'block.igvm', '--in-toto', 'block.json', '--corim', 'block.corim')
    attributes = attributes_of(json.loads(read('block.json')))
    assert attributes['SEV_SNP_MEASUREMENT'] == {'target': {'digest': {'sha384': digest}}}
    assert attributes['SEV_SNP_POLICY'] == {'conditions': {'value': '0x30037'}}
    assert attributes['SEV_SNP_GUEST_SVN'] == {'conditions': {'minimum': '0x12c'}}
    assert attributes['SEV_SNP_FAMILY_ID'] == {'conditions': {'value': b'fleet'.ljust(16, b'\0').hex()}}
    assert attributes['SEV_SNP_IMAGE_ID'] == {'conditions': {'value': 'ab' * 16}}
    comid = tokens.whole(tokens.whole(read('block.corim')).value[1][0].value)
    ((_, measurements),) = comid[4][0]
    values = {measurement[0]: measurement[1] for measurement in measurements}
    for key, name in (643, 'SEV_SNP_ID_KEY_DIGEST'), (644, 'SEV_SNP_AUTHOR_KEY_DIGEST'):
        assert attributes[name] == {'target': {'digest': {'sha384': values[key][4].value.hex()}}}
    # Another machine's digest is not what the block was signed for.
    assert 'another launch digest' in run('measure', 'block.igvm', '--loader', 'qemu', '--in-toto', 'never', status=1)


def what_cannot_be_is_said():
    for option in '--corim', '--in-toto':
        assert 'vs' in run('measure', 'plain.igvm', '--vs', 'block.igvm', option, 'never', status=2)
        assert option in run('measure', 'plain.igvm', option + '-key', 'P-384', status=2)
        assert 'no private key' in run('measure', 'plain.igvm', option, 'never', option + '-key', 'P-384.pub', status=1)
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'RSA', '-out', 'rsa'], check=True, capture_output=True)
        assert option + '-key: expected a key on P-256' in run('measure', 'plain.igvm', option, 'never', option + '-key', 'rsa', status=1)
    assert '1 to 128 bytes' in run('measure', 'plain.igvm', '--corim', 'never', '--corim-key', 'P-384', '--corim-signer', 'x' * 129, status=1)
    assert not os.path.exists('never')


def main():
    sign.write('plain.igvm', sign.make_image())
    digest = run('measure', 'plain.igvm')
    a_corim_is_signed(digest)
    a_statement_says_the_same(digest)
    an_id_block_is_in_both()
    what_cannot_be_is_said()


with tempfile.TemporaryDirectory() as directory:
    os.chdir(directory)
    main()

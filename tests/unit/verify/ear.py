#!/usr/bin/env python3
"""ear.py CASHEW WRITE_EVIDENCE WRITE_TPM_EVIDENCE SOURCE - verdicts as signed tokens: openssl(1) verifies them, and a reader here reads."""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time

CASHEW, WRITE_EVIDENCE, WRITE_TPM_EVIDENCE, SOURCE = sys.argv[1:5]
sys.dont_write_bytecode = True
sys.path.insert(0, SOURCE + '/tests/unit/rats')
import tokens

WHEN = int(time.time()) + 60  # the fixture's certificates are of now
DIGEST = '3e' * 48
CHIP = 'c1' * 64
GIVEN = ['--certificates', 'milan.certs', '--roots', 'milan.ark']
NAMES = ['instance-identity', 'configuration', 'executables', 'file-system', 'hardware', 'runtime-opaque', 'storage-opaque',
         'sourced-data']
STATUS = {'none': 0, 'affirming': 2, 'warning': 32, 'contraindicated': 96}
# Keys of the claims set in CBOR, for all levels; the innermost texts are the same in both.
LABELS = {6: 'iat', 10: 'eat_nonce', 265: 'eat_profile', 266: 'submods', 1004: 'ear.verifier-id'}
SUBMODULE = {1000: 'ear.status', 1001: 'ear.trustworthiness-vector', 1003: 'ear.appraisal-policy-id',
             -70000: 'ear.veraison.annotated-evidence', -70001: 'ear.veraison.policy-claims', -70002: 'ear.veraison.key-attestation'}


def run(*arguments):
    return subprocess.run([CASHEW, 'attest', 'verify', *arguments], capture_output=True, check=False)


def conforms(value, schema, root):
    """What the schema uses of JSON Schema, and no more."""
    if '$ref' in schema:
        schema = root['$defs'][schema['$ref'].rpartition('/')[2]]
    if 'const' in schema:
        assert value == schema['const'], (value, schema)
    if 'enum' in schema:
        assert value in schema['enum'], (value, schema)
    if 'pattern' in schema:
        assert re.search(schema['pattern'], value), (value, schema)
    kind = schema.get('type')
    if kind == 'array':
        for item in value:
            conforms(item, schema['items'], root)
    elif kind == 'object':
        properties = schema.get('properties', {})
        assert set(schema.get('required', [])) <= set(value), (value, schema)
        for name, member in value.items():
            conforms(member, properties.get(name) or schema['additionalProperties'], root)
    elif kind:
        assert isinstance(value, {'string': str, 'integer': int}[kind]), (value, schema)


def from_jwt(token, key, curve):
    text, newline, rest = token.partition(b'\n')
    assert newline and not rest
    header, claims, signature = text.decode().split('.')
    signed = (header + '.' + claims).encode()
    assert tokens.verifies(key, curve, signed, tokens.unbase64(signature))
    assert not tokens.verifies(key, curve, signed + b'A', tokens.unbase64(signature))
    header = json.loads(tokens.unbase64(header))
    assert header['alg'] == (tokens.CURVES[curve][0] if curve in tokens.CURVES else 'EdDSA') and header['typ'] == 'JWT'
    assert len(tokens.unbase64(header['kid'])) == 32
    claims = json.loads(tokens.unbase64(claims))
    with open(SOURCE + '/docs/ear.schema.json', encoding='utf-8') as file:
        schema = json.load(file)
    conforms(claims, schema, schema)
    return header, claims


def named(mapping, labels):
    return {labels[key]: value for key, value in mapping.items()}


def as_json(claims):
    """A claims set of CBOR with JSON's names and texts."""
    out = named(claims, LABELS)
    out['ear.verifier-id'] = named(out['ear.verifier-id'], {0: 'developer', 1: 'build'})
    if 'eat_nonce' in out:
        out['eat_nonce'] = tokens.base64.urlsafe_b64encode(out['eat_nonce']).decode().rstrip('=')
    for name, submodule in out['submods'].items():
        submodule = out['submods'][name] = named(submodule, SUBMODULE)
        submodule['ear.status'] = {number: word for word, number in STATUS.items()}[submodule['ear.status']]
        submodule['ear.trustworthiness-vector'] = named(submodule['ear.trustworthiness-vector'], dict(enumerate(NAMES)))
        key = submodule.get('ear.veraison.key-attestation')
        if key:
            submodule['ear.veraison.key-attestation'] = {'akpub': tokens.base64.urlsafe_b64encode(key[0]).decode().rstrip('=')}
    return out


def ear(*options, key='key', curve='P-384', status=0, all_forms=True):
    """The claims set, which is the same in both forms; the verdict is what it is without a token."""
    given = [*options, '--time', f'@{WHEN}']
    done = run(*given, '--ear', 'token.jwt', '--ear-key', key)
    assert done.returncode == status and not done.stderr, done
    with open('token.jwt', 'rb') as file:
        _, claims = from_jwt(file.read(), key, curve)
    assert claims['iat'] == WHEN
    if not all_forms:
        return claims
    plain = run(*given)
    assert (done.returncode, done.stdout, done.stderr) == (plain.returncode, plain.stdout, plain.stderr), done
    binary = run(*given, '--ear', '-', '--ear-key', key, '--ear-format', 'cwt')
    assert binary.returncode == status and binary.stderr == plain.stdout
    header, payload = tokens.open_cose(binary.stdout, key, curve)
    assert set(header) == {1}
    assert as_json(tokens.whole(payload)) == claims
    return claims


def machine(*options, evidence='milan', status=0):
    submodule = ear('--report', evidence + '.report', *GIVEN, *options, status=status, all_forms=False)['submods']['SEVSNP']
    vector = submodule['ear.trustworthiness-vector']
    assert list(vector) == NAMES
    return submodule['ear.status'], {name: value for name, value in vector.items() if value}


def any_algorithm_signs():
    for curve in 'P-256', 'P-384', 'P-521', 'Ed25519':
        tokens.make_key(curve, curve)
        claims = ear('--report', 'milan.report', *GIVEN, '--report-data', '00', key=curve, curve=curve)
        assert claims['eat_profile'] == 'tag:github.com,2023:veraison/ear' and claims['ear.verifier-id']['developer']


def what_nobody_looked_at_is_no_claim():
    genuine = {'hardware': 2, 'runtime-opaque': 2}
    image = ['--measurement', DIGEST]
    now = ['--report-data', '00']
    assert machine() == ('warning', genuine)
    assert machine(*now) == ('warning', genuine)
    assert machine(*image) == ('warning', {**genuine, 'executables': 3})
    assert machine(*image, *now) == ('affirming', {**genuine, 'executables': 3})
    assert machine(*image, *now, '--chip', CHIP) == ('affirming', {**genuine, 'executables': 3, 'instance-identity': 2})
    assert machine(*image, *now, '--host-data', '00' * 32) == ('affirming', {**genuine, 'executables': 3, 'configuration': 2})
    # What is allowed affirms nothing.
    assert machine(*image, *now, '--debug', 'allow', evidence='debug') == ('warning', {'hardware': 2, 'executables': 3, 'runtime-opaque': 32})
    assert machine(*image, *now, '--provisional-firmware', 'allow', evidence='provisional') == (
        'warning', {'hardware': 32, 'executables': 3, 'runtime-opaque': 2})


def a_refusal_is_a_token_too():
    image = ['--measurement', DIGEST, '--report-data', '00']
    bad = 'contraindicated'
    assert machine('--measurement', '11' * 48, '--report-data', '00', status=1) == (bad, {'hardware': 2, 'runtime-opaque': 2, 'executables': 33})
    assert machine(*image, '--chip', '11' * 64, status=1)[1]['instance-identity'] == 97
    assert machine(*image, '--minimum-tcb', 'snp=9', status=1)[1]['hardware'] == 96
    assert machine(*image, '--platform', 'ecc', status=1)[1]['configuration'] == 96
    assert machine(*image, '--vmpl', '2', status=1)[1]['executables'] == 96
    assert machine(*image, evidence='debug', status=1)[1]['runtime-opaque'] == 96
    # No claim survives a failure of the cryptography.
    assert machine('--measurement', DIGEST, '--report-data', '01', status=1) == (
        bad, {'hardware': 99, 'runtime-opaque': 99, 'executables': 99})
    with open('milan.report', 'rb') as file:
        report = bytearray(file.read())
    report[0x2a1] ^= 1
    tokens.write('forged.report', bytes(report))
    assert machine(*image, evidence='forged', status=1) == (bad, {'hardware': 99})
    # And of something that is no report there is nothing to say.
    assert machine('--vcek', 'refuse', status=1) == (bad, {'hardware': 97})


def nonce_policy_and_evidence_are_named():
    tokens.write('policy', b'trusted-arks: [milan.ark]\nmeasurements: [{digest: "%s", label: mine}]\n' % DIGEST.encode())
    claims = ear('--report', 'asked.report', *GIVEN, '--policy', 'policy', '--nonce', '@asked.nonce')
    submodule = claims['submods']['SEVSNP']
    with open('asked.nonce', 'rb') as file:
        assert tokens.unbase64(claims['eat_nonce']) == file.read()
    with open('policy', 'rb') as file:
        name = tokens.base64.urlsafe_b64encode(hashlib.sha256(file.read()).digest()).decode().rstrip('=')
    assert submodule['ear.appraisal-policy-id'] == 'ni:///sha-256;' + name and submodule['ear.status'] == 'affirming'
    evidence = submodule['ear.veraison.annotated-evidence']
    assert evidence['measurement'] == DIGEST and evidence['chip_id'] == CHIP and evidence['vmpl'] == 0
    steps = submodule['ear.veraison.policy-claims']['steps']
    plain = json.loads(run('--report', 'asked.report', *GIVEN, '--policy', 'policy', '--nonce', '@asked.nonce', '--json', '--time',
                           f'@{WHEN}').stdout)
    assert steps == [step for step in plain['steps'] if step['name'] != 'manifest'], steps


def other_names(claims):
    """What the newer draft calls the same."""
    names = {'ear.veraison.annotated-evidence': 'ear_attester_claims', 'ear.veraison.policy-claims': 'ear_verifier_claims',
             'ear.appraisal-policy-id': 'ear_appraisal_policy_ids'}
    if not isinstance(claims, dict):
        return claims
    out = {names.get(name, name.replace('ear.', 'ear_').replace('.', '_').replace('-', '_') if name.startswith('ear.') else name):
           other_names(value) for name, value in claims.items()}
    if 'ear_appraisal_policy_ids' in out:
        out['ear_appraisal_policy_ids'] = [out['ear_appraisal_policy_ids']]
    return out


def the_newer_draft_has_other_names():
    given = ['--report', 'asked.report', *GIVEN, '--policy', 'policy', '--nonce', '@asked.nonce', '--time', f'@{WHEN}', '--ear-key', 'key']
    claims = []
    for profile in 'veraison', 'ietf':
        done = run(*given, '--ear', '-', '--ear-profile', profile)
        assert done.returncode == 0
        claims.append(json.loads(tokens.unbase64(done.stdout.decode().split('.')[1])))
    expected = other_names(claims[0])
    expected['eat_profile'] = 'tag:ietf.org,2026:rats/ear#04'
    assert claims[1] == expected
    done = run(*given, '--ear', '-', '--ear-profile', 'ietf', '--ear-format', 'cwt')
    payload = tokens.whole(tokens.open_cose(done.stdout, 'key', 'P-384')[1])
    submodule = payload[266]['SEVSNP']
    assert set(payload) == {6, 10, 265, 266, 1004} and set(submodule) == {1000, 1001, 1003, 1005, 1006}
    assert submodule[1003] == expected['submods']['SEVSNP']['ear_appraisal_policy_ids'] and submodule[1000] == 2


def a_tpm_is_an_attester_of_its_own():
    given = ['--hcl', 'hcl1', '--certificates', 'chip.certs', '--roots', 'chip.ark', '--measurement', DIGEST]
    submodules = ear(*given)['submods']
    assert set(submodules) == {'SEVSNP', 'vTPM'} and submodules['vTPM']['ear.status'] == 'warning'
    with open('ak.pem', encoding='ascii') as file:
        key = ''.join(line for line in file.read().splitlines() if '-' not in line)
    assert tokens.unbase64(submodules['vTPM']['ear.veraison.key-attestation']['akpub']) == tokens.base64.b64decode(key)
    submodules = ear(*given, '--ak', 'ak.der', '--ak-root', 'root.pem')['submods']
    assert submodules['vTPM']['ear.trustworthiness-vector']['instance-identity'] == 2
    submodules = ear(*given, '--ak', 'ak.der', '--ak-root', 'chip.ark', status=1)['submods']
    assert [submodules[name]['ear.status'] for name in sorted(submodules)] == 2 * ['contraindicated']
    assert submodules['vTPM']['ear.trustworthiness-vector']['instance-identity'] == 97
    assert 'ear.veraison.key-attestation' not in submodules['vTPM']
    # A TPM alone; a quote that nobody has asked for is no news, and neither is what a log says of itself.
    submodules = ear('--event-log', 'agile.log')['submods']
    assert set(submodules) == {'vTPM'} and submodules['vTPM']['ear.status'] == 'warning'
    assert not any(submodules['vTPM']['ear.trustworthiness-vector'].values())


def what_cannot_be_is_said():
    def refused(status, text, *options):
        done = run('--report', 'svsm.report', *GIVEN, *options)
        assert done.returncode == status and text in done.stderr.decode() and not done.stdout, (text, done)
        assert not os.path.exists('never')

    refused(2, '--ear-key', '--ear', 'never')
    refused(2, '--ear', '--ear-key', 'key')
    refused(2, '--ear', '--ear-format', 'cwt')
    refused(2, 'jwt', '--ear', 'never', '--ear-key', 'key', '--ear-format', 'xml')
    refused(1, 'the nonce has 5 bytes; a token can have 8 to 64', '--nonce', '@nonce', '--ear', 'never', '--ear-key', 'key')
    refused(1, 'there is no private key', '--ear', 'never', '--ear-key', 'key.pub')
    refused(1, 'No such file', '--ear', 'never', '--ear-key', 'nothing')
    subprocess.run(['openssl', 'genpkey', '-algorithm', 'RSA', '-out', 'rsa'], check=True, capture_output=True)
    refused(1, 'expected a key on P-256, P-384 or P-521, or an Ed25519 key', '--ear', 'never', '--ear-key', 'rsa')
    done = run('--report', 'milan.report', *GIVEN, '--ear', 'nowhere/token', '--ear-key', 'key')
    assert done.returncode == 1 and b'nowhere/token: No such file' in done.stderr


def main():
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([WRITE_EVIDENCE, directory], check=True)
        subprocess.run([WRITE_TPM_EVIDENCE, directory], check=True)
        os.chdir(directory)
        tokens.make_key('key', 'P-384')
        any_algorithm_signs()
        what_nobody_looked_at_is_no_claim()
        a_refusal_is_a_token_too()
        nonce_policy_and_evidence_are_named()
        the_newer_draft_has_other_names()
        a_tpm_is_an_attester_of_its_own()
        what_cannot_be_is_said()


main()

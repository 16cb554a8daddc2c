#!/usr/bin/env python3
"""command.py CASHEW WRITE_EVIDENCE SCHEMA - `cashew attest` as people use it: reports in every form, each demand, one policy for all."""
import base64
import json
import os
import subprocess
import sys
import tempfile

CASHEW, WRITE_EVIDENCE, SCHEMA = sys.argv[1:4]
DIGEST = '3e' * 48
CHIP = 'c1' * 64


def run(*arguments, stdin=None):
    return subprocess.run([CASHEW, 'attest', *arguments], capture_output=True, input=stdin, check=False)


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return name


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def verify(name, *options, chip='milan', certificates=True):
    """Steps that failed, by name; what they say too."""
    given = ['--certificates', f'{name}.certs'] if certificates else []
    done = run('verify', '--report', f'{name}.report', '--roots', f'{chip}.ark', '--json', *given, *options)
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    verdict = json.loads(done.stdout)
    assert set(verdict) >= {'verdict', 'steps'} and all(set(step) == {'name', 'verdict', 'detail'} for step in verdict['steps'])
    failed = {step['name']: step['detail'] for step in verdict['steps'] if step['verdict'] == 'failed'}
    assert (done.returncode == 0) == (verdict['verdict'] == 'passed') == (not failed)
    return failed


def refused(status, text, *options):
    done = run('verify', *options)
    assert done.returncode == status and text in done.stderr.decode(), (status, text, done)


def reports_are_taken_in_every_form():
    report, table = read('milan.report'), read('milan.table')
    forms = {
        'buffer': report + bytes(4000 - len(report)),
        'answer': bytes(4) + len(report).to_bytes(4, 'little') + bytes(24) + report + bytes(4000 - 32 - len(report)),
        'hex': report.hex(),
        'base64': base64.encodebytes(report),
        'urlsafe': base64.urlsafe_b64encode(report).rstrip(b'='),
    }
    for form, data in forms.items():
        write(f'{form}.report', data)
        os.link('milan.certs', f'{form}.certs')
        assert not verify(form), form
        assert b'c1c1c1' in run('show', f'{form}.report').stdout
        assert b'c1c1c1' in run('show', '/dev/stdin', stdin=data if isinstance(data, bytes) else data.encode()).stdout
    write('extended.report', report + table)
    assert not verify('extended', certificates=False)
    for name, data in (('table.hex', table.hex()), ('table.base64', base64.b64encode(table))):
        assert not verify('milan', '--certificates', write(name, data), certificates=False)
    write('both.ark', read('milan.certs').split(b'-----END CERTIFICATE-----\n')[1] + b'-----END CERTIFICATE-----\n' + read('milan.ark'))
    write('leaf.certs', read('milan.certs').split(b'-----END CERTIFICATE-----\n')[0] + b'-----END CERTIFICATE-----\n')
    os.link('milan.report', 'leaf.report')
    assert verify('leaf') == {'certificates': 'the intermediate certificate is missing'}
    assert not verify('leaf', chip='both')
    assert b'Is a directory' in run('show', '.').stderr
    for name, what in (('milan.certs', b'found PEM'), ('milan.table', b'certificate table (auxblob)'), ('/dev/null', b'it is empty')):
        shown = run('show', name)
        assert shown.returncode == 1 and what in shown.stderr, shown
    write('hcl', b'HCLA' + bytes(28) + report)
    assert b'--hcl' in run('show', 'hcl').stderr


def newer_firmware_is_shown_and_decided_by_policy():
    shown = run('show', 'turin.report').stdout.decode()
    assert 'not known here          PLATFORM_INFO bit 6\n' in shown and 'FMC 1' in shown and ': Turin\n' in shown
    assert not verify('turin', chip='turin')
    assert not verify('turin', '--unknown-bits', 'allow', chip='turin')
    assert list(verify('turin', '--unknown-bits', 'refuse', chip='turin')) == ['unknown bits']
    assert not verify('turin', '--chip', CHIP[:16], '--minimum-tcb', 'fmc=1', chip='turin')
    assert list(verify('turin', '--minimum-tcb', 'fmc=2', chip='turin')) == ['minimum TCB']
    shown = run('show', 'venice.report').stdout.decode()
    assert ': TEE 1, SNP 9, FMC 2\n' in shown and 'microcode 9, SoC driver 9' in shown and ': Venice\n' in shown
    assert 'not known here' not in shown and not verify('venice', '--minimum-tcb', 'fmc=1,snp=8', chip='venice')
    assert list(verify('venice', '--minimum-tcb', 'microcode=1', chip='venice')) == ['minimum TCB']


def fields_are_there_for_programs():
    fields = json.loads(run('show', '--json', 'turin.report').stdout)
    schema = json.loads(read(SCHEMA))['properties']
    extended = {'current_etcb', 'committed_etcb', 'launch_etcb'}
    assert set(fields) | extended == set(schema), set(fields) ^ set(schema)
    assert set(json.loads(run('show', '--json', 'venice.report').stdout)) == set(schema)
    assert fields['platform_info'] == {'value': '0x65', 'smt': True, 'tsme': False, 'ecc': True, 'rapl_off': False,
                                       'ciphertext_hiding': False, 'alias_check': True, 'tio': False}
    assert fields['reported_tcb']['fmc'] == 1 and fields['cpu']['product'] == 'Turin' and fields['signing_key'] == 'VCEK'
    assert fields['not_known_here'] == 'PLATFORM_INFO bit 6' and fields['launch_mitigations'] == '0x3f'
    fields = json.loads(run('show', '--json', 'milan.report').stdout)
    assert fields['measurement'] == DIGEST and fields['chip_id'] == CHIP and fields['not_known_here'] is None


def report_data_are_what_somebody_expects():
    assert list(verify('svsm', '--nonce', '@nonce', '--manifest', 'manifest')) == ['manifest']  # which is none of services
    assert 'nonce and manifest' in verify('svsm', '--nonce', '00', '--manifest', 'manifest')
    assert 'nonce and manifest' in verify('svsm', '--nonce', '@nonce')
    assert not verify('milan', '--report-data', '00')
    assert list(verify('milan', '--report-data', '01')) == ['report data']
    assert not verify('svsm', '--report-data-file', write('data', read('svsm.report')[0x50:0x90]))
    assert list(verify('svsm', '--report-data-file', 'nonce')) == ['report data']
    assert 'the nonce itself' in verify('milan', '--nonce', '00')['nonce and manifest']
    given = ['--report', 'milan.report', '--certificates', 'milan.certs', '--roots', 'milan.ark']
    refused(2, '', *given, '--manifest', 'manifest')
    refused(2, '', *given, '--nonce', '00', '--report-data', '00')
    refused(1, 'at most 64 bytes', *given, '--report-data-file', 'milan.report')
    refused(2, '--roots', '--report', 'milan.report', '--certificates', 'milan.certs')
    refused(2, '--certificates', '--report', 'milan.report', '--roots', 'milan.ark')


# What fails with an option, and which step; the same as a policy says it.
DEMANDS = [
    (['--time', '2001-01-01'], 'time: 2001-01-01', 'certificates'),
    (['--time', '2222-01-01'], 'time: 2222-01-01', 'certificates'),
    (['--crl', 'revoked.crl'], 'crls: [revoked.crl]', 'revocation'),
    (['--chip', '11' * 64], f'chips: ["{"11" * 64}"]', 'chip list'),
    (['--vmpl', '2'], 'vmpl: 2', 'VMPL'),
    (['--minimum-tcb', 'snp=9'], 'minimum-tcb: {snp: 9}', 'minimum TCB'),
    (['--vcek', 'refuse'], 'vcek: refuse', 'signing key'),
    (['--platform', 'ecc'], 'demand: {platform: [ecc]}', 'platform'),
    (['--guest-policy', 'smt-off'], 'demand: {guest-policy: [smt-off]}', 'guest demands'),
    (['--guest-policy', 'single-socket'], 'demand: {single-socket: true}', 'single socket'),
    (['--guest-abi', '1.0'], 'demand: {guest-abi: {major: 1, minor: 0}}', 'guest ABI'),
    (['--firmware', '1.55'], 'demand: {firmware: {major: 1, minor: 55}}', 'firmware'),
    (['--host-data', '11' * 32], f'demand: {{host-data: "{"11" * 32}"}}', 'host data'),
    (['--id-key-digest', '11' * 48], f'demand: {{id-keys: ["{"11" * 48}"]}}', 'ID key'),
    (['--author-key-digest', '11' * 48], f'demand: {{author-keys: ["{"11" * 48}"]}}', 'author key'),
    (['--family-id', 'fleet'], 'demand: {family-id: fleet}', 'family ID'),
    (['--image-id', 'linux'], 'demand: {image-id: linux}', 'image ID'),
    (['--min-guest-svn', '1'], 'demand: {guest-svn: 1}', 'guest SVN'),
    (['--measurement', '11' * 48], f'measurements: [{{digest: "{"11" * 48}"}}]', 'measurement'),
]


def a_policy_and_options_demand_the_same():
    for options, text, step in DEMANDS:
        assert list(verify('milan', *options)) == [step], (options, verify('milan', *options))
        measurements = '' if text.startswith('measurements') else 'measurements: any\n'
        write('policy', f'trusted-arks: [milan.ark]\n{measurements}{text}\n')
        done = run('verify', '--report', 'milan.report', '--certificates', 'milan.certs', '--policy', 'policy')
        assert [line[:19].strip() for line in done.stdout.decode().splitlines() if 'FAILED ' in line] == [step], (text, done)


def what_is_refused_may_be_allowed():
    assert list(verify('provisional')) == ['provisional']
    assert not verify('provisional', '--provisional-firmware', 'allow')
    assert not verify('provisional', '--policy', write('policy', 'provisional-firmware: allow\nmeasurements: any\n'))
    assert list(verify('debug')) == ['guest policy']
    assert not verify('debug', '--debug', 'allow')
    assert not verify('milan', '--crl', 'clean.crl')


def a_policy_alone_is_the_cas():
    policy = write('policy', f'trusted-arks: [milan.ark]\nmeasurements: [{{digest: "{DIGEST}", label: mine}}]\n')
    given = ['verify', '--report', 'milan.report', '--certificates', 'milan.certs', '--policy', policy]
    done = run(*given)
    assert done.returncode == 0 and b'mine' in done.stdout, done
    assert run(*given, '--min-guest-svn', '1').returncode == 1
    assert list(verify('milan', '--policy', write('policy', 'vmpl: 0\n'))) == ['measurement']
    assert not verify('milan', '--policy', 'policy', '--measurement', DIGEST)
    refused(1, 'policy:1:1: ', *given[1:-1], write('policy', 'nonsense: 1\n'))


def every_step_is_explained():
    explained = run('explain').stdout.decode()
    for step in json.loads(run('verify', '--report', 'milan.report', '--roots', 'milan.ark', '--certificates', 'milan.certs',
                               '--json').stdout)['steps']:
        assert f"\n{step['name']:18}  " in '\n' + explained, step
    assert run('explain', 'TCB').stdout.decode() in explained
    assert run('explain', 'nothing').returncode == 1


def main():
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([WRITE_EVIDENCE, directory], check=True)
        os.chdir(directory)
        reports_are_taken_in_every_form()
        newer_firmware_is_shown_and_decided_by_policy()
        fields_are_there_for_programs()
        report_data_are_what_somebody_expects()
        a_policy_and_options_demand_the_same()
        what_is_refused_may_be_allowed()
        a_policy_alone_is_the_cas()
        every_step_is_explained()


main()

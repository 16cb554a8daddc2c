#!/usr/bin/env python3
"""tpm_command.py CASHEW WRITE_TPM_EVIDENCE SCHEMA - event logs, quotes and HCL reports with the command as people use it."""
import base64
import json
import os
import subprocess
import sys
import tempfile

from schema import conforms

CASHEW, WRITE_EVIDENCE, SCHEMA = sys.argv[1:4]
QUOTE = ['--quote', 'quote', '--quote-signature', 'quote.sig', '--nonce', b'nonce'.hex()]
CHIP = ['--certificates', 'chip.certs', '--roots', 'chip.ark', '--vmpl', '0']


def run(*arguments):
    return subprocess.run([CASHEW, 'attest', *arguments], capture_output=True, text=True, check=False)


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return name


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def verify(*options):
    """Steps by name; all of them are explained."""
    done = run('verify', '--json', *options)
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    verdict = json.loads(done.stdout)
    assert (done.returncode == 0) == (verdict['verdict'] == 'passed')
    for step in verdict['steps']:
        assert run('explain', step['name']).returncode == 0, step
    return {step['name']: step for step in verdict['steps']}


def failed(*options):
    return [name for name, step in verify(*options).items() if step['verdict'] == 'failed']


def refused(status, text, *arguments):
    done = run(*arguments)
    assert done.returncode == status and text in done.stderr, (text, done)


def logs_are_shown_in_three_forms():
    for name, banks in (('agile.log', ['sha1', 'sha256']), ('sha1.log', ['sha1'])):
        table = run('events', name).stdout
        assert 'SecureBoot: 1' in table and '/vmlinuz root=/dev/vda1 ro' in table and ' 4 : 0x' in table
        log = json.loads(run('events', '--json', name).stdout)
        assert log['banks'] == banks and len(log['events']) == 13 and set(log['pcrs']) == set(banks)
        assert log['events'][3]['name'] == 'EV_EFI_VARIABLE_DRIVER_CONFIG' and log['events'][3]['data'] == 'measured'
        assert log['events'][2]['data'] == 'other' and log['events'][0]['data'] == 'none'
    assert 'sha1:' in run('events', '--references', '--bank', 'sha1', 'agile.log').stdout
    log = read('agile.log')
    for form in log.hex(), base64.encodebytes(log), base64.b64encode(log), log.hex().upper() + '\n':
        assert run('events', write('text.log', form)).stdout == run('events', 'agile.log').stdout
    assert not failed('--event-log', 'text.log')
    for text in 'hello', '0', '!!!!', 'QUJ':
        refused(1, 'found text', 'events', write('text.log', text))
    refused(1, 'directory', 'events', '.')
    refused(1, 'No such file', 'verify', '--event-log', 'nothing')
    refused(1, 'no such bank', 'events', '--bank', 'sha256', 'sha1.log')


def json_is_as_its_schema_says():
    schema = json.loads(read(SCHEMA))
    for name in 'agile.log', 'sha1.log':
        conforms(json.loads(run('events', '--json', name).stdout), schema)


def hostile_logs_are_refused_with_their_place():
    log = read('agile.log')
    for size in range(1, len(log) - 30, 37):
        done = run('events', write('cut', log[:size]))
        assert done.returncode == 1 and not done.stdout or log[size - 1] in (0, 255) or done.returncode == 0
    refused(1, 'offset 0, event 0: log is 0, expected at least one event', 'events', write('empty', b''))
    refused(1, 'number of algorithms is 4294967295, expected more than 0 and at most 8', 'events',
            write('cut', log[:56] + b'\xff' * 4 + log[60:]))
    assert failed('--event-log', write('cut', log[:-1])) == ['event log']
    assert 'offset ' in verify('--event-log', 'cut')['event log']['detail']


def a_log_is_compared_with_values():
    values = write('values', run('events', 'agile.log').stdout.partition('sha1:\n')[2].join(['sha1:\n', '']))
    steps = verify('--event-log', 'agile.log', '--pcrs', values)
    assert steps['replay']['verdict'] == 'passed' and steps['Secure Boot']['detail'] == 'on, says the log', steps
    steps = verify('--event-log', 'sha1.log', '--pcrs', values)
    assert steps['replay']['verdict'] == 'passed' and 'by SHA-1 alone' in steps['replay']['detail']
    text = read('values').decode()
    changed = text.replace(' 7 : 0x', ' 7 : 0x0000')[:-5]
    refused(1, 'values:', 'verify', '--event-log', 'agile.log', '--pcrs', write('values', changed))
    digit = '0' if text[-2] != '0' else '1'
    assert failed('--event-log', 'agile.log', '--pcrs', write('values', text[:-2] + digit + '\n')) == ['replay']
    refused(2, '', 'verify', '--pcrs', 'values')


def references_must_be_found():
    lines = run('events', '--references', 'agile.log').stdout
    given = ['--event-log', 'agile.log', '--reference', write('reference', lines)]
    assert verify(*given)['reference values']['detail'] == 'all 12 are in the log; 0 events are not listed'
    write('reference', lines.replace('9 EV_EVENT_TAG sha256:', '9 EV_EVENT_TAG sha256:')[:-1].rpartition('\n')[0] + '\n')
    assert not failed(*given)  # nothing is said of PCR 9 any more
    write('reference', '\n'.join(line for line in lines.splitlines() if 'EV_EFI_ACTION' not in line))
    assert failed(*given) == ['reference values']
    assert not failed(*given, '--unlisted-events', 'allow')
    write('reference', lines.replace('4 EV_SEPARATOR', '3 EV_SEPARATOR'))
    assert failed(*given) == ['reference values']
    refused(1, 'reference:1: expected three words', 'verify', *given[:-1], write('reference', 'x\n'))


def quotes_are_of_a_key_that_is_given():
    assert not failed('--ak', 'ak.pem', *QUOTE)
    assert failed('--ak', 'other.pem', *QUOTE) == ["quote's key"]
    assert failed('--ak', 'ak.pem', *QUOTE[:-1], '00') == ['quote']
    assert failed('--ak', 'ak.pem', *QUOTE, '--event-log', 'sha1.log') == ['PCRs', 'replay']  # it has no SHA-256
    steps = verify('--ak', 'ak.pem', *QUOTE, '--event-log', 'agile.log')
    assert steps['PCRs']['detail'] == 'the values that the log makes are what was quoted'
    assert 'sha256:0,1,2,3,4,5,6,7,8,9' in steps['TPM']['detail']
    refused(1, 'expected a public key', 'verify', '--ak', 'quote', *QUOTE)
    refused(2, '', 'verify', '--ak', 'ak.pem')
    refused(2, '', 'verify', '--quote', 'quote')


def certificates_count_by_their_root():
    root = ['--ak', 'ak.der', '--ak-root', 'root.pem']
    assert verify(*root)['AK certificate']['detail'] == 'i (2) of p (1) in z; up to a root that is trusted'
    assert not failed(*root, *QUOTE)
    assert not failed('--ak', write('ak.nv', read('ak.der') + bytes(100)), '--ak-root', 'root.pem')  # as NV has it
    assert failed(*root, '--time', '2001-01-01') == failed(*root, '--time', '2222-01-01') == ['AK certificate']
    assert failed('--ak', 'ak.der', '--ak-root', 'chip.ark') == ['AK certificate']
    assert failed('--ak', 'ak.pem', '--ak-root', 'root.pem') == ['AK certificate']
    assert verify('--ak', 'ak.der', *QUOTE)['AK certificate']['verdict'] == 'skipped'
    refused(1, 'expected certificates', 'verify', '--ak', 'ak.der', '--ak-root', 'ak.pem')


def hcl_reports_vouch_for_their_key():
    for name in 'hcl1', 'hcl2':
        steps = verify('--hcl', name, *CHIP, *QUOTE, '--event-log', 'agile.log')
        assert all(step['verdict'] != 'failed' for step in steps.values()), steps
        assert steps["quote's key"]['detail'] == "the HCL report's key"
        assert f'version {name[-1]}, VM VM-1, Secure Boot on' in steps['HCL']['detail']
    assert failed('--hcl', 'hcl1', *CHIP, *QUOTE, '--ak', 'other.pem') == ['attestation key']
    assert not failed('--hcl', 'hcl1', *CHIP, '--nonce', 'aa')
    assert failed('--hcl', 'hcl1', *CHIP, '--nonce', 'ab') == ['nonce']
    hcl = read('hcl1')
    assert failed('--hcl', write('hcl', hcl.replace(b'"VM-1"', b'"VM-2"')), *CHIP) == ['runtime data']
    assert 'signature' in failed('--hcl', write('hcl', hcl[:0x150] + bytes([hcl[0x150] ^ 1]) + hcl[0x151:]), *CHIP)
    at = 32 + 1184 + 8
    refused(1, 'hcl: it has a TDX report (kind 4), expected an SNP report', 'verify', '--hcl',
            write('hcl', hcl[:at] + b'\4' + hcl[at + 1:]), *CHIP)
    refused(1, 'hcl: it has a VBS report', 'verify', '--hcl', write('hcl', hcl[:at] + b'\1' + hcl[at + 1:]), *CHIP)
    refused(2, '', 'verify', '--hcl', 'hcl1', '--report', 'hcl1', *CHIP)


def main():
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([WRITE_EVIDENCE, directory], check=True)
        os.chdir(directory)
        logs_are_shown_in_three_forms()
        json_is_as_its_schema_says()
        hostile_logs_are_refused_with_their_place()
        a_log_is_compared_with_values()
        references_must_be_found()
        quotes_are_of_a_key_that_is_given()
        certificates_count_by_their_root()
        hcl_reports_vouch_for_their_key()


main()

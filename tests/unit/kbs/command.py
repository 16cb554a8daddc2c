#!/usr/bin/env python3
"""command.py CASHEW MAKE_EVIDENCE READ_ANSWERS - `cashew attest kbs` as people use it, in front of a strict KBS, and of ones that answer anything."""
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading

import broker
from cryptography.hazmat.primitives import serialization

CASHEW, MAKE_EVIDENCE, READ_ANSWERS = sys.argv[1:4]
AUTH, ATTEST, KEY = '/kbs/v0/auth', '/kbs/v0/attest', '/kbs/v0/resource/default/key/1'


def run(*arguments):
    return subprocess.run([CASHEW, 'attest', 'kbs', *arguments], capture_output=True, check=False, timeout=60)


def get(kbs, *options, resource='default/key/1', evidence=('--sample',)):
    return run('--url', kbs.url, *(['--allow-http'] if kbs.scheme == 'http' else []), '--resource', resource, *evidence, *options)


def gets(kbs, *options, secret=broker.SECRET, **more):
    done = get(kbs, *options, **more)
    assert done.returncode == 0 and done.stdout == secret and not done.stderr, done


def fails(kbs, text, *options, status=1, **more):
    done = get(kbs, *options, **more)
    message = done.stderr.decode()
    assert done.returncode == status and text in message and not done.stdout, (text, done)
    assert message.endswith('\n') and all(' ' <= c <= '~' for c in message[:-1]), message
    return message


def make_key(name, *options):
    subprocess.run(['openssl', 'genpkey', '-quiet', '-out', name, *options], check=True, stderr=subprocess.DEVNULL)
    return name


def a_resource_is_decrypted_with_each_kind_of_key(kbs):
    gets(kbs)
    assert kbs.seen == [('POST', AUTH), ('POST', ATTEST), ('GET', KEY)], kbs.seen
    gets(kbs, resource='kbs:///default/key/1')
    curve = ('-algorithm', 'EC', '-pkeyopt')
    gets(kbs, '--tee-key', make_key('p256.pem', *curve, 'ec_paramgen_curve:P-256'))
    gets(kbs, '--tee-key', make_key('p521.pem', *curve, 'ec_paramgen_curve:P-521'))
    gets(kbs, '--tee-key', make_key('rsa.pem', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'))
    kbs.ways = {'content': b''}
    gets(kbs, secret=b'')
    kbs.ways = {'content': bytes(3 << 20)}
    gets(kbs, secret=bytes(3 << 20))
    fails(kbs, 'of another curve', '--tee-key', make_key('p384.pem', *curve, 'ec_paramgen_curve:P-384'))
    fails(kbs, 'of another size', '--tee-key', make_key('short.pem', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'))
    fails(kbs, 'neither RSA nor', '--tee-key', make_key('ed.pem', '-algorithm', 'ed25519'))
    fails(kbs, 'missing.pem', '--tee-key', 'missing.pem')


def the_hash_is_the_one_that_the_kbs_selects(kbs):
    for name in ('sha256', 'sha384', 'sha512', 'SHA512'):
        kbs.ways = {'extra-params': {'selected-hash-algorithm': name}}
        gets(kbs)
    kbs.ways = {'extra-params': {'selected-hash-algorithm': 'md5'}}
    fails(kbs, 'none of sha256, sha384 and sha512')
    kbs.ways = {'extra-params': {}}
    gets(kbs)


def parties_and_further_data_of_the_message_are_taken_into_account(kbs):
    kbs.ways = {'header': {'apu': broker.encode(b'Alice'), 'apv': broker.encode(b'Bob')}}
    gets(kbs)
    kbs.ways = {'aad': broker.encode(b'further')}
    gets(kbs)
    kbs.ways = {'header': {'apu': '!'}}
    fails(kbs, 'no key can be agreed on')


def evidence_is_of_the_nonce(kbs):
    make = f'"{MAKE_EVIDENCE}" roots %s "$1" "$2" && echo done'
    done = get(kbs, evidence=('--evidence-command', make % 'svsm'))
    assert done.returncode == 0 and done.stdout == broker.SECRET and done.stderr == b'done\n', done
    assert kbs.service == (broker.VTPM, 0)
    done = get(kbs, '--service', 'vtpm:1', evidence=('--evidence-command', make % 'svsm'))
    assert done.returncode == 0 and kbs.service == (broker.VTPM, 1), done
    done = get(kbs, '--service', 'none', evidence=('--evidence-command', make % 'guest'))
    assert done.returncode == 0 and done.stdout == broker.SECRET, done
    for kind, service, text in (('other', 'vtpm', 'not of this nonce and manifest'), ('guest', 'vtpm', 'manifestblob: No such file'),
                                ('svsm', 'none', 'not of this nonce'), ('venice', 'vtpm', 'is of Venice'), ('bare', 'vtpm', 'Unable to send request for VCEK')):
        kbs.seen.clear()
        done = get(kbs, '--service', service, evidence=('--evidence-command', make % kind))
        assert done.returncode == 1 and text in done.stderr.decode(), done
        assert (('POST', ATTEST) in kbs.seen) == (kind == 'bare'), kbs.seen
    for command, text in (('exit 3', 'status 3'), ('kill -9 $$', 'signal 9'), ('true', 'outblob: No such file'), ('echo x >"$2/outblob"', 'outblob: '),
                          ('head -c 100000 /dev/zero >"$2/outblob"', 'outblob: File too large')):
        fails(kbs, text, evidence=('--evidence-command', command))
    fails(kbs, 'no configfs-tsm', evidence=('--tsm', os.path.abspath('none')))
    assert not [name for name in os.listdir('/tmp') if name.startswith('cashew-kbs-')], 'directories are left'


def files_are_for_oneself_alone(kbs):
    gets(kbs, '--out', 'secret', '--token', 'token', secret=b'')
    for name in ('secret', 'token'):
        assert stat.S_IMODE(os.stat(name).st_mode) == 0o600, name
    with open('secret', 'rb') as file:
        assert file.read() == broker.SECRET
    with open('token', encoding='ascii') as file:
        claims = json.loads(broker.decode(file.read().split('.')[1]))
    assert claims['tee-pubkey']['kty'] == 'EC'
    done = run('--url', kbs.url, '--allow-http', '--sample', '--token', 'only')
    assert done.returncode == 0 and os.path.getsize('only') > 100, done
    gets(kbs, '--out', '/dev/stdout')
    gets(kbs, '--out', '/dev/null', secret=b'')
    assert stat.S_ISCHR(os.stat('/dev/null').st_mode)
    assert 'nowhere/secret: No such' in fails(kbs, 'nowhere', '--out', 'nowhere/secret')


def what_a_kbs_refuses_is_said(kbs):
    fails(kbs, 'HTTP status 403 (a policy forbids it): PolicyDeny: Access denied by policy', resource='default/key/forbidden')
    fails(kbs, 'HTTP status 404 (there is no such thing): PluginInternalError: resource not found', resource='default/key/2')
    kbs.ways = {ATTEST: (401, b'{"type":"x/y/AttestationError","detail":"Report Data Mismatch\\n\\u001b[2J\\u00e9"}')}
    assert fails(kbs, '/kbs/v0/attest: HTTP status 401 (not attested): AttestationError: Report Data Mismatch??[2J??').count('?') == 4
    kbs.ways = {AUTH: (401, json.dumps({'type': 'x', 'detail': 'd' * 10000}).encode())}
    assert len(fails(kbs, 'ddd')) < 1000
    kbs.ways = {AUTH: (500, b'<html>\x1b[31m')}
    fails(kbs, 'HTTP status 500: <html>?[31m')
    kbs.ways = {AUTH: (503, b'')}
    fails(kbs, '/kbs/v0/auth: HTTP status 503\n')


CHALLENGES = [
    (b'', 'nothing'), (b' \n', 'nothing'), (b'[]', 'JSON that is no object'), (b'"nonce"', 'JSON that is no object'), (b'{"nonce":', 'ends too early'),
    (b'{"nonce":"x"} x', 'no JSON: at byte'), (b'{"nonce":"x"}{}', 'no JSON: at byte'), (b'{nonce:"x"}', 'no JSON: at byte'), (b'{"nonce":\'x\'}', 'no JSON'),
    (b'{"nonce":"\xff"}', 'no JSON'), (b'{"a":' * 40, 'no JSON'), (b'\0', 'no JSON'), (b'{"nonce":1}', 'without a nonce'), (b'{}', 'without a nonce'),
    (b'{"nonce":null}', 'without a nonce'), (b'{"nonce":"a\\u0000b"}', 'without a nonce'), (b'{"nonce":""}', 'of another length'),
    (json.dumps({'nonce': 'n' * 513}).encode(), 'of another length'), (b'{"nonce":"a\\"b"}', 'not plain ASCII'), (b'{"nonce":"a\\\\b"}', 'not plain ASCII'),
    (b'{"nonce":"a b"}', 'not plain ASCII'), (b'{"nonce":"\\u00e9"}', 'not plain ASCII'), (b'{"nonce":"a\\nb"}', 'not plain ASCII'),
    (b'{"nonce":"x","extra-params":{"selected-hash-algorithm":384}}', 'none of sha256'),
]


class Reader:
    """Answers as the command reads them, many by one process."""

    def __init__(self, key):
        self.process = subprocess.Popen([READ_ANSWERS, key], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def says(self, kind, answer, text):
        self.process.stdin.write(f'{kind} {answer.hex()}\n'.encode())
        self.process.stdin.flush()
        said = self.process.stdout.readline().decode()
        assert text in said, (kind, answer, text, said)

    def end(self):
        self.process.stdin.close()
        assert self.process.wait() == 0


def challenges_that_are_none_are_refused(kbs):
    reader = Reader('p256.pem')
    for answer, text in CHALLENGES:
        reader.says('challenge', answer, text)
    for nonce in ('n', 'n' * 512, 'A1-_./+='):
        reader.says('challenge', json.dumps({'nonce': nonce, 'extra-params': ''}).encode(), f'good {nonce}\n')
    reader.end()
    for answer, text in ((b'{}', '/kbs/v0/auth: the answer: a challenge without a nonce'), (b' ' * 70000, 'more than 65536 bytes')):
        kbs.seen.clear()
        kbs.ways = {AUTH: (200, answer)}
        fails(kbs, text)
        assert kbs.seen == [('POST', AUTH)], kbs.seen


def sessions_are_needed(kbs):
    for cookies in ([], ['other=1'], ['kbs-session-id=']):
        kbs.ways = {'cookies': cookies}
        fails(kbs, 'no cookie kbs-session-id')
    kbs.ways = {'cookies': ['kbs-session-id=1; Expires=Thu, 01 Jan 2015 00:00:00 GMT']}
    fails(kbs, 'no cookie kbs-session-id')
    kbs.ways = {'cookies': ['kbs-session-id=1; Domain=example.org']}
    fails(kbs, 'no cookie kbs-session-id')
    kbs.ways = {'cookies': ['kbs-session-id=unknown']}
    fails(kbs, '/kbs/v0/attest: HTTP status 401 (not attested): AttestationError: No cookie found')
    kbs.ways = {AUTH: lambda: (200, b'{"nonce":"x","extra-params":""}')}
    fails(kbs, 'no cookie kbs-session-id')
    kbs.ways = {}

    def expire():
        for session in kbs.sessions.values():
            session['expired'] = True
        del kbs.ways[KEY]
        return 401, b'{"type":"errors/TokenNotFound","detail":"Attestation Token not found"}'
    kbs.ways = {KEY: expire}
    fails(kbs, 'TokenNotFound: Attestation Token not found')


TOKENS = [
    (b'{}', 'without a token'), (b'{"token":7}', 'without a token'), (b'{"token":""}', 'no JWS'), (b'{"token":"a.b"}', 'no JWS'), (b'{"token":"a.b.c.d"}', 'no JWS'),
    (b'{"token":"a..c"}', 'no JWS'), (b'{"token":"a.b.c\\r\\nX: y"}', 'no JWS'), (b'token', 'no JSON'), (b'{"token":"e30.e30.AA"}', 'good e30.e30.AA\n'),
]


def tokens_that_are_none_are_refused(kbs):
    reader = Reader('p256.pem')
    for answer, text in TOKENS:
        reader.says('token', answer, text)
    reader.end()
    for answer, text in ((b'{}', '/kbs/v0/attest: the answer: an answer without a token'), (bytes(3 << 20), 'more than 2097152 bytes')):
        kbs.ways = {ATTEST: (200, answer)}
        fails(kbs, text)


def other(text):
    """Another text of the same length and alphabet."""
    return ('B' if text[0] == 'A' else 'A') + text[1:]


JWES = [
    ({'header': {'alg': 'RSA1_5'}}, 'its alg is RSA1_5; expected ECDH-ES+A256KW'), ({'header': {'alg': 'dir'}}, 'its alg is dir'),
    ({'header': {'alg': 7}}, 'its alg is not there'), ({'header': {'alg': 'x\x1b'}}, 'its alg is something else'), ({'header': {'enc': 40 * 'x' + 40 * '\x1b'}}, 'its enc is something else'),
    ({'header': {'enc': 'A128CBC-HS256'}}, 'its enc is'),
    ({'header': {'zip': 'DEF'}}, 'compressed'), ({'header': {'crit': ['b64']}}, 'crit'), ({'header': {'epk': 'x'}}, 'no point'), ({'header': {'epk': {}}}, 'no point'),
    ({'header': {'epk': {'kty': 'EC', 'crv': 'P-521', 'x': 'AA', 'y': 'AA'}}}, 'no point'),
    ({'header': {'epk': {'kty': 'EC', 'crv': 'P-256', 'x': broker.encode(bytes(32)), 'y': broker.encode(bytes(32))}}}, 'no point'),
    ({'header': {'epk': {'kty': 'EC', 'crv': 'P-256', 'x': broker.encode(bytes(31)), 'y': broker.encode(bytes(32))}}}, 'no point'),
    ({'header': {'apu': broker.encode(bytes(65))}}, 'no key can be agreed on'),
    ({'spoil': {'tag': other}}, 'its tag is wrong'), ({'spoil': {'ciphertext': other}}, 'its tag is wrong'), ({'spoil': {'iv': other}}, 'its tag is wrong'),
    ({'spoil': {'tag': lambda text: broker.encode(broker.decode(text)[:12])}}, 'not 16 bytes'), ({'spoil': {'tag': lambda _: ''}}, 'not 16 bytes'),
    ({'spoil': {'iv': lambda _: broker.encode(bytes(16))}}, 'not 12 bytes'), ({'spoil': {'tag': lambda text: text + '=='}}, 'its tag is no base64'),
    ({'spoil': {'encrypted_key': other}}, 'not wrapped for this key'), ({'spoil': {'encrypted_key': lambda _: ''}}, '40 bytes'),
    ({'spoil': {'encrypted_key': lambda _: None}}, 'its encrypted_key is not there'), ({'spoil': {'protected': lambda _: None}}, 'protected header is not there'),
    ({'spoil': {'protected': lambda _: '!'}}, 'protected header is no base64'), ({'spoil': {'protected': lambda _: broker.encode(b'[]')}}, 'protected header is JSON that is no object'),
    # The same header once more, with a space: what it says is right, and it is not what was covered.
    ({'spoil': {'protected': lambda text: broker.encode(broker.decode(text) + b' ')}}, 'its tag is wrong'),
    ({'aad': 'further', 'spoil': {'aad': lambda _: 'other'}}, 'its tag is wrong'), ({'aad': 'further', 'spoil': {'aad': lambda _: ''}}, 'its tag is wrong'),
]
# What a resource was, and is not handed on.
PLAIN = [(b'the secret itself', 'it is no JSON'), (b'', 'it is nothing'), (b'{}', 'protected header is not there')]


def read_key(name):
    """The public half, and its JWK."""
    with open(name, 'rb') as file:
        key = serialization.load_pem_private_key(file.read(), None).public_key()
    numbers = key.public_numbers()
    if name.startswith('rsa'):
        return key, {'kty': 'RSA', 'alg': 'RSA-OAEP-256'}
    return key, {'kty': 'EC', 'crv': 'P-256', 'alg': 'ECDH-ES+A256KW', 'x': broker.encode(numbers.x.to_bytes(32, 'big'))}


def resources_that_are_not_whole_are_not_handed_on(kbs):
    reader = Reader('p256.pem')
    key = read_key('p256.pem')
    for ways, text in [({'content': b'whole'}, 'good whole\n'), *JWES]:
        kbs.ways = ways
        reader.says('resource', json.dumps(kbs.encrypt(*key)).encode(), text)
    for answer, text in PLAIN:
        reader.says('resource', answer, text)
    reader.end()
    reader = Reader('rsa.pem')
    key = read_key('rsa.pem')
    for ways, text in (({'content': b'whole'}, 'good whole\n'), ({'header': {'alg': 'RSA-OAEP'}}, 'its alg is RSA-OAEP; expected RSA-OAEP-256'),
                       ({'spoil': {'encrypted_key': other}}, 'not wrapped for this key'), ({'spoil': {'encrypted_key': lambda _: ''}}, 'not wrapped for this key')):
        kbs.ways = ways
        reader.says('resource', json.dumps(kbs.encrypt(*key)).encode(), text)
    reader.end()
    kbs.ways = {KEY: (200, bytes(33 << 20))}
    fails(kbs, 'more than 33554432 bytes')
    kbs.ways['unannounced'] = True
    fails(kbs, 'more than 33554432 bytes')
    kbs.ways = {'unannounced': True}
    gets(kbs)
    with open('old', 'wb') as file:
        file.write(b'as it was')
    kbs.ways = {'spoil': {'tag': other}}
    fails(kbs, f'{KEY}: the resource cannot be decrypted: its tag is wrong', '--out', 'old')
    with open('old', 'rb') as file:
        assert file.read() == b'as it was'


def nobody_else_is_asked(kbs):
    for status in (301, 302, 307, 308):
        kbs.ways = {AUTH: (status, b'')}
        kbs.seen.clear()
        fails(kbs, f'HTTP status {status} (a redirection, which is not followed)')
        assert kbs.seen == [('POST', AUTH)], kbs.seen
    ended = threading.Event()
    kbs.ways = {AUTH: lambda: ended.wait(30) and None}
    fails(kbs, 'imed out', '--timeout', '1')
    ended.set()
    kbs.ways = {}
    for url, text in (('kbs', 'no URL'), ('ftp://127.0.0.1', 'no URL of HTTP'), ('https://', 'no URL'), ('127.0.0.1:8080', 'no URL'), ('https://a:b@127.0.0.1', 'no user'),
                      ('https://127.0.0.1/?x=1', 'no user'), ('https://127.0.0.1/#x', 'no user'), ('file:///etc/passwd', 'no URL of HTTP'),
                      (kbs.url, 'anybody on the way could be the KBS')):
        done = run('--url', url, '--sample', '--resource', 'default/key/1')
        assert done.returncode == 1 and text in done.stderr.decode(), (url, done)
    for end in ('/', '/kbs/v0', '/kbs/v0/'):
        gets(kbs, '--url', kbs.url + end)


def the_server_is_who_the_authority_says(_):
    secure = broker.Broker(CASHEW, '.', broker.self_signed('tls.pem'))
    broker.self_signed('other.pem')
    gets(secure, '--ca', 'tls.pem')
    seen = len(secure.seen)
    fails(secure, 'certificate', '--ca', 'other.pem')
    fails(secure, 'certificate')
    fails(secure, 'none.pem', '--ca', 'none.pem')
    done = run('--url', secure.url.replace('127.0.0.1', 'localhost'), '--ca', 'tls.pem', '--sample', '--token', 'x')
    assert done.returncode == 1 and not os.path.exists('x'), done
    assert len(secure.seen) == seen, 'something was said to a server that is another'


def command_lines_that_are_wrong_are_refused(kbs):
    for name in ('default/key', 'default/key/1/2', '../key/1', 'default//1', 'default/key/1?x', 'default/key/', 'a b/key/1', 'kbs://host/a/b/c', '', 'd/k/' + 'x' * 600):
        fails(kbs, 'REPOSITORY/TYPE/TAG', resource=name, status=2)
    assert not kbs.seen
    for arguments in (['--url', kbs.url], ['--resource', 'a/b/c'], ['--url', kbs.url, '--token', 'x', '--out', 'y'],
                      ['--url', kbs.url, '--token', 'x', '--sample', '--service', 'none'], ['--url', kbs.url, '--token', 'x', '--timeout', '0'],
                      ['--url', kbs.url, '--token', 'x', '--service', 'tpm'], ['--url', kbs.url, '--token', 'x', '--tsm', 'a', '--evidence-command', 'b']):
        done = run(*arguments)
        assert done.returncode == 2 and not done.stdout, done


TESTS = [a_resource_is_decrypted_with_each_kind_of_key, the_hash_is_the_one_that_the_kbs_selects,
         parties_and_further_data_of_the_message_are_taken_into_account, evidence_is_of_the_nonce, files_are_for_oneself_alone,
         what_a_kbs_refuses_is_said, challenges_that_are_none_are_refused, sessions_are_needed, tokens_that_are_none_are_refused,
         resources_that_are_not_whole_are_not_handed_on, nobody_else_is_asked, the_server_is_who_the_authority_says,
         command_lines_that_are_wrong_are_refused]

with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    for name in ('http_proxy', 'https_proxy', 'all_proxy', 'HTTPS_PROXY', 'ALL_PROXY'):
        os.environ.pop(name, None)
    for test in TESTS:
        kbs = broker.Broker(CASHEW, '.')
        try:
            test(kbs)
        except AssertionError:
            print('FAILED', test.__name__, file=sys.stderr)
            raise
        print('ok', test.__name__)

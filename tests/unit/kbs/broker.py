"""broker.py - a key broker service for tests: Trustee's protocol 0.4.0, strictly, and on demand as no KBS should be.

What it takes is what the protocol's document and the reference client send, to the byte where bytes are hashed. A report is put together
again from the numbers that virtee/sev's structure has, in both of its forms, and verified by `cashew attest verify`.
"""
import base64
import hashlib
import http.server
import json
import os
import secrets
import ssl
import struct
import subprocess
import threading

from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

ERRORS = 'https://github.com/confidential-containers/kbs/errors/'
CURVES = {'P-256': (ec.SECP256R1(), 32), 'P-521': (ec.SECP521R1(), 66)}
SECRET = bytes(range(256)) + b'a secret\n'
VTPM = 'c476f1eb-0123-45a5-9641-b4e7dde5bfe3'


class Refused(Exception):
    """(status, name, detail)"""


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def decode(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def integer(text):
    return int.from_bytes(decode(text), 'big')


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':')).encode()


def check(condition, detail, status=401, name='AttestationError'):
    if not condition:
        raise Refused(status, name, detail)


def public_key(jwk):
    """The key, and what wraps a content key for it."""
    if jwk.get('kty') == 'EC':
        check(set(jwk) == {'kty', 'crv', 'alg', 'x', 'y'} and jwk['alg'] == 'ECDH-ES+A256KW', 'members of the JWK')
        curve, size = CURVES[jwk['crv']]
        check(len(decode(jwk['x'])) == len(decode(jwk['y'])) == size, 'coordinates')
        return ec.EllipticCurvePublicNumbers(integer(jwk['x']), integer(jwk['y']), curve).public_key()
    check(set(jwk) == {'kty', 'alg', 'n', 'e'} and jwk['kty'] == 'RSA' and jwk['alg'] == 'RSA-OAEP-256', 'members of the JWK')
    return rsa.RSAPublicNumbers(integer(jwk['e']), integer(jwk['n'])).public_key()


def tcb(value, turin):
    return bytes([value['fmc'], value['bootloader'], value['tee'], value['snp'], 0, 0, 0, value['microcode']]) if turin else bytes(
        [value['bootloader'], value['tee'], 0, 0, 0, 0, value['snp'], value['microcode']])


def report_of_sev_8(r):
    """The bytes of what sev 5 to 8 call an AttestationReport."""
    turin = r['cpuid_fam_id'] == 0x1a
    version = lambda v: bytes([v['build'], v['minor'], v['major'], 0])
    out = struct.pack('<IIQ', r['version'], r['guest_svn'], r['policy']) + bytes(r['family_id'] + r['image_id'])
    out += struct.pack('<II', r['vmpl'], r['sig_algo']) + tcb(r['current_tcb'], turin) + struct.pack('<QII', r['plat_info'], r['key_info'], 0)
    for name in ('report_data', 'measurement', 'host_data', 'id_key_digest', 'author_key_digest', 'report_id', 'report_id_ma'):
        out += bytes(r[name])
    out += tcb(r['reported_tcb'], turin) + bytes([r['cpuid_fam_id'] or 0, r['cpuid_mod_id'] or 0, r['cpuid_step'] or 0]) + bytes(21)
    out += bytes(r['chip_id']) + tcb(r['committed_tcb'], turin) + version(r['current']) + version(r['committed']) + tcb(r['launch_tcb'], turin)
    out += struct.pack('<QQ', r['launch_mit_vector'] or 0, r['current_mit_vector'] or 0) + bytes(152)
    return out + bytes(r['signature']['r'] + r['signature']['s']) + bytes(368)


def report_of_sev_4(r):
    """The same of sev 4, member by member."""
    out = b''
    plain = lambda value: bytes([value['bootloader'], value['tee'], *value['_reserved'], value['snp'], value['microcode']])
    for name, kind in (('version', 'I'), ('guest_svn', 'I'), ('policy', 'Q'), ('family_id', 16), ('image_id', 16), ('vmpl', 'I'),
                       ('sig_algo', 'I'), ('current_tcb', plain), ('plat_info', 'Q'), ('_author_key_en', 'I'), ('_reserved_0', 'I'),
                       ('report_data', 64), ('measurement', 48), ('host_data', 32), ('id_key_digest', 48), ('author_key_digest', 48),
                       ('report_id', 32), ('report_id_ma', 32), ('reported_tcb', plain), ('_reserved_1', 24), ('chip_id', 64),
                       ('committed_tcb', plain), ('current_build', 'B'), ('current_minor', 'B'), ('current_major', 'B'), ('_reserved_2', 'B'),
                       ('committed_build', 'B'), ('committed_minor', 'B'), ('committed_major', 'B'), ('_reserved_3', 'B'),
                       ('launch_tcb', plain), ('_reserved_4', 168)):
        if isinstance(kind, str):
            out += struct.pack('<' + kind, r[name])
        elif isinstance(kind, int):
            check(len(r[name]) == kind, name)
            out += bytes(r[name])
        else:
            out += kind(r[name])
    return out + bytes(r['signature']['r'] + r['signature']['s'] + r['signature']['_reserved'])


class Broker:
    """@ways are what it does wrong: a name, and how."""

    def __init__(self, cashew, directory, certificate=None):
        self.cashew = cashew
        self.directory = directory
        self.ways = {}
        self.sessions = {}
        self.seen = []  # (method, path) of each request
        self.service = None
        self.signer = ec.generate_private_key(ec.SECP256R1())
        broker = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_):
                pass

            def do_GET(self):
                broker.serve(self, b'')

            def do_POST(self):
                broker.serve(self, self.rfile.read(int(self.headers['Content-Length'])))

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # clients that go away are what tests are about

        self.server = Server(('127.0.0.1', 0), Handler)
        self.scheme = 'http'
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.scheme = 'https'
        self.url = f'{self.scheme}://127.0.0.1:{self.server.server_address[1]}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, handler, body):
        self.seen.append((handler.command, handler.path))
        way = self.ways.get(handler.path)
        cookies = []
        if way:
            answer = way() if callable(way) else way
            if answer is None:
                return
            status, data = answer
        else:
            try:
                status, data = 200, self.answer(handler, body, cookies)
            except Refused as refused:
                status, name, detail = refused.args
                data = json.dumps({'type': ERRORS + name, 'detail': detail}).encode()
            except (KeyError, ValueError, TypeError) as error:
                status, data = 401, json.dumps({'type': ERRORS + 'SerdeError', 'detail': repr(error)}).encode()
        handler.send_response(status)
        for cookie in cookies if 'cookies' not in self.ways else self.ways['cookies']:
            handler.send_header('Set-Cookie', cookie)
        if 300 <= status < 400:
            handler.send_header('Location', f'{self.url}/elsewhere')
        handler.send_header('Content-Type', 'application/json')
        if 'unannounced' in self.ways:
            handler.close_connection = True
        else:
            handler.send_header('Content-Length', str(len(data)))
        handler.end_headers()
        try:
            handler.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def session(self, handler):
        cookies = dict(item.strip().split('=', 1) for item in (handler.headers['Cookie'] or '').split(';') if '=' in item)
        check('kbs-session-id' in cookies, 'cookie not found')
        check(cookies['kbs-session-id'] in self.sessions, 'No cookie found')
        session = self.sessions[cookies['kbs-session-id']]
        check(not session.get('expired'), 'session expired.')
        return session

    def answer(self, handler, body, cookies):
        what = (handler.command, handler.path)
        if what == ('POST', '/kbs/v0/auth'):
            return self.auth(handler, json.loads(body), cookies)
        if what == ('POST', '/kbs/v0/attest'):
            return self.attest(self.session(handler), json.loads(body))
        check(handler.command == 'GET' and handler.path.startswith('/kbs/v0/resource/'), 'no such path', 404, 'PluginNotFound')
        session = self.session(handler)
        check('key' in session, 'Attestation Token not found', 401, 'TokenNotFound')
        check(not handler.path.endswith('/forbidden'), 'Access denied by policy', 403, 'PolicyDeny')
        check(handler.path == '/kbs/v0/resource/default/key/1', 'resource not found', 404, 'PluginInternalError')
        return json.dumps(self.encrypt(session['key'], session['jwk'])).encode()

    def auth(self, handler, request, cookies):
        check(handler.headers['Content-Type'] == 'application/json', 'content type')
        check('Cookie' not in handler.headers, 'a cookie before there was a session')
        check(set(request) == {'version', 'tee', 'extra-params'}, 'members of Request')
        check(request['version'] == '0.4.0', f'KBS Client Protocol Version Mismatch: expect =0.4.0 while the request is {request["version"]}')
        check(request['tee'] in ('snp', 'sample'), 'TEE')
        check(request['extra-params'] == {'supported-hash-algorithms': ['sha256', 'sha384', 'sha512']}, 'extra-params')
        name = secrets.token_hex(16)
        nonce = self.ways.get('nonce', base64.b64encode(secrets.token_bytes(32)).decode())
        self.sessions[name] = {'nonce': nonce, 'tee': request['tee']}
        cookies.append(f'kbs-session-id={name}; Expires=Fri, 31 Dec 2100 23:59:59 GMT')
        return json.dumps({'nonce': nonce, 'extra-params': self.ways.get('extra-params', '')}).encode() + b'\n'

    def attest(self, session, attestation):
        check(set(attestation) == {'runtime-data', 'tee-evidence'}, 'members of Attestation')
        runtime, evidence = attestation['runtime-data'], attestation['tee-evidence']
        check(set(runtime) == {'nonce', 'tee-pubkey'}, 'members of the runtime data')
        check(set(evidence) == {'primary_evidence', 'additional_evidence'}, 'members of the evidence')
        check(evidence['additional_evidence'] == '', 'additional evidence')
        check(session['nonce'] and runtime['nonce'] == session['nonce'], 'nonce')
        session['nonce'] = None  # once
        key = public_key(runtime['tee-pubkey'])
        bound = canonical({'additional-evidence': '', **runtime})
        digest = hashlib.new((self.ways.get('extra-params') or {}).get('selected-hash-algorithm', 'sha384'), bound).digest()
        check_evidence = self.check_snp if session['tee'] == 'snp' else self.check_sample
        check_evidence(evidence['primary_evidence'], digest)
        session['key'], session['jwk'] = key, runtime['tee-pubkey']
        return json.dumps({'token': self.token(runtime['tee-pubkey'])}).encode()

    def token(self, jwk):
        text = encode(b'{"alg":"ES256","typ":"JWT"}') + '.' + encode(canonical({'tee-pubkey': jwk, 'exp': 4133980799}))
        numbers = utils.decode_dss_signature(self.signer.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return text + '.' + encode(b''.join(number.to_bytes(32, 'big') for number in numbers))

    def check_sample(self, evidence, digest):
        check(evidence == {'svn': '1', 'report_data': base64.b64encode(digest).decode()}, 'REPORT_DATA is different from that in Sample Quote')

    def check_snp(self, evidence, digest):
        """Of an SVSM if there is a manifest, which is what the reference's verifier does not know yet."""
        manifest = evidence.get('svsm_manifest')
        expected = {'attestation_report', 'cert_chain'}
        if manifest is not None:
            expected |= {'svsm_manifest', 'svsm_service_guid', 'svsm_manifest_version'}
            self.service = (evidence['svsm_service_guid'], evidence['svsm_manifest_version'])
        check(set(evidence) == expected, 'members of the SNP evidence')
        report = report_of_sev_8(evidence['attestation_report'])
        check(report == report_of_sev_4(evidence['attestation_report']), 'both forms of the report are the same')
        self.write('report', report)
        nonce = digest.ljust(64, b'\0')
        arguments = ['--report', 'report', '--roots', 'roots', '--measurement', '3e' * 48]
        if manifest is None:
            arguments += ['--report-data', nonce.hex()]
        else:
            data = base64.b64decode(manifest, validate=True)
            bound = hashlib.sha512(nonce + data).digest()
            arguments += ['--report-data', bound.hex()]
            check(data == b'manifest', 'the manifest')
        check(evidence['cert_chain'], 'Unable to send request for VCEK')
        for entry in evidence['cert_chain']:
            name = entry['cert_type'] + '.der'
            self.write(name, bytes(entry['data']))
            if entry['cert_type'] != 'ARK':
                arguments += ['--certificates', name]
        done = subprocess.run([self.cashew, 'attest', 'verify', '--json', *arguments], capture_output=True, cwd=self.directory, check=False)
        check(done.returncode == 0, f'Verifier evaluate failed: {done.stdout.decode()}{done.stderr.decode()}')

    def write(self, name, data):
        with open(os.path.join(self.directory, name), 'wb') as file:
            file.write(data)

    def encrypt(self, key, jwk):
        """A flattened JWE; each member may be spoilt by a way of its name."""
        content_key, iv = secrets.token_bytes(32), secrets.token_bytes(12)
        header = {'alg': jwk['alg'], 'enc': 'A256GCM', **self.ways.get('header', {})}
        if jwk['kty'] == 'EC':
            curve, size = CURVES[jwk['crv']]
            own = ec.generate_private_key(curve)
            numbers = own.public_key().public_numbers()
            parties = [decode(header.get(name, '')) for name in ('apu', 'apv')]
            info = b''.join(struct.pack('>I', len(part)) + part for part in (jwk['alg'].encode(), *parties)) + struct.pack('>I', 256)
            wrapping = ConcatKDFHash(hashes.SHA256(), 32, info).derive(own.exchange(ec.ECDH(), key))
            wrapped = keywrap.aes_key_wrap(wrapping, content_key)
            header.setdefault('epk', {'kty': 'EC', 'crv': jwk['crv'], 'x': encode(numbers.x.to_bytes(size, 'big')),
                                      'y': encode(numbers.y.to_bytes(size, 'big'))})
        else:
            wrapped = key.encrypt(content_key, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
        protected = encode(json.dumps(header).encode())
        aad = self.ways.get('aad')
        covered = protected if aad is None else f'{protected}.{aad}'
        sealed = AESGCM(content_key).encrypt(iv, self.ways.get('content', SECRET), covered.encode())
        message = {'protected': protected, 'encrypted_key': encode(wrapped), 'iv': encode(iv), 'ciphertext': encode(sealed[:-16]),
                   'tag': encode(sealed[-16:])}
        if aad is not None:
            message['aad'] = aad
        spoil = self.ways.get('spoil', {})
        return {name: spoil[name](value) if name in spoil else value for name, value in message.items()}


def self_signed(path):
    """A certificate for 127.0.0.1 and its key, in one file; it is its own authority."""
    import datetime
    import ipaddress
    from cryptography import x509

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'broker')])
    start = datetime.datetime(2020, 1, 1)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
                   .not_valid_before(start).not_valid_after(datetime.datetime(2100, 1, 1))
                   .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address('127.0.0.1'))]), False)
                   .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
    with open(path, 'wb') as file:
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    return path

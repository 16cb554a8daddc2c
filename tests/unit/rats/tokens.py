"""tokens.py - JWTs, COSE, DSSE and CBOR as the tests have them: written and read here, signed and verified by openssl(1)."""
import base64
import re
import subprocess


class Tag:
    def __init__(self, number, value):
        self.number, self.value = number, value

    def __eq__(self, other):
        return isinstance(other, Tag) and (self.number, self.value) == (other.number, other.value)


def cbor(item):
    """Deterministic (RFC 8949, section 4.2)."""
    def head(major, value):
        for low, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
            if value < 24:
                return bytes([major << 5 | value])
            if value < 1 << 8 * size:
                return bytes([major << 5 | low]) + value.to_bytes(size, 'big')
        raise ValueError(value)
    if isinstance(item, Tag):
        return head(6, item.number) + cbor(item.value)
    if item is None:
        return b'\xf6'
    if isinstance(item, int):
        return head(0, item) if item >= 0 else head(1, -1 - item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return head(4, len(item)) + b''.join(map(cbor, item))
    return head(5, len(item)) + b''.join(sorted(cbor(key) + cbor(value) for key, value in item.items()))


def read(data, at=0):
    """One item, of the deterministic form only, and where the next begins."""
    major, low = data[at] >> 5, data[at] & 0x1f
    at += 1
    value = low
    if low >= 24:
        assert low <= 27, 'indefinite length'
        size = 1 << (low - 24)
        value = int.from_bytes(data[at:at + size], 'big')
        assert value >= (24, 1 << 8, 1 << 16, 1 << 32)[low - 24], 'a number is longer than it needs'
        at += size
    if major in (0, 1):
        return (value if major == 0 else -1 - value), at
    if major in (2, 3):
        piece = data[at:at + value]
        assert len(piece) == value, 'cut'
        return (bytes(piece) if major == 2 else piece.decode()), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = read(data, at)
            items.append(item)
        return items, at
    if major == 5:
        pairs, last = {}, b''
        for _ in range(value):
            begin = at
            key, at = read(data, at)
            assert data[begin:at] > last, ('keys are out of order', key)
            last = data[begin:at]
            pairs[key], at = read(data, at)
        return pairs, at
    assert major == 6, 'major type %d' % major
    item, at = read(data, at)
    return Tag(value, item), at


def whole(data):
    item, end = read(data)
    assert end == len(data), 'bytes behind the item'
    return item


def unbase64(text):
    assert re.fullmatch('[A-Za-z0-9_-]*', text), text
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


CURVES = {'P-256': ('ES256', -7, 'sha256', 32), 'P-384': ('ES384', -35, 'sha384', 48), 'P-521': ('ES512', -36, 'sha512', 66)}


def make_key(name, curve):
    kind = ['ED25519'] if curve == 'Ed25519' else ['EC', '-pkeyopt', 'ec_paramgen_curve:' + curve]
    subprocess.run(['openssl', 'genpkey', '-algorithm', *kind, '-out', name], check=True, capture_output=True)
    subprocess.run(['openssl', 'pkey', '-in', name, '-pubout', '-out', name + '.pub'], check=True, capture_output=True)


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data)
    return name


def der_integer(number):
    size = number.bit_length() // 8 + 1
    return b'\x02' + bytes([size]) + number.to_bytes(size, 'big')


def to_der(fixed):
    half = len(fixed) // 2
    body = b''.join(der_integer(int.from_bytes(part, 'big')) for part in (fixed[:half], fixed[half:]))
    return b'\x30' + (bytes([len(body)]) if len(body) < 128 else b'\x81' + bytes([len(body)])) + body


def to_fixed(der, half):
    at, out = 3 if der[1] & 0x80 else 2, b''
    for _ in range(2):
        size = der[at + 1]
        out += int.from_bytes(der[at + 2:at + 2 + size], 'big').to_bytes(half, 'big')
        at += 2 + size
    return out


def verifies(key, curve, data, signature, fixed=True):
    """Whether openssl(1) says that KEY.pub has signed."""
    write('signed.bin', data)
    if curve == 'Ed25519':
        command = ['pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', key + '.pub', '-in', 'signed.bin', '-sigfile',
                   write('signature.bin', signature)]
    else:
        hash_name, half = CURVES[curve][2:]
        assert not fixed or len(signature) == 2 * half
        command = ['dgst', '-' + hash_name, '-verify', key + '.pub', '-signature',
                   write('signature.bin', to_der(signature) if fixed else signature), 'signed.bin']
    return subprocess.run(['openssl', *command], capture_output=True, check=False).returncode == 0


def sign(key, curve, data, fixed=True):
    write('signed.bin', data)
    if curve == 'Ed25519':
        command = ['pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', 'signed.bin']
        return subprocess.run(['openssl', *command], capture_output=True, check=True).stdout
    der = subprocess.run(['openssl', 'dgst', '-' + CURVES[curve][2], '-sign', key, 'signed.bin'], capture_output=True, check=True).stdout
    return to_fixed(der, CURVES[curve][3]) if fixed else der


def cose_sign1(key, curve, protected, payload):
    header = cbor({1: -8 if curve == 'Ed25519' else CURVES[curve][1], **protected})
    signature = sign(key, curve, cbor(['Signature1', header, b'', payload]))
    return cbor(Tag(18, [header, {}, payload, signature]))


def open_cose(data, key, curve):
    """The protected header and the payload, which KEY has signed."""
    message = whole(data)
    assert isinstance(message, Tag) and message.number == 18
    header, unprotected, payload, signature = message.value
    assert unprotected == {}
    assert verifies(key, curve, cbor(['Signature1', header, b'', payload]), signature)
    assert not verifies(key, curve, cbor(['Signature1', header, b'', payload + b'\0']), signature)
    header = whole(header)
    assert header[1] == (-8 if curve == 'Ed25519' else CURVES[curve][1])
    return header, payload


def pre_authentication(kind, payload):
    return b'DSSEv1 %d %s %d %s' % (len(kind), kind.encode(), len(payload), payload)

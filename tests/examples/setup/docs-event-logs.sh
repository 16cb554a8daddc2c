# tests/examples/setup/docs-event-logs.sh - the event log of a short boot, and IMA's list of a short life.
python3 - >binary_bios_measurements <<'END'
import hashlib
import struct
import sys


def event(pcr, kind, data, measured=None):
    digest = hashlib.sha256(data if measured is None else measured).digest()
    return struct.pack('<IIIH', pcr, kind, 1, 0x0b) + digest + struct.pack('<I', len(data)) + data


name = 'SecureBoot'.encode('utf-16-le')
spec = b'Spec ID Event03\0' + struct.pack('<IBBBBIHHB', 0, 0, 2, 0, 2, 1, 0x0b, 32, 0)
log = struct.pack('<II20sI', 0, 3, b'', len(spec)) + spec
log += event(0, 3, b'StartupLocality\0\3', b'')
log += event(7, 0x80000001, bytes(16) + struct.pack('<QQ', len(name) // 2, 1) + name + b'\1')
log += event(7, 4, bytes(4))
log += event(4, 0x80000003, struct.pack('<QQQQ', 0x1000, 4096, 0, 0), b'the boot loader')
log += event(8, 0xd, b'kernel_cmdline: /vmlinuz ro\0', b'/vmlinuz ro')
sys.stdout.buffer.write(log)
END
python3 - >ascii_runtime_measurements <<'END'
import hashlib
import struct


def entry(template, content, path, buffer=None):
    digest = hashlib.sha256(content).digest()
    fields = [b'sha256:\0' + digest, path.encode() + b'\0'] + ([buffer] if buffer else [])
    data = b''.join(struct.pack('<I', len(field)) + field for field in fields)
    text = f'10 {hashlib.sha1(data).hexdigest()} {template} sha256:{digest.hex()} {path}'
    print(text + (' ' + buffer.hex() if buffer else ''))


entry('ima-ng', b'PCRs', 'boot_aggregate')
entry('ima-ng', b'init', '/init')
entry('ima-buf', b'root=/dev/vda1 ro', 'kexec-cmdline', b'root=/dev/vda1 ro')
END

#!/usr/bin/env python3
"""wrong-c-bit.py KERNEL_ELF BASE position|contents - a C-bit of the wrong position, by QEMU's gdb server on port 1234.

position: once the start code knows the C-bit (EBX is the upper half of its mask), EBX gets another bit. No memory is there.
contents: before it compares what it reads with EDX, EDX gets another value: as if there were memory of the host's.
"""
import socket
import subprocess
import sys
import time

PLACES = {'position': ('c_bit_known', 1), 'contents': ('c_bit_check', 3)}  # label, register as gdb numbers them
KERNEL_VIRTUAL = 0xFFFFFFFF80000000


def connect():
    for _ in range(300):
        try:
            return socket.create_connection(('127.0.0.1', 1234))
        except OSError:
            time.sleep(0.1)
    sys.exit('nobody listens on port 1234')


class Debugger:
    def __init__(self):
        self.socket = connect()
        self.rest = b''
        self.ask('qSupported:xmlRegisters=i386')
        self.ask('qXfer:features:read:target.xml:0,ffb')

    def send(self, request):
        body = request.encode()
        self.socket.sendall(b'$%s#%02x' % (body, sum(body) & 0xff))

    def ask(self, request):
        self.send(request)
        while True:
            start = self.rest.find(b'$')
            end = self.rest.find(b'#', start)
            if 0 <= start < end <= len(self.rest) - 3:
                answer, self.rest = self.rest[start + 1:end], self.rest[end + 3:]
                self.socket.sendall(b'+')
                return answer.decode('latin-1')
            data = self.socket.recv(65536)
            if not data:
                sys.exit('QEMU ended')
            self.rest += data


def address_of(kernel, name):
    lines = subprocess.run(['nm', kernel], check=True, capture_output=True, text=True).stdout.splitlines()
    return next(int(line.split()[0], 16) for line in lines if line.split()[2] == name)


def main():
    kernel, base, what = sys.argv[1], int(sys.argv[2], 0), sys.argv[3]
    label, register = PLACES[what]
    place = address_of(kernel, label)
    place = place - KERNEL_VIRTUAL + base if place >= KERNEL_VIRTUAL else place + base
    debugger = Debugger()
    debugger.ask(f'Z1,{place:x},1')
    debugger.ask('c')
    debugger.ask(f'z1,{place:x},1')
    before = int.from_bytes(bytes.fromhex(debugger.ask(f'p{register:x}')), 'little')
    wrong = before >> 1 if what == 'position' else before ^ 1
    assert wrong
    assert debugger.ask(f'P{register:x}={wrong.to_bytes(8, "little").hex()}') == 'OK'
    debugger.send('c')
    print(f'{what}: {wrong:#x} instead of {before:#x}')
    while debugger.socket.recv(65536):
        pass


main()

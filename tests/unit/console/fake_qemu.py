#!/usr/bin/env python3
"""Stands in for QEMU: connects to every socket of the command line, writes it to $FAKE/arguments and copies the files that it names,
says what $FAKE/says has on the console, echoes what is typed there up to a line `end`, and ends with the status in $FAKE/status, or
not at all."""
import os
import re
import shutil
import socket
import sys
import time

FAKE = os.environ['FAKE']
with open(os.path.join(FAKE, 'arguments'), 'w', encoding='utf-8') as out:
    out.write('\n'.join(sys.argv[1:]) + '\n')
for name, path in re.findall(r'name=opt/cashew/([a-z-]+),file=(\S+)', ' '.join(sys.argv)):
    shutil.copyfile(path, os.path.join(FAKE, name))
sockets = {}
for argument in sys.argv:
    found = re.match(r'socket,id=([a-z.]+),path=(.*)', argument)
    if found:
        sockets[found[1]] = socket.socket(socket.AF_UNIX)
        sockets[found[1]].connect(found[2])
console = sockets['console']
with open(os.path.join(FAKE, 'says'), 'rb') as said:
    console.sendall(said.read())
if os.path.exists(os.path.join(FAKE, 'echo')):
    lines = console.makefile('rb')
    for line in lines:
        console.sendall(b'typed ' + line)
        if line == b'end\n':
            break
if os.path.exists(os.path.join(FAKE, 'status')):
    with open(os.path.join(FAKE, 'status'), encoding='utf-8') as status:
        sys.exit(int(status.read()))
while True:
    time.sleep(1)

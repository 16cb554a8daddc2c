#!/usr/bin/env python3
"""modules.py ROOT OUT - the modules of a kernel's packages that the guest needs and the kernel has not built in, as
OUT/NN-NAME.ko in the order in which they are loaded."""
import lzma
import pathlib
import re
import subprocess
import sys

WANTED = ['virtio_pci', 'virtio_console', 'configfs', 'tsm_report', 'tsm', 'gcm', 'ccm', 'sev-guest', 'tpm_svsm']


def contents(path):
    data = path.read_bytes()
    if path.suffix == '.xz':
        return lzma.decompress(data)
    if path.suffix == '.zst':
        return subprocess.run(['zstd', '-dc', str(path)], check=True, capture_output=True).stdout
    return data


def plain(name):
    return name.replace('-', '_')


def main():
    root, out = map(pathlib.Path, sys.argv[1:])
    found = {plain(path.name.split('.ko')[0]): path for path in sorted(root.rglob('*.ko*')) if path.is_file()}
    order = []

    def take(name):
        if name not in found or name in [known for known, _ in order]:
            return
        data = contents(found[name])
        depends = re.search(rb'\0depends=([^\0]*)\0', data)
        for other in depends[1].decode().split(',') if depends else []:
            take(plain(other))
        order.append((name, data))

    for name in WANTED:
        take(plain(name))
    out.mkdir(parents=True)
    for number, (name, data) in enumerate(order, 20):
        (out / f'{number}-{name}.ko').write_bytes(data)


if __name__ == '__main__':
    main()

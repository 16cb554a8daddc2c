#!/usr/bin/env python3
"""documented.py TOP - docs/personalities.md has a row for each key, in the files' order, and what each file says of it."""
import pathlib
import sys

top = pathlib.Path(sys.argv[1])
names = ['kvm-planes', 'kvm', 'kvm-legacy-svsm', 'strict']
files = {}
for name in names:
    lines = [line.split('#')[0] for line in (top / 'personalities' / name).read_text().splitlines()]
    files[name] = {key.strip(): ' '.join(value.split()) for key, _, value in (line.partition(':') for line in lines if line.strip())}
rows = []
values = {}
for line in (top / 'docs/personalities.md').read_text().splitlines():
    cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
    if line.startswith('| `') and len(cells) == 2:
        rows.append(cells[0].strip('`'))
    elif line.startswith('| `') and len(cells) == 5:
        values[cells[0].strip('`')] = [cell.replace('`', '') for cell in cells[1:]]
keys = [key for key in files['kvm'] if key != 'name']
assert rows == keys, (rows, keys)
for key in keys:
    said = [files[name][key] for name in names]
    if len(set(said)) == 1:
        assert key not in values, f'{key}: all say the same'
    else:
        assert values.get(key) == said, (key, values.get(key), said)

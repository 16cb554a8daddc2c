#!/usr/bin/env python3
"""parts-of.py CASHEW IMAGE DIR - takes an image for SEV-SNP apart: DIR/parts.yaml lists what it consists of, for `cashew image build`."""
import json
import os
import subprocess
import sys

CASHEW, IMAGE, DIRECTORY = sys.argv[1:]
PAGE = 0x1000
ZEROS = bytes(PAGE)


def headers():
    text = subprocess.run([CASHEW, 'image', 'dump', IMAGE, '--json'], check=True, capture_output=True).stdout
    for header in json.loads(text)['headers']:
        yield header['name'], header['fields'], header.get('registers')


def memory(page, data):
    """One page."""
    entry = {'gpa': int(page['gpa'], 16), 'type': page['data_type_name'].lower()}
    if entry['type'] == 'normal':
        offset = page['file_offset']
        entry.update({'file': 'pages', 'offset': offset, 'size': PAGE} if offset and data[offset:offset + PAGE] != ZEROS else {'zeros': PAGE})
    return entry


def segment(value):
    return {name: int(value[name], 16) if name == 'base' else value[name] for name in ('selector', 'attributes', 'limit', 'base')}


def number(value):
    """A number as the dump has it; None for what is none: names, reserved bytes, the form."""
    if isinstance(value, str):
        return int(value, 16) if value.startswith('0x') else None
    return value if isinstance(value, int) else None


def registers(state):
    """All that our images say of a processor: segments, and numbers that are not zero."""
    segments = {name: segment(value) for name, value in state.items() if isinstance(value, dict)}
    numbers = {name: number(value) for name, value in state.items()}
    return segments | {name: value for name, value in numbers.items() if value}


def parts(data):
    text = {'platforms': [], 'policies': [], 'areas': [], 'required-memory': [], 'memory': [], 'contexts': []}
    for name, fields, state in headers():
        if name == 'SUPPORTED_PLATFORM':
            assert fields['platform_type_name'] == 'SEV-SNP'
            text['platforms'].append({'type': 'sev-snp', 'shared-boundary': int(fields['shared_gpa_boundary'], 16)})
        elif name == 'GUEST_POLICY':
            text['policies'].append({'policy': int(fields['policy'], 16)})
        elif name == 'PARAMETER_AREA':
            text['areas'].append({'size': int(fields['number_of_bytes'], 16), 'parameters': []})
        elif name in ('VP_COUNT', 'MEMORY_MAP'):
            parameter = {'type': name.lower().replace('_', '-'), 'offset': fields['byte_offset']}
            text['areas'][fields['parameter_area_index']]['parameters'].append(parameter)
        elif name == 'PARAMETER_INSERT':
            text['areas'][fields['parameter_area_index']]['gpa'] = int(fields['gpa'], 16)
        elif name == 'REQUIRED_MEMORY':
            text['required-memory'].append({'gpa': int(fields['gpa'], 16), 'size': fields['number_of_bytes']})
        elif name == 'PAGE_DATA':
            text['memory'].append(memory(fields, data))
        else:
            assert name == 'VP_CONTEXT', name
            text['contexts'].append({'vp': fields['vp_index'], 'gpa': int(fields['gpa'], 16), 'registers': registers(state)})
    return {key: entries for key, entries in text.items() if entries}


def main():
    with open(IMAGE, 'rb') as file:
        data = file.read()
    with open(os.path.join(DIRECTORY, 'pages'), 'wb') as file:
        file.write(data)
    with open(os.path.join(DIRECTORY, 'parts.yaml'), 'w', encoding='utf-8') as file:
        json.dump(parts(data), file, indent=1)  # JSON is YAML


if __name__ == '__main__':
    main()

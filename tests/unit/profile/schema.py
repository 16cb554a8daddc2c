#!/usr/bin/env python3
"""schema.py CASHEW SOURCE - the published JSON Schema and the loader agree: on the profiles that come with Cashew, on the
examples of docs/profiles.md, and on what each of many small changes makes of them."""
import copy
import json
import os
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

CASHEW, SOURCE = sys.argv[1:3]
SCHEMA = json.load(open(os.path.join(SOURCE, 'profiles/profile.schema.json')))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
failures = 0


def expect(what, condition):
    global failures
    if not condition:
        failures += 1
        print('FAILED:', what)


def cashew_accepts(text):
    with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
        file.write(text)
        file.flush()
        return subprocess.run([CASHEW, 'profile', 'check', file.name], capture_output=True).returncode == 0


def both_refuse(what, document):
    expect(f'the schema refuses {what}', not VALIDATOR.is_valid(document))
    expect(f'the loader refuses {what}', not cashew_accepts(yaml.safe_dump(document)))


def places(node, path=()):
    """Every mapping in the document, by its path."""
    if isinstance(node, dict):
        yield path
        for key, value in node.items():
            yield from places(value, path + (key,))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from places(value, path + (number,))


def at(document, path):
    for step in path:
        document = document[step]
    return document


def check_profile(name, text):
    document = yaml.safe_load(text)
    errors = [error.message for error in VALIDATOR.iter_errors(document)]
    expect(f'{name} is valid: {errors}', not errors)
    expect(f'{name} loads', cashew_accepts(text))
    expect(f'{name} loads as another writer would put it', cashew_accepts(yaml.safe_dump(document)))
    for path in places(document):
        changed = copy.deepcopy(document)
        at(changed, path)['surprise'] = 1
        both_refuse(f'an unknown word in {name} at {path}', changed)
    for word in ('profile', 'revision'):
        changed = copy.deepcopy(document)
        del changed[word]
        both_refuse(f'{name} without {word}', changed)
    for number, key in enumerate(document.get('keys', [])):
        for change in ({'handle': 0x01c00002}, {'name': ''}, {'auth': 'secret'}, {'when-taken': 'ask'}):
            changed = copy.deepcopy(document)
            changed['keys'][number].update(change)
            both_refuse(f'{name} with {change} in key {number}', changed)
    for section in ('nv', 'certificates'):
        for number, index in enumerate(document.get(section, [])):
            for change in ({'index': 0x81010001}, {'attributes': ['READ']}, {'size': 0}, {'lock': 'maybe'}):
                changed = copy.deepcopy(document)
                changed[section][number].update(change)
                both_refuse(f'{name} with {change} in {section} {number}', changed)


jsonschema.Draft7Validator.check_schema(SCHEMA)
shipped = sorted(file for file in os.listdir(os.path.join(SOURCE, 'profiles')) if file.endswith('.yaml'))
expect('there are seven profiles', len(shipped) == 7)
for file in shipped:
    check_profile(file, open(os.path.join(SOURCE, 'profiles', file)).read())
guide = os.path.join(SOURCE, 'docs/profiles.md')
examples = re.findall(r'```yaml\n(profile: .*?)```', open(guide).read(), re.S)
expect('the guide has whole profiles in it', len(examples) >= 1)
for number, text in enumerate(examples):
    check_profile(f'example {number} of docs/profiles.md', text)
sys.exit(failures != 0)

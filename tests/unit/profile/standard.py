#!/usr/bin/env python3
"""standard.py CASHEW SOURCE [--write] - the tables of docs/standard.md are what the profiles say. Between a line
<!-- table NAME --> and <!-- end --> is a table; --write puts in what is missing or out of date."""
import json
import os
import re
import subprocess
import sys

CASHEW, SOURCE = sys.argv[1:3]
DOCUMENT = os.path.join(SOURCE, 'docs/standard.md')
NAMES = ['tcg-low', 'tcg-high', 'google', 'azure', 'aws', 'swtpm']


def run(*arguments):
    environment = dict(os.environ, CASHEW_PROFILES=os.path.join(SOURCE, 'profiles'))
    return json.loads(subprocess.run([CASHEW, 'profile', *arguments, '--json'], check=True, env=environment,
                                     capture_output=True, text=True).stdout)


SUBJECTS = {name: run('show', name)['subjects'] for name in NAMES}


def table(head, rows):
    lines = [head, ['---'] * len(head)] + rows
    return ''.join('| ' + ' | '.join(line) + ' |\n' for line in lines)


def keys():
    roles = []
    for name in NAMES:
        roles += [role for role in SUBJECTS[name] if role not in roles and not role.startswith('NV') and role != 'profile']
    rows = []
    for role in roles:
        cells = []
        for name in NAMES:
            key = SUBJECTS[name].get(role)
            handle = key and key['handle'].split(',')[0].split(':')[0]
            cells.append('–' if not key else f"{key['template']}; {'transient' if handle == 'none' else handle}; "
                         f"certificate {key['certificate'].replace('in NV ', '')}")
        rows.append([role] + cells)
    return table(['key'] + NAMES, rows)


def indices():
    rows = []
    for name in NAMES:
        for subject, nv in SUBJECTS[name].items():
            if not subject.startswith('NV'):
                continue
            holds = 'TPMT_HA of a policy' if nv['holds'].startswith('bytes 00') else nv['holds']
            rows.append([subject[3:], name, holds, nv['attributes'].split()[0], nv['authValue'],
                         nv['policy'].split(':')[0], nv['size'].replace('as its content', '–'), nv['defined by']])
    return table(['NV index', 'profile', 'holds', 'attributes', 'authValue', 'policy', 'size', 'defined by'], sorted(rows))


def difference(left, right):
    rows = [[row['field'], row['left'] or '–', row['right'] or '–'] for row in run('diff', left, right)['fields']
            if row['field'] != 'name']
    return table(['field', f'`{left}`', f'`{right}`'], rows)


def make(name):
    if name.startswith('diff '):
        return difference(*name.split()[1:])
    return {'keys': keys, 'indices': indices}[name]()


old = open(DOCUMENT).read()
pattern = re.compile(r'<!-- table (.*?) -->\n(.*?)<!-- end -->', re.S)
new = pattern.sub(lambda match: f'<!-- table {match[1]} -->\n{make(match[1])}<!-- end -->', old)
if len(pattern.findall(old)) < 4:
    sys.exit('docs/standard.md has fewer tables than it should')
if sys.argv[3:] == ['--write']:
    open(DOCUMENT, 'w').write(new)
elif new != old:
    sys.exit('docs/standard.md is out of date: run tests/unit/profile/standard.py CASHEW SOURCE --write')

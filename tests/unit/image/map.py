#!/usr/bin/env python3
"""map.py CASHEW - the page of `cashew image map` as it is written, before any browser sees it."""
import base64
import hashlib
import html.parser
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import dump
import samples
from reading import PAGE, File

CASHEW = sys.argv[1]
ZERO = bytes(PAGE)


class Page(html.parser.HTMLParser):
    """What a page consists of: its elements, the texts of tables, scripts and the rest."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.rows, self.scripts, self.styles, self.texts = [], [], {}, [], [], []
        self.policy = self.data = None
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        if attrs.get('http-equiv') == 'Content-Security-Policy':
            self.policy = attrs['content']
        if tag not in ('meta', 'input'):
            self.open.append((tag, attrs))
        if tag == 'tr' and self.table():
            self.rows[self.table()].append([])
        if tag == 'td':
            self.rows[self.table()][-1].append('')
        if tag == 'table':
            self.rows[attrs['id']] = []

    def table(self):
        tables = [attrs['id'] for tag, attrs in self.open if tag == 'table']
        return tables[0] if tables and any(tag == 'tbody' for tag, _ in self.open) else None

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag, tag

    def handle_data(self, data):
        tag, attrs = self.open[-1] if self.open else ('', {})
        if tag == 'script':
            if attrs.get('type') == 'application/json':
                self.data = json.loads(data)
            else:
                self.scripts.append(data)
        elif tag == 'style':
            self.styles.append(data)
        elif self.table() and any(name == 'td' for name, _ in self.open):
            self.rows[self.table()][-1][-1] += data
        else:
            self.texts.append(data)


def run(*arguments):
    return subprocess.run((CASHEW, 'image') + arguments, capture_output=True, text=True, check=False)


def make(directory, file, *options, name='file.igvm'):
    path, out = os.path.join(directory, name), os.path.join(directory, 'map.html')
    dump.store(path, file.bytes() if isinstance(file, File) else file)
    result = run('map', path, '-o', out, *options)
    assert result.returncode == 0, result.stderr
    with open(out, encoding='utf-8') as page:
        text = page.read()
    assert '{{' not in text
    return Page(text)


def sha384(data):
    return hashlib.sha384(data).digest()


def run_digest(*pages):
    return sha384(b''.join(sha384(page) for page in pages)).hex()


def pages_of(data):
    return [data[at:at + PAGE] for at in range(0, len(data), PAGE)]


def shows_every_range(directory):
    page = make(directory, samples.everything())
    ranges = {(r['start'], r['kind']): r for r in page.data['ranges']}
    assert len(ranges) == len(page.data['ranges']) == 14, sorted(ranges)
    wanted = {
        ('0x20000', 'parameters'): ('0x22000', 'address', 'not known', None),
        ('0x100000', 'normal'): ('0x103000', 'contents', 'VMPL2', run_digest(*(samples.bytes_of(20 + i, PAGE)
                                                                            for i in range(3)))),
        ('0x103000', 'zero'): ('0x104000', 'contents', 'VMPL2', sha384(ZERO).hex()),
        ('0x104000', 'zero'): ('0x105000', 'contents', 'not known', sha384(ZERO).hex()),
        ('0x120000', 'unmeasured'): ('0x121000', 'address', 'not known', sha384(samples.bytes_of(30, PAGE)).hex()),
        ('0x121000', 'shared'): ('0x122000', 'no', 'not known', sha384(samples.bytes_of(31, PAGE)).hex()),
        ('0x200000', 'normal'): ('0x400000', 'contents', 'VMPL2',
                                 run_digest(*pages_of(samples.bytes_of(32, 0x200000)))),
        ('0x37000000', 'required'): ('0x38000000', 'no', 'VMPL0', None),
        ('0x100000', 'required'): ('0x110000', 'no', 'several', None),
        ('0x37010000', 'cpuid'): ('0x37011000', 'address', 'VMPL0', None),
        ('0x37011000', 'secrets'): ('0x37012000', 'address', 'VMPL0', None),
        ('0x37013000', 'cpuid'): ('0x37014000', 'address', 'VMPL0', None),
    }
    for key, (end, measured, owner, digest) in wanted.items():
        found = ranges[key]
        assert (found['end'], found['measured'], found['owner'], found.get('digest')) == (
            end, measured, owner, digest), (key, found)
    save_area = ranges['0xfffffffff000', 'save-area']
    assert save_area['owner'] == 'VMPL0' and 'digest' in save_area
    owners = [(o['start'], o['end'], o['owner']) for o in page.data['owners'][1:]]
    assert owners == [('0x37000000', '0x38000000', 'VMPL0'), ('0x100000', '0x104000', 'VMPL2'),
                      ('0x200000', '0x400000', 'VMPL2'), ('0x110000', '0x111000', 'VMPL2')], owners
    shows_the_same_in_the_table(page)


def shows_the_same_in_the_table(page):
    assert len(page.rows['ranges']) == len(page.data['ranges'])
    for cells, entry in zip(page.rows['ranges'], page.data['ranges']):
        first, last, _ = entry['headers']
        assert cells[0] == entry['start'] and cells[1] == entry['end']
        assert int(cells[3]) * PAGE == int(entry['end'], 16) - int(entry['start'], 16)
        assert cells[4:7] == [entry['text'], entry['measured'], entry['owner']]
        assert cells[7] == (str(first) if first == last else f'{first}–{last}')
        assert int(cells[8], 16) == entry['offset'] and cells[9] == entry.get('digest', '')
    assert len(page.rows['owners']) == len(page.data['owners'])


def names_the_launch_digest(directory):
    page = make(directory, samples.everything())
    digest = run('measure', os.path.join(directory, 'file.igvm')).stdout.strip()
    assert len(digest) == 96 and digest in page.texts


def shows_other_platforms(directory):
    for name, kinds in (('native', {'normal', 'zero', 'parameters'}),
                        ('vsm', {'parameters', 'required', 'error-range', 'relocatable', 'page-tables'})):
        page = make(directory, samples.everything(), '--platform', name)
        assert {entry['kind'] for entry in page.data['ranges']} == kinds
        assert {entry['owner'] for entry in page.data['ranges']} == {'not known'}
        assert {entry['measured'] for entry in page.data['ranges']} == {'not known'}
    page = make(directory, samples.realm())
    assert any('CCA' in text for text in page.texts)
    path = os.path.join(directory, 'file.igvm')
    for wrong in ('tdx', 'sev-es'):
        result = run('map', path, '-o', os.path.join(directory, 'none'), '--platform', wrong)
        assert result.returncode == 1 and 'not for that platform' in result.stderr
        assert not os.path.exists(os.path.join(directory, 'none'))


def allows_no_network(directory):
    page = make(directory, samples.everything())
    allowed = dict(part.strip().split(' ', 1) for part in page.policy.split(';'))
    assert allowed['default-src'] == allowed['base-uri'] == allowed['form-action'] == "'none'"
    for kind, contents in (('script-src', page.scripts), ('style-src', page.styles)):
        assert len(contents) == 1
        digest = base64.b64encode(hashlib.sha256(contents[0].encode()).digest()).decode()
        assert allowed[kind] == f"'sha256-{digest}'"
    for tag, attrs in page.elements:
        assert tag not in ('link', 'img', 'iframe', 'object', 'embed', 'base'), tag
        assert not {'src', 'href', 'srcset', 'style', 'action'} & set(attrs), (tag, attrs)
        assert not [name for name in attrs if name.startswith('on')]
    assert not re.search(r'https?:|url\(|@import|fetch|XMLHttp|innerHTML|eval', page.scripts[0] + page.styles[0])


def escapes_what_the_file_says(directory):
    plain = make(directory, samples.everything())
    name = '"><script>alert(1)<' + chr(0x202e) + '.igvm'
    page = make(directory, samples.everything(), name=name)
    assert page.elements == plain.elements
    visible = ''.join(page.texts)
    assert '"><script>alert(1)<' + 3 * chr(0xfffd) + '.igvm' in visible
    assert '</script><img src=x>&"\'' + chr(0xfffd) in visible and chr(0x1b) not in visible
    assert {tag for tag, _ in make(directory, samples.extreme()).elements} == {tag for tag, _ in plain.elements}


def bears_damage(directory):
    path, out = os.path.join(directory, 'file.igvm'), os.path.join(directory, 'map.html')
    good, rng = samples.everything().bytes(), random.Random(5)
    tags = {tag for tag, _ in make(directory, samples.everything()).elements}
    end = 32 + int.from_bytes(good[12:16], 'little')
    drawn = 0
    for turn in range(90):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 3)):
            at = rng.randrange(80, end)
            data[at:at + 4] = rng.choice([b'\xff' * 4, bytes(4), rng.randbytes(4), b'\xff', b'\x7f'])[:end - at]
        dump.store(path, dump.repaired(data[:len(good)]))
        level = dump.LEVELS[turn % 3]
        result = run('map', path, '-o', out, '--as', level, *(('--platform', 'native') if turn % 2 else ()))
        assert result.returncode in (0, 1), result
        if result.returncode == 0:
            with open(out, encoding='utf-8') as page:
                assert {tag for tag, _ in Page(page.read()).elements} <= tags
            drawn += 1
    print(drawn, 'of 90 damaged files drawn')
    assert 0 < drawn < 90


def stays_small(directory):
    path, out = os.path.join(directory, 'large.igvm'), os.path.join(directory, 'map.html')
    dump.large(path, 65536)
    assert run('map', path, '-o', out).returncode == 0
    size = os.path.getsize(out)
    print(f'256 MiB: page of {size} bytes')
    assert size < 1 << 20


def refuses(directory):
    path, out = os.path.join(directory, 'file.igvm'), os.path.join(directory, 'none.html')
    dump.store(path, samples.everything().bytes()[:-1])
    result = run('map', path, '-o', out)
    assert result.returncode == 1 and 'total_file_size' in result.stderr and not os.path.exists(out)
    assert run('map', path, '-o', out, '--platform', 'nobody').returncode == 2
    assert run('map', path).returncode == run('map', '-o', out).returncode == 2
    dump.store(path, samples.everything().bytes())
    assert run('map', path, '-o', os.path.join(directory, 'no', 'where')).returncode == 1
    assert run('map', path, '-o', '/dev/full').returncode == 1


def main():
    with tempfile.TemporaryDirectory() as directory:
        for test in (shows_every_range, names_the_launch_digest, shows_other_platforms, allows_no_network,
                     escapes_what_the_file_says, bears_damage, stays_small, refuses):
            test(directory)
            print('ok', test.__name__)


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""browser.py CASHEW SOURCE [SCREENSHOTS [IMAGE]] - the page of `cashew image map` in a real browser.

The image is one that `cashew image build` makes of made-up parts, or IMAGE. Screenshots, if wanted, are for people.
"""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

import build
import devtools
import samples
from reading import PAGE

CASHEW, SOURCE = sys.argv[1:3]
SCREENSHOTS = sys.argv[3] if len(sys.argv) > 3 else None

TIP = 'document.getElementById("tip")'


def run(*arguments):
    result = subprocess.run((CASHEW, 'image') + arguments, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


class Sample:
    """An image, its page, and what of it was learned otherwise."""

    def __init__(self, directory, path):
        self.path, self.page = path, os.path.join(directory, os.path.basename(path) + '.html')
        run('map', path, '-o', self.page)
        self.digest = run('measure', path).strip()
        self.headers = json.loads(run('dump', '--json', path))['headers']
        with open(path, 'rb') as file:
            self.data = file.read()

    def of(self, name):
        return [header['fields'] for header in self.headers if header['name'] == name]

    def pages(self, start, end):
        """The contents of pages of the file in a range of memory."""
        found = {int(page['gpa'], 16): page['file_offset'] for page in self.of('PAGE_DATA')}
        for gpa in range(start, end, PAGE):
            offset = found[gpa]
            yield self.data[offset:offset + PAGE] if offset else bytes(PAGE)

    def digest_of(self, start, end):
        digests = [hashlib.sha384(page).digest() for page in self.pages(start, end)]
        return digests[0].hex() if len(digests) == 1 else hashlib.sha384(b''.join(digests)).hexdigest()


def segment(address):
    """JavaScript: the block of an address, found by what it says of itself."""
    return f'''[...document.querySelectorAll('.segment')].find((s) => {{
        const [from, to] = s.getAttribute('aria-label').match(/0x[0-9a-f]+/g).map(BigInt);
        return from <= {address}n && {address}n < to; }})'''


def point_at(browser, address):
    """The tip of a block, with the pointer on it; before that the last tip is gone, which could lie over the block."""
    browser.press('Escape')
    browser.move(2, 2)
    browser.wait(f'{TIP}.hidden')
    browser.ask(f'{segment(address)}.scrollIntoView({{block: "center"}})')
    x, y = browser.ask(f'(({{x, y, width, height}}) => [x + width / 2, y + height / 3])'
                       f'({segment(address)}.getBoundingClientRect())')
    browser.move(x, y)
    browser.wait(f'!{TIP}.hidden')
    return browser.ask(f'{TIP}.innerText')


def shows_the_image(browser, sample):
    """As many blocks, rows and ranges as the data say, and the digest that `measure` prints."""
    browser.open(sample.page)
    assert browser.ask('document.getElementById("launch-digest").textContent') == sample.digest
    assert browser.ask('document.title') == os.path.basename(sample.path) + ': address space'
    rows = browser.ask('document.querySelectorAll("#ranges tbody tr").length')
    assert rows == browser.ask('JSON.parse(document.getElementById("data").textContent).ranges.length') > 8
    cuts = browser.ask('[...document.querySelectorAll(".segment")].map((s) => s.getAttribute("aria-label").match(/0x[0-9a-f]+/g))')
    cuts = [(int(start, 16), int(end, 16)) for start, end in cuts]
    assert cuts == sorted(cuts) and all(a[1] <= b[0] for a, b in zip(cuts, cuts[1:]))
    drawn = browser.ask('[...document.querySelectorAll("#ranges tbody tr")].map((r) => [...r.cells].slice(0, 2).map((c) => c.textContent))')
    for start, end in drawn:
        inside = [cut for cut in cuts if int(start, 16) <= cut[0] and cut[1] <= int(end, 16)]
        assert sum(cut[1] - cut[0] for cut in inside) == int(end, 16) - int(start, 16), (start, end)
    for page in sample.of('PAGE_DATA'):
        assert any(start <= int(page['gpa'], 16) < end for start, end in cuts)


def shows_owner_and_digest_on_hover(browser, sample):
    for address in (0x37000000, 0xffff0000):
        text = point_at(browser, address)
        start, end = (int(part, 16) for part in re.search(r'range\s+(0x\w+) – (0x\w+)', text).groups())
        assert start <= address < end
        assert sample.digest_of(start, end) in text, text
        assert f'{(end - start) // PAGE} pages' in text
        assert ('VMPL0' in text) == (address == 0x37000000) and ('VMPL2' in text) != ('VMPL0' in text)
    assert 'required memory' in point_at(browser, 0x37000000)
    browser.move(2, 2)
    browser.wait(f'{TIP}.hidden')


def goes_by_keys(browser):
    browser.ask('document.querySelector(".segment[tabindex=\'0\']").focus()')
    browser.wait(f'!{TIP}.hidden')
    browser.press('ArrowRight')
    assert browser.ask('document.activeElement.dataset.index') == '1'
    assert browser.ask('document.activeElement.getAttribute("aria-describedby")') == 'tip'
    browser.press('End')
    assert 'save area' in browser.ask(f'{TIP}.innerText')
    assert browser.ask('document.querySelectorAll(".segment[tabindex=\'0\']").length') == 1
    browser.press('Escape')
    assert browser.ask(f'{TIP}.hidden')
    browser.press('Enter')
    assert browser.ask('document.activeElement.cells[4].textContent') == 'save area'


def search(browser, text):
    browser.ask('document.getElementById("address").value = ""; document.getElementById("address").focus()')
    browser.send('Input.insertText', text=text)
    browser.press('Enter')
    return (browser.ask('document.getElementById("found").textContent'),
            browser.ask('document.querySelectorAll(".segment.found").length'))


def finds_addresses(browser):
    assert search(browser, '0x37000fff') == ('0x37000fff: normal, required memory, the SVSM\'s own; owner VMPL0', 1)
    assert browser.ask(f'{segment(0x37000fff)}.classList.contains("found")') and not browser.ask(f'{TIP}.hidden')
    text, count = search(browser, 'FFFFFFF0')
    assert text == '0xfffffff0: normal, of the image; owner VMPL2' and count == 1
    assert search(browser, '50000000') == ('0x50000000: the file says nothing about it', 0)
    assert search(browser, 'main') == ('not a hexadecimal address', 0)


def fits(browser, scheme, width):
    browser.look(width, 1200, scheme)
    browser.ask('window.scrollTo(0, 0)')
    if SCREENSHOTS:
        browser.screenshot(os.path.join(SCREENSHOTS, f'{scheme}-{width}.png'))
    assert browser.ask('document.documentElement.scrollWidth') <= width
    point_at(browser, 0x37000000)
    inside = browser.ask(f'(({{left, top, right, bottom}}) => left >= 0 && top >= 0 && right <= document.documentElement.clientWidth && '
                         f'bottom <= innerHeight)({TIP}.getBoundingClientRect())')
    assert inside, (scheme, width)
    if SCREENSHOTS:
        browser.screenshot(os.path.join(SCREENSHOTS, f'{scheme}-{width}-tip.png'))
    return browser.ask('getComputedStyle(document.body).backgroundColor')


def fits_the_window(browser):
    light, dark = ([fits(browser, scheme, width) for width in (1400, 360)] for scheme in ('light', 'dark'))
    assert light[0] == light[1] != dark[0] == dark[1]
    browser.look(1400, 1000, 'light')


def is_silent(browser, path):
    """No error, no dialogue, no request but for the page itself; and none could be made."""
    for method in ('Runtime.exceptionThrown', 'Log.entryAdded', 'Runtime.consoleAPICalled', 'Page.javascriptDialogOpening'):
        assert not browser.heard(method), browser.heard(method)
    requests = {event['request']['url'] for event in browser.heard('Network.requestWillBeSent')}
    assert requests == {'file://' + path}, requests
    assert browser.ask('fetch("http://127.0.0.1:1/").then(() => "sent", () => "not sent")') == 'not sent'
    browser.wait('new Promise((done) => setTimeout(() => done(true), 50))')
    refused = [entry['entry']['text'] for entry in browser.heard('Log.entryAdded')]
    assert any('Content Security Policy' in text for text in refused), refused


def bears_hostile_files(browser, directory):
    for name, file in (('<img src=x onerror=alert(1)>.igvm', samples.everything()), ('extreme.igvm', samples.extreme())):
        path, page = os.path.join(directory, name), os.path.join(directory, 'hostile.html')
        with open(path, 'wb') as out:
            out.write(file.bytes())
        run('map', path, '-o', page)
        browser.open(page)
        assert browser.ask('document.querySelector("h1").textContent') == name
        assert browser.ask('document.images.length') == 0 and browser.ask('document.scripts.length') == 2
        assert browser.ask('document.querySelectorAll(".segment").length') >= 13
        is_silent(browser, page)


def shows_the_closest_of_what_is_said(browser, directory):
    """An error range in required memory is drawn as an error range; both are in the tip."""
    path, page = os.path.join(directory, 'other.igvm'), os.path.join(directory, 'other.html')
    with open(path, 'wb') as out:
        out.write(samples.everything().bytes())
    run('map', path, '-o', page, '--platform', 'vsm')
    browser.open(page)
    for address, text in ((0x30000, 'error range'), (0x400000, 'relocatable region'), (0x7fffff, 'required memory')):
        assert text in browser.ask(f'{segment(address)}.getAttribute("aria-label")')
    text = point_at(browser, 0x30000)
    assert text.index('error range') < text.index('required memory')
    assert browser.ask('document.getElementById("launch-digest").textContent').startswith('none')


def build_image(directory):
    bench = build.Bench(CASHEW, SOURCE, directory)
    firmware = bench.file('firmware.fd', build.firmware(build.RANGES))
    result, _ = bench.run('--firmware', firmware)
    assert result.returncode == 0, result.stderr
    return os.path.join(directory, 'out.igvm')


def main():
    if not devtools.program():
        print('no chromium')
        sys.exit(77)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:  # Chromium may still write
        sample = Sample(directory, sys.argv[4] if len(sys.argv) > 4 else build_image(directory))
        browser = devtools.Browser(os.path.join(directory, 'profile'))
        try:
            shows_the_image(browser, sample)
            shows_owner_and_digest_on_hover(browser, sample)
            goes_by_keys(browser)
            finds_addresses(browser)
            fits_the_window(browser)
            is_silent(browser, sample.page)
            bears_hostile_files(browser, directory)
            shows_the_closest_of_what_is_said(browser, directory)
        finally:
            browser.close()
    print('the page is as it should be')


if __name__ == '__main__':
    main()

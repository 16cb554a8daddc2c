"""keylime_snp.py REPORT NONCE MANIFEST CHIP URL - Keylime's check of an SNP report (keylime.tee.snp). What it asks AMD's server for
is answered from the directory CHIP, if it is asked under the address URL; else as the server does for a chip that it does not know.

Keylime binds a report to SHA-512 of a key, in two halves, and its nonce behind; so to a nonce in the key's place and a manifest in
the nonce's, by the SVSM's rule. A report that binds the nonce alone has REPORT_DATA of another form, and is refused there.
"""
import sys
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from keylime.tee import snp


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def place(url):
    """What is asked for, without zeros in front of numbers."""
    parts = urlsplit(url)
    return parts.hostname, parts.path, {name: int(value) for name, value in parse_qsl(parts.query)}


def main():
    report, nonce, manifest, chip, url = sys.argv[1:]

    def get(asked, **_options):
        known = place(asked) == place(url)
        print('asked:', asked if known else f'{asked}, and known is {url}')
        return SimpleNamespace(status_code=200, content=read(f'{chip}/vcek.der')) if known else SimpleNamespace(status_code=404, content=b'')

    snp.requests = SimpleNamespace(get=get)
    claims, failure = snp.verify_attestation(read(report), read(manifest) if manifest else b'', read(nonce), b'')
    for event in failure.events:
        print('refused:', event.event_id, event.context)
    if failure:
        sys.exit(1)
    print('measurement', bytes(claims['measurement']).hex())


main()

#!/usr/bin/env python3
"""verify_levels.py CASHEW WRITE_RULES - `cashew image verify --as LEVEL` says of each file what the library does.

Skipped, with status 77, while the command is not there.
"""
import subprocess
import sys
import tempfile


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main():
    cashew, writer = sys.argv[1:]
    if run(cashew, 'image', 'verify', '--help').returncode != 0:
        return 77
    with tempfile.TemporaryDirectory() as directory:
        assert run(writer, directory).returncode == 0
        lines = run(writer, '--expected').stdout.splitlines()
        assert len(lines) > 200
        for line in lines:
            name, level, rule = line.split()
            result = run(cashew, 'image', 'verify', f'{directory}/{name}.igvm', '--as', level)
            said = result.stdout + result.stderr
            if rule == 'ok':
                assert f'accepted as {level} IGVM' in said, (line, said)
            else:
                assert result.returncode == 1 and f'[{rule}]' in said, (line, said)
    return 0


sys.exit(main())

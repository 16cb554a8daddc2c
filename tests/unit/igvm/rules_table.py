#!/usr/bin/env python3
"""rules_table.py WRITE_RULES DOCUMENT - the table of rules in the document is the one that the code has.

With --update the document's table is written anew.
"""
import subprocess
import sys

START, END = '<!-- rules: begin -->\n', '<!-- rules: end -->\n'


def main():
    program, path = sys.argv[1:3]
    table = subprocess.run([program, '--table'], capture_output=True, text=True, check=True).stdout
    with open(path, encoding='utf-8') as file:
        before, rest = file.read().split(START)
    written, after = rest.split(END)
    if written == table:
        return 0
    if '--update' in sys.argv[3:]:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(before + START + table + END + after)
        return 0
    print(f'{path}: the table of rules is not that of lib/igvm/rules.c; {sys.argv[0]} --update writes it')
    return 1


sys.exit(main())

#!/usr/bin/env python3
"""commands.py CASHEW SOURCE - what comes of the commands' tables agrees: --help, refusals, man pages, completion in three shells."""
import json
import os
import re
import shutil
import subprocess
import sys

CASHEW, SOURCE = os.path.abspath(sys.argv[1]), sys.argv[2]
SHELLS = os.path.join(SOURCE, 'tools', 'shell')


def run(*arguments):
    return subprocess.run([CASHEW, *arguments], capture_output=True, text=True, check=False)


TABLES = json.loads(run('tables').stdout)
LEAVES = [(command['name'].split()[1:], command) for command in TABLES if not command['group']]


def complete(*words):
    """Candidates and what else may stand there."""
    lines = run('complete', '--', *words).stdout.splitlines()
    return [line.split('\t')[0] for line in lines if line[0] != ':'], [line for line in lines if line[0] == ':']


def the_tables_have_every_command():
    names = {' '.join(words) for words, _ in LEAVES}
    assert {'run', 'ca revoke', 'image verify', 'profile diff', 'tpm manufacture', 'chip init', 'attest show'} <= names
    assert len(names) >= 27, sorted(names)
    assert not {'complete', 'tables'} & names


def help_lists_every_option():
    for words, command in LEAVES:
        result = run(*words, '--help')
        assert result.returncode == 0 and not result.stderr, words
        assert result.stdout.startswith('usage: cashew ' + ' '.join(words)), result.stdout
        assert all(len(line) <= 80 for line in result.stdout.splitlines()), result.stdout
        listed = re.findall(r'^  (?:-(.), )?--([a-z0-9-]+)', result.stdout, re.M)
        assert listed == [(o['letter'], o['name']) for o in command['options']] + [('h', 'help')], (words, listed)
        # Lines of usage that are written by hand name no option that there is not.
        named = set(re.findall(r'--([a-z0-9-]+)', ' '.join(command['usage'])))
        assert named <= {option['name'] for option in command['options']}, (words, named)


def groups_list_their_commands():
    for command in TABLES:
        if command['group']:
            result = run(*command['name'].split()[1:], '--help')
            below = [other for other in TABLES if other['name'].rpartition(' ')[0] == command['name']]
            assert result.returncode == 0 and below
            for other in below:
                assert re.search(r'^  %s +\S' % other['name'].rpartition(' ')[2], result.stdout, re.M), other['name']
            assert run(*command['name'].split()[1:]).returncode == 2


def mistakes_are_refused_and_named():
    for words, command in LEAVES:
        for option in command['options']:
            name = option['name']
            if len(name) < 4:
                continue
            mistyped = name[:2] + name[3] + name[2] + name[4:]
            result = run(*words, '--' + mistyped)
            names = [other['name'] for other in command['options']]
            if mistyped != name and not any(other.startswith(mistyped) for other in names):
                assert result.returncode == 2 and not result.stdout, (words, mistyped)
                assert re.search(r'did you mean --(%s)\?' % '|'.join(names), result.stderr), result.stderr
        result = run(*words, '--no-such-option-at-all')
        assert result.returncode == 2 and 'unknown option' in result.stderr, words
    assert "did you mean 'image'?" in run('imgae').stderr
    assert "did you mean 'revoke'?" in run('ca', 'revok').stderr
    assert '--tcp, --mssim, --unix or --data is missing' in run('tpm', 'serve', '--profile', 'x', '--state', 'y').stderr
    assert run('ca', 'allow', '--dir', 'x').returncode == 2


def man_pages_are_up_to_date():
    result = subprocess.run([os.path.join(SOURCE, 'man', 'update'), '--check', CASHEW], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def options_and_values_are_offered():
    for words, command in LEAVES:
        names = ['--' + option['name'] for option in command['options']]
        offered, _ = complete(*words, '--')
        assert offered == names + ['--help'], (words, offered)
    assert complete('ca', 're') == (['renew', 'revoke'], [])
    assert complete('no', 'such', '') == ([], [])
    assert complete('ca', 'revoke', '--reason', 'key') == (['keyCompromise'], [])
    assert complete('ca', 'revoke', '--reason=key') == (['--reason=keyCompromise'], [])
    assert complete('ca', 'revoke', '--reason', '=', 'key') == (['keyCompromise'], [])
    assert complete('ca', 'revoke', '--reason', '=')[0][0] == 'unspecified'
    assert complete('ca', 'revoke', '--dir', '') == ([], [':directories'])
    assert complete('ca', 'crl', '-o', 'x') == ([], [':files'])
    assert complete('run', '--smp', '') == ([], [])
    assert complete('run', '--batch', '--', '--sm') == (['--smp'], [])
    assert complete('image', 'dump', '--', '-') == ([], [':files'])
    assert complete('tpm', 'serve', '--profile', 'tcg-') == (['tcg-high', 'tcg-low'], [':files'])
    assert complete('profile', 'show', 'goo') == (['google'], [':files'])


def shell(name, *arguments):
    environment = dict(os.environ, PATH=os.path.dirname(CASHEW) + ':' + os.environ['PATH'])
    result = subprocess.run([name, *arguments], capture_output=True, text=True, check=False, env=environment, cwd=SOURCE)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def bash_completes():
    def offered(*words):
        quoted = ' '.join("'%s'" % word for word in words)
        return shell('bash', '-c', f'. tools/shell/cashew.bash; compopt() {{ :; }}; COMP_WORDS=(cashew {quoted}); '
                     f'COMP_CWORD={len(words)}; _cashew; printf "%s\\n" "${{COMPREPLY[@]}}"; complete -p cashew >&2')

    assert offered('ca', 'rev') == ['revoke']
    assert offered('ca', 'revoke', '--reason', '=', 'key') == ['keyCompromise']
    assert offered('image', 'dump', 'READM') == ['README.md']
    assert offered('chip', 'show', '--dir', 'too') == ['tools']


def zsh_completes():
    def offered(*words):
        quoted = ' '.join("'%s'" % word for word in ('cashew',) + words)
        return shell('zsh', '-f', '-c', f'words=({quoted}); CURRENT=$#words; _describe() {{ print -l -- ${{(P)2}} }}; '
                     '_files() { print files $* }; . tools/shell/_cashew')

    assert offered('ca', 'rev')[0].startswith('revoke:')
    assert [word for word in offered('tpm', 'serve', '--profile', 'tcg-l')] == ['files', 'tcg-low:']
    assert offered('chip', 'show', '--dir', '') == ['files', '-/']
    shell('zsh', '-n', 'tools/shell/_cashew')


def fish_completes():
    def offered(line):
        return shell('fish', '--no-config', '-c', f"source tools/shell/cashew.fish; complete -C '{line}'")

    assert offered('cashew ca rev')[0] == 'revoke'
    assert offered('cashew ca revoke --reason key') == ['keyCompromise']
    assert offered('cashew image dump READM') == ['README.md']
    assert offered('cashew chip show --dir too')[0] == 'tools/'
    shell('fish', '-n', 'tools/shell/cashew.fish')


TESTS = [the_tables_have_every_command, help_lists_every_option, groups_list_their_commands, mistakes_are_refused_and_named,
         man_pages_are_up_to_date, options_and_values_are_offered]
TESTS += [test for test in (bash_completes, zsh_completes, fish_completes) if shutil.which(test.__name__.split('_', maxsplit=1)[0])]

for test in TESTS:
    test()
    print(f'ok: {test.__name__.replace("_", " ")}', flush=True)

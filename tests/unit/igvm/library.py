#!/usr/bin/env python3
"""library.py SOURCE BUILD CC - libcashew-igvm as another project finds it.

It is installed to a directory of its own; a program of docs/igvm.md is compiled with pkg-config's flags and
linked to the shared and to the static library.
"""
import os
import re
import subprocess
import sys
import tempfile

MAIN = '''
int main(int argc, char **argv)
{
        static unsigned char data[1 << 20];
        FILE *in = fopen(argv[argc - 1], "rb");

        printf("%d\\n", count_pages(data, fread(data, 1, sizeof(data), in)));
        return 0;
}
'''


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=True, **more).stdout


def symbols(*command):
    return {line.split()[-1] for line in run(*command).splitlines() if re.search(r' [A-TV-Z] ', line)}


def declared(headers):
    names = set()
    for header in headers:
        with open(header, encoding='utf-8') as file:
            text = re.sub(r'static inline .*?\n}\n', '', file.read(), flags=re.S)
        text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
        names |= set(re.findall(r'\b(igvm_\w+)\(', text))
    return names


def example(source):
    with open(os.path.join(source, 'docs/igvm.md'), encoding='utf-8') as file:
        return re.search(r'```c\n(.*?)```', file.read(), re.S).group(1) + MAIN


def compile_and_run(cc, directory, text, flags, sample, environment):
    program = os.path.join(directory, 'program')
    run(*cc, '-x', 'c', '-std=gnu17', '-Wall', '-Wextra', '-Werror', '-', '-x', 'none', '-o', program, *flags, input=text)
    return run(program, sample, env=environment)


def main():
    source, build, writer, *cc = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        run('meson', 'install', '-C', build, '--no-rebuild', '--destdir', directory, '--tags', 'devel,runtime')
        found = subprocess.run(['find', directory, '-name', 'cashew-igvm.pc'], capture_output=True, text=True,
                               check=True).stdout.split()
        prefix = found[0].split('/lib/')[0]
        lib = os.path.dirname(os.path.dirname(found[0]))
        environment = dict(os.environ, PKG_CONFIG_LIBDIR=os.path.dirname(found[0]), LD_LIBRARY_PATH=lib)
        flags = run('pkg-config', '--define-variable=prefix=' + prefix, '--cflags', '--libs', 'cashew-igvm',
                    env=environment).split()
        headers = os.path.join(prefix, 'include/cashew/lib/igvm')
        offered = declared(os.path.join(headers, name) for name in os.listdir(headers))
        exported = symbols('nm', '-D', '--defined-only', os.path.join(lib, 'libcashew-igvm.so'))
        assert exported == offered, exported ^ offered
        static = os.path.join(lib, 'libcashew-igvm.a')
        others = {name for name in symbols('nm', '--defined-only', static) if not name.startswith('igvm_')}
        assert not others, others
        run(writer, directory)
        sample = os.path.join(directory, 'good-1.igvm')
        assert compile_and_run(cc, directory, example(source), flags, sample, environment) == '2\n'
        flags = [flag for flag in flags if not flag.startswith('-l')] + [static]
        assert compile_and_run(cc, directory, example(source), flags, sample, environment) == '2\n'
        bad = os.path.join(directory, 'overlap.igvm')
        assert compile_and_run(cc, directory, example(source), flags, bad, environment) == '-1\n'


main()

"""template.py HTML CSS JS OUTPUT - the page of `cashew image map` as a C string.

The page's Content-Security-Policy allows exactly this style sheet and this script, by their hashes.
"""
import base64
import hashlib
import sys


def text(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def policy_hash(content):
    return 'sha256-' + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def literal(line):
    escaped = line.replace('\\', '\\\\').replace('"', '\\"').replace('?', '\\?').replace('\n', '\\n')
    return '        "' + ''.join(c if ord(c) < 128 else ''.join(f'\\{b:03o}' for b in c.encode()) for c in escaped) + '"\n'


def main():
    html, css, js = (text(path) for path in sys.argv[1:4])
    for name, content in (('style', css), ('script', js)):
        assert '{{' not in content and '</' + name not in content, name
        html = html.replace('{{' + name + '-hash}}', policy_hash(content)).replace('{{' + name + '}}', content)
    with open(sys.argv[4], 'w', encoding='ascii') as out:
        out.write('/* Made by tools/image/map/template.py from page.html, page.css and page.js. */\n'
                  '#include "tools/image/map/drawing.h"\n\nconst char map_template[] =\n')
        out.writelines(literal(line) for line in html.splitlines(keepends=True))
        out.write('        ;\n')


if __name__ == '__main__':
    main()

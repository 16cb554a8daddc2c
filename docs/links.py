"""docs/links.py - where documents lead: links, anchors, sections and paths of the tree; and how wide they are.

Used by docs/build. Nothing but Python is needed, so ./check style has all of it.
"""
import glob
import os
import re
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Directories that a document counts from besides the project's own.
BASES = {
    "docs/kernel.md": "kernel", "docs/softsnp.md": "softsnp", "docs/vtpm.md": "services/vtpm",
    "docs/attestation.md": "services/attest", "docs/services.md": "services",
}
# What a build makes, and files of QEMU's and of COCONUT-SVSM's trees.
NOT_IN_TREE = re.compile(r"build/|docs/system/|tools/(?:igvmmeasure|testing)/")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
SECTION = re.compile(r'(?:\]\(|\b)([\w./-]+\.md)\)?`?, "([^"]+)"')


def tracked(*patterns):
    """Files of the tree, those included that are not committed yet."""
    names = subprocess.run(["git", "-C", TOP, "ls-files", "--cached", "--others", "--exclude-standard",
                            *patterns], check=True, capture_output=True, text=True).stdout.split("\n")
    return sorted(name for name in set(names) if name and os.path.exists(os.path.join(TOP, name)))


def read(name):
    with open(os.path.join(TOP, name), encoding="utf-8", errors="replace") as file:
        return file.read()


def prose(text):
    """A document without its blocks of code, line for line."""
    out, inside = [], False
    for line in text.split("\n"):
        fence = line.lstrip().startswith("```")
        out.append("" if inside or fence or line.startswith("    ") else line)
        inside ^= fence
    return "\n".join(out)


def slug(heading):
    """The anchor of a heading, as the usual hosts of Markdown make it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"[^\w\- ]", "", text.lower())
    return text.replace(" ", "-")


def headings(name):
    return re.findall(r"^#+ +(.*?) *$", prose(read(name)), re.MULTILINE)


def anchors(name):
    seen, out = {}, []
    for heading in headings(name):
        anchor = slug(heading)
        out.append(anchor if anchor not in seen else f"{anchor}-{seen[anchor]}")
        seen[anchor] = seen.get(anchor, 0) + 1
    return out


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def dead_links(name):
    text = prose(read(name))
    for match in LINK.finditer(text):
        target, _, anchor = match[1].partition("#")
        if re.match(r"[a-z]+:", match[1]):
            continue
        path = os.path.normpath(os.path.join(os.path.dirname(name), target)) if target else name
        where = f"{name}:{line_of(text, match.start())}: {match[1]}"
        if not os.path.exists(os.path.join(TOP, path)):
            yield f"{where}: there is no such file"
        elif anchor and (not path.endswith(".md") or anchor not in anchors(path)):
            yield f"{where}: there is no such heading"


def dead_sections(name):
    """`docs/boot.md, "What a guest finds"`: in documents and in comments."""
    text = re.sub(r"\n[ \t]*(?:\*|#|//)?[ \t]*", " ", read(name)) if not name.endswith(".md") else \
        re.sub(r"\s+", " ", prose(read(name)))
    for match in SECTION.finditer(text):
        path = next((p for p in (match[1], os.path.normpath(os.path.join(os.path.dirname(name), match[1])))
                     if os.path.exists(os.path.join(TOP, p))), None)
        if path is None or not any(h.startswith(match[2].rstrip(".")) for h in headings(path)):
            yield f'{name}: {match[1]}, "{match[2]}": there is no such section'


def exists(path, bases):
    """Whether there is such a path; it may have `*`, and `{a,b}`."""
    braces = re.search(r"\{([^{}]*)\}", path)
    if braces:
        return all(exists(path[:braces.start()] + part + path[braces.end():], bases)
                   for part in braces[1].split(","))
    return any(glob.glob(os.path.join(TOP, base, path)) for base in bases)


def dead_paths(name):
    """Paths of the tree that a document or man page names: what begins with one of its directories."""
    text = prose(read(name)) if name.endswith(".md") else read(name).replace("\\-", "-")
    bases = ["", BASES[name]] if name in BASES else [""]
    rooms = {entry for base in bases for entry in os.listdir(os.path.join(TOP, base))
             if os.path.isdir(os.path.join(TOP, base, entry)) and not entry.startswith(".")}
    for match in re.finditer(r"(?<![\w./~$*<>-])([a-z]+)/[\w./*{},-]*", text):
        path = match[0].rstrip(".,-/")
        if "{" not in path:
            path = path.split(",")[0]
        if match[1] not in rooms or NOT_IN_TREE.match(path) or "NAME" in match[0] or exists(path, bases):
            continue
        yield f"{name}:{line_of(text, match.start())}: {path}: there is no such file"


def dead_functions(name):
    """`kernel/main.c`, `kernel_main()`: where something is decided."""
    text = prose(read(name))
    for match in re.finditer(r"`([\w/]+\.[chS])`,\s+`(\w+)\(\)`", text):
        if not os.path.exists(os.path.join(TOP, match[1])) or match[2] + "(" not in read(match[1]):
            yield f"{name}:{line_of(text, match.start())}: {match[1]} has no {match[2]}()"


def dead_documents(name):
    """Documents that code names."""
    for path in set(re.findall(r"\bdocs/[\w/-]+\.md\b", read(name))):
        if not os.path.exists(os.path.join(TOP, path)):
            yield f"{name}: {path}: there is no such document"


def long_lines(name):
    """Tables and pictures cannot be broken; everything else can."""
    for number, line in enumerate(read(name).split("\n"), 1):
        if len(line) > 100 and not line.startswith(("|", "![")):
            yield f"{name}:{number}: over 100 columns"


def faults():
    documents = tracked("*.md")
    for name in documents:
        yield from long_lines(name)
        yield from dead_links(name)
        yield from dead_functions(name)
    for name in documents + tracked("man/*.[13]"):
        yield from dead_paths(name)
    for name in tracked("*.md", "*.c", "*.h", "*.S", "*.py", "run", "check", "scripts/*", "tests/*"):
        if os.path.isfile(os.path.join(TOP, name)):
            yield from dead_sections(name)
            yield from dead_documents(name)

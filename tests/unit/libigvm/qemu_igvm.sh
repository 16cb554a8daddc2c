#!/bin/sh
# tests/unit/libigvm/qemu_igvm.sh SCRIPT - tests/qemu-igvm refuses what it cannot use, and hands libigvm to configure.
set -eu
script=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
        echo "FAILED: $*" >&2
        [ ! -f "$scratch/output" ] || cat "$scratch/output" >&2
        exit 1
}

# refuses STATUS TEXT ARGUMENT... - ends with the status and says the text.
refuses() {
        expected=$1
        text=$2
        shift 2
        status=0
        "$script" "$@" >"$scratch/output" 2>&1 || status=$?
        [ "$status" -eq "$expected" ] || fail "status $status, not $expected: $*"
        grep -q -e "$text" "$scratch/output" || fail "does not say '$text': $*"
}

# tree VERSION - something that looks like QEMU's sources.
tree() {
        rm -rf "$scratch/tree"
        mkdir -p "$scratch/tree/target/i386" "$scratch/tree/backends"
        echo "$1" >"$scratch/tree/VERSION"
        printf '#!/bin/sh\n' >"$scratch/tree/configure"
        chmod +x "$scratch/tree/configure"
        : >"$scratch/tree/backends/igvm.c"
}

refuses 2 'Usage'
refuses 0 'Usage' --help
refuses 1 'no such option' --install
refuses 1 'no such directory' "$scratch/tree"
mkdir "$scratch/tree"
refuses 1 'not a source tree' "$scratch/tree"
for old in 7.2.22 9.2.4 10.0.3 10.0.50; do
        tree "$old"
        refuses 1 "QEMU $old is too old" "$scratch/tree"
done
tree 'v11'
refuses 1 'is no version' "$scratch/tree"
tree 10.1.0
rm "$scratch/tree/backends/igvm.c"
refuses 1 'without backends/igvm.c' "$scratch/tree"

# From here on libigvm is built. QEMU's own needs are not looked for: there is nothing to build with them.
mkdir "$scratch/bin"
printf '#!/bin/sh\n' >"$scratch/bin/pkg-config"
chmod +x "$scratch/bin/pkg-config"
PATH=$scratch/bin:$PATH

tree 10.1.0
cat >"$scratch/tree/configure" <<'END'
#!/bin/sh
cat "$PKG_CONFIG_PATH/igvm.pc"
echo "arguments: $*"
exit 1
END
refuses 1 'configuring QEMU 10.1.0: failed' "$scratch/tree"
grep -q '^Name: igvm' "$scratch/output" || fail 'configure does not see igvm.pc'
grep -q 'arguments:.* --enable-igvm' "$scratch/output" || fail 'configure is not asked for IGVM'

tree 12.0.0
printf '#!/bin/sh\necho >config-host.h\n' >"$scratch/tree/configure"
refuses 1 'configuring QEMU 12.0.0: failed' "$scratch/tree"

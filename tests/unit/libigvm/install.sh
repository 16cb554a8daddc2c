#!/bin/sh
# tests/unit/libigvm/install.sh BUILD FILES SOURCES SANITIZE - installs libigvm out of the build directory into a place of
# its own, and builds and runs programs against what is there, as C and as C++, shared and static, by way of pkg-config.
set -eu
build=$1
files=$2
sources=$3
flags='-Wall -Wextra -Wpedantic -Werror -g'
[ "$4" = none ] || flags="$flags -fsanitize=$4"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
        echo "FAILED: $*" >&2
        exit 1
}

functions='igvm_free igvm_free_buffer igvm_get_buffer igvm_get_buffer_size igvm_get_header igvm_get_header_data
igvm_get_header_type igvm_header_count igvm_new_from_binary'

DESTDIR=$scratch/root meson install -C "$build" --no-rebuild --tags libigvm >"$scratch/log" 2>&1 ||
        { cat "$scratch/log" >&2; fail 'meson install'; }
pc=$(find "$scratch/root" -name igvm.pc)
[ -n "$pc" ] || fail 'there is no igvm.pc'
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$scratch/root"
libraries=${pc%/pkgconfig/igvm.pc}

(cd "$scratch/root" && find . ! -type d) | sed 's,.*/,,' | sort >"$scratch/installed"
printf '%s\n' igvm.h igvm.pc igvm_defs.h libigvm.a libigvm.so libigvm.so.0.5 libigvm.so.0.5.0 |
        diff - "$scratch/installed" || fail 'other files are installed'

pkg-config --atleast-version=0.3.0 igvm || fail 'pkg-config knows no igvm >= 0.3.0, which QEMU asks for'

# Nothing but the interface can be seen of either library.
# shellcheck disable=SC2086 # words
printf '%s\n' $functions >"$scratch/functions"
nm -D --defined-only "$libraries/libigvm.so" | awk '{ print $3 }' | sort | diff "$scratch/functions" - ||
        fail 'the shared library exports other names'
nm -g --defined-only "$libraries/libigvm.a" | awk 'NF == 3 { print $3 }' | grep -v '^__odr_asan' | sort |
        diff "$scratch/functions" - || fail 'the static library exports other names'
readelf -d "$libraries/libigvm.so" | grep -q 'soname: \[libigvm.so.0.5\]' || fail 'another soname'

cat >"$scratch/expected" <<'END'
platform 2 mask 0x1 policy 0x30000: 6 pages (3 of zeros) in 6 regions, 1 contexts, 2 areas, 1 inserts, 4 parameters, 1 ID blocks, 0x400000 bytes required
platform 0 mask 0x1 policy 0x0: 4 pages (1 of zeros) in 3 regions, 1 contexts, 2 areas, 2 inserts, 2 parameters, 0 ID blocks, 0x0 bytes required
END

# client COMPILER LIBRARY - the program that uses all of the interface, on both files.
client() {
        # shellcheck disable=SC2046,SC2086 # words
        $1 $flags $(pkg-config --cflags igvm) "$sources/client.c" -x none \
                $(if [ "$2" = static ]; then
                        echo "$libraries/libigvm.a" $(pkg-config --static --libs-only-other igvm)
                else
                        pkg-config --libs igvm
                fi) -o "$scratch/client" || fail "the client does not build: $1, $2"
        if ldd "$scratch/client" | grep -q libigvm; then linked=shared; else linked=static; fi
        [ "$linked" = "$2" ] || fail "the client is not linked as wanted: $1, $2"
        for file in isolated native; do
                LD_LIBRARY_PATH=$libraries "$scratch/client" "$files/$file.igvm" || fail "the client: $1, $2, $file"
        done >"$scratch/output"
        diff "$scratch/expected" "$scratch/output" || fail "the client saw other things: $1, $2"
}

for compiler in "${CC:-cc} -std=gnu17 -x c" "${CXX:-c++} -x c++"; do
        client "$compiler" shared
        client "$compiler" static
        # shellcheck disable=SC2046,SC2086 # words
        $compiler $flags $(pkg-config --cflags igvm) "$sources/layout.c" -o "$scratch/layout" ||
                fail "numbers, sizes and offsets: $compiler"
        "$scratch/layout" || fail "flags: $compiler"
done

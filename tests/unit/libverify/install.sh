#!/bin/sh
# tests/unit/libverify/install.sh BUILD WRITE_EVIDENCE WRITE_TPM_EVIDENCE SOURCES DOCUMENT SANITIZE - installs libcashew-verify
# out of the build directory into a place of its own, and builds and runs programs against what is there, as C and as C++, shared
# and static, by way of pkg-config; among them the one that DOCUMENT shows.
set -eu
build=$1
sources=$4
document=$5
flags='-Wall -Wextra -Wpedantic -Werror -g -pthread'
[ "$6" = none ] || flags="$flags -fsanitize=$6"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
        echo "FAILED: $*" >&2
        exit 1
}

functions='cashew_verify cashew_verify_certificate_url cashew_verify_error_text cashew_verify_version'

DESTDIR=$scratch/root meson install -C "$build" --no-rebuild --tags libcashew-verify >"$scratch/log" 2>&1 ||
        { cat "$scratch/log" >&2; fail 'meson install'; }
pc=$(find "$scratch/root" -name cashew-verify.pc)
[ -n "$pc" ] || fail 'there is no cashew-verify.pc'
export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$scratch/root"
libraries=${pc%/pkgconfig/cashew-verify.pc}
version=$(pkg-config --modversion cashew-verify)

(cd "$scratch/root" && find . ! -type d) | sed 's,.*/,,' | sort >"$scratch/installed"
printf '%s\n' cashew-verify.pc libcashew-verify.3 libcashew-verify.a libcashew-verify.so libcashew-verify.so.0 \
        "libcashew-verify.so.$version" verify.h | diff - "$scratch/installed" || fail 'other files are installed'

# Nothing but the interface can be seen of either library.
# shellcheck disable=SC2086 # words
printf '%s\n' $functions >"$scratch/functions"
nm -D --defined-only "$libraries/libcashew-verify.so" | awk '$2 != "A" { print $3 }' | sort >"$scratch/exported"
sed 's/$/@@CASHEW_VERIFY_0/' "$scratch/functions" | diff - "$scratch/exported" ||
        fail 'the shared library exports other names'
nm -g --defined-only "$libraries/libcashew-verify.a" | awk 'NF == 3 { print $3 }' | grep -v '^__odr_asan' | sort |
        diff "$scratch/functions" - || fail 'the static library exports other names'
readelf -d "$libraries/libcashew-verify.so" | grep -q 'soname: \[libcashew-verify.so.0\]' || fail 'another soname'

# What it has of the C library cannot open, print to standard output, start or end anything. (fmemopen's streams are memory.)
nm -D --undefined-only "$libraries/libcashew-verify.so" | awk '{ print $2 }' | sed 's/@.*//' |
        grep -E '^(f?open(at)?(64)?|fdopen|creat|socket|connect|stat|read|write|f?puts|printf|__printf_chk|stdout|stderr|stdin|system|popen|fork|exec.*|dlopen|abort|_?exit|__assert_fail|getenv|pthread_create)$' |
        grep -vx fputs && fail 'the library may do more than use memory'

mkdir -p "$scratch/evidence/tpm"
"$2" "$scratch/evidence" || fail 'evidence'
"$3" "$scratch/evidence/tpm" || fail "a TPM's evidence"

# compile COMPILER LIBRARY SOURCE OUTPUT - linked as it says
compile() {
        # shellcheck disable=SC2046,SC2086 # words
        $1 $flags $(pkg-config --cflags cashew-verify) "$3" -x none \
                $(if [ "$2" = static ]; then
                        echo "$libraries/libcashew-verify.a" $(pkg-config --static --libs-only-l cashew-verify |
                                sed 's/-lcashew-verify//')
                else
                        pkg-config --libs cashew-verify
                fi) -o "$4" || fail "$3 does not build: $1, $2"
        if ldd "$4" | grep -q libcashew-verify; then linked=shared; else linked=static; fi
        [ "$linked" = "$2" ] || fail "$3 is not linked as wanted: $1, $2"
}

export LD_LIBRARY_PATH="$libraries"
threads=3
for compiler in "${CC:-cc} -std=gnu17 -x c" "${CXX:-c++} -x c++"; do
        for library in shared static; do
                compile "$compiler" "$library" "$sources/verdicts.c" "$scratch/verdicts"
                # shellcheck disable=SC2086 # a word, or none
                "$scratch/verdicts" "$scratch/evidence" $threads || fail "verdicts: $compiler, $library"
                threads=
        done
done

# The program that the document shows says the same as the command.
# shellcheck disable=SC2016 # a fence of Markdown
sed -n '/^```c$/,/^```$/p' "$document" | sed '/^```/d' >"$scratch/judge.c"
compile "${CC:-cc} -std=gnu17 -x c" shared "$scratch/judge.c" "$scratch/judge"
(
        cd "$scratch/evidence"
        digest=$(printf '3e%.0s' $(seq 48))
        "$scratch/judge" services.report services.certs milan.ark nonce services.manifest "$digest"
) >"$scratch/said" || { cat "$scratch/said" >&2; fail "the document's program"; }
for line in 'measurement          passed   .*' verified; do
        grep -qx "$line" "$scratch/said" || { cat "$scratch/said" >&2; fail "the document's program says other things"; }
done
if (cd "$scratch/evidence" && "$scratch/judge" debug.report debug.certs milan.ark nonce services.manifest "$(printf "00%.0s" $(seq 48))") >/dev/null; then
        fail "the document's program is content with anything"
fi

# Sanitizers have an allocator of their own.
if [ "$6" = none ]; then
        compile "${CC:-cc} -std=gnu17 -x c" shared "$sources/allocations.c" "$scratch/allocations"
        "$scratch/allocations" "$scratch/evidence" 101 || fail 'memory that runs out'
fi

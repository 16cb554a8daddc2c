# scripts/deps/libtpms.sh - what both ways to a libtpms share. Sourced by scripts/services-deps, before the way's own file, which
# shellcheck shell=sh disable=SC2154 # $work and the like are scripts/services-deps'
# has libtpms_kind, libtpms_mark, libtpms_package, libtpms_needs and make_libtpms: that leaves objects in $work/objects.

libtpms_locked() {
        lock_version "libtpms-$choice" "$libtpms_package"
}

# Our own part of the library, compiled into an object beside its own.
compile_part() {
        # shellcheck disable=SC2086 # options are words
        $cc -std=c17 -Wall -Wextra -Werror $cflags -isystem "$out/include" -c "$sources/$1.c" \
                -o "$work/objects/cashew-$1.o"
}

# How vtpmd names what it is made of: in a line at start, and in the lower half of the TPM's firmware version.
name_libtpms() {
        cat >"$out/include/libtpms_build.h" <<END
#define LIBTPMS_BUILD "$libtpms_version ($libtpms_kind)"
#define LIBTPMS_MARK  $libtpms_mark
END
}

# Its source of entropy is ours: services/deps/entropy.c.
finish_libtpms() {
        cd "$work/objects" || exit
        rm -f ./*-Entropy.o
        compile_part entropy
        ar Drcs "$out/lib/libtpms.a" ./*.o
        name_libtpms
}

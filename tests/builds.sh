# tests/builds.sh - the builds that groups of tests need, in build/. Sourced by tests/schedule; expects $top.
# shellcheck shell=sh disable=SC2154 # $top is whoever sources this

# One at a time in a directory: ninja does not look whether another one is there.
alone_in() {
        directory=$1
        shift
        mkdir -p "$top/build"
        flock "$top/build/$directory.lock" "$@"
}

# configured DIRECTORY OPTION... - $CC says with which compiler.
configured() {
        directory=$1
        shift
        [ -f "$top/build/$directory/build.ninja" ] || alone_in "$directory" meson setup "$top/build/$directory" "$top" "$@"
}

# Every file that is built in a directory. What has no folder in its name is meson's own: `install`, `dist`.
targets_in() {
        alone_in "$1" ninja -C "$top/build/$1" build.ninja >/dev/null &&
                ninja -C "$top/build/$1" -t targets all | sed -nE 's/^([^:]+\/[^:]+): (c_LINKER|STATIC_LINKER|CUSTOM_COMMAND)$/\1/p'
}

# ninja, for those targets of a directory that a pattern of grep's options selects.
build_targets() {
        in=$1
        shift
        # shellcheck disable=SC2046 # names hold no spaces
        alone_in "$in" ninja -C "$top/build/$in" $(targets_in "$in" | grep "$@")
}

# Unit tests and what they run. The rest of what gcc builds would be the same here as in build/main, so it is there.
build_sanitized() {
        configured check-asan -Db_sanitize=address,undefined -Doptimization=1 &&
                build_targets check-asan '^tests/unit/' &&
                alone_in check-asan ninja -C "$top/build/check-asan" meson-test-prereq
}

# Nobody runs what clang builds, but for the fuzz targets, which say themselves how they are compiled: so without optimization.
configure_clang() {
        CC=clang configured check-clang -Doptimization=0 -Ddebug=false
}

build_clang() {
        configure_clang && alone_in check-clang ninja -C "$top/build/check-clang"
}

build_main() {
        configured main && build_targets main -v '^tests/unit/'
}

# What ./run boots, and the images of more profiles.
build_images() {
        alone_in main "$top/scripts/build" "$@"
}

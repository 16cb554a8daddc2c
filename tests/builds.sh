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

build_sanitized() {
        configured check-asan -Db_sanitize=address,undefined && alone_in check-asan ninja -C "$top/build/check-asan"
}

configure_clang() {
        CC=clang configured check-clang
}

build_clang() {
        configure_clang && alone_in check-clang ninja -C "$top/build/check-clang"
}

build_main() {
        configured main && alone_in main ninja -C "$top/build/main"
}

# What ./run boots, and the images of more profiles.
build_images() {
        alone_in main "$top/scripts/build" "$@"
}

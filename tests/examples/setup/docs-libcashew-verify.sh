# tests/examples/setup/docs-libcashew-verify.sh - evidence of a guest, the program of the page, and the library, which is built here.
# shellcheck shell=bash disable=SC2154 # the runner sets $top and $build
. "$top/tests/examples/setup/lib.sh.inc"
have_evidence
sed -n '/^```c$/,/^```$/p' "$top/docs/libcashew-verify.md" | sed '/^```/d' >judge.c
flock "$build/main.lock" meson compile -C "$build/main" cashew-verify libcashew-verify.a

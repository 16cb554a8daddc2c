# tests/examples/setup/docs-convert.sh - an image, and a file for another platform.
. "$top/tests/examples/setup/lib.sh.inc"
have_image snp.igvm
have_native_image native.igvm

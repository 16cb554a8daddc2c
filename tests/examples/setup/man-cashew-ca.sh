# tests/examples/setup/man-cashew-ca.sh - an image, and the chip's root.
. "$top/tests/examples/setup/lib.sh.inc"
have_image linux.igvm
cp "$build/chip/ark.pem" .

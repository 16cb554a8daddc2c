. "$top/tests/examples/setup/lib.sh.inc"
have_image linux.igvm
cp "$build/chip/ark.pem" .

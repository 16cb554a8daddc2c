# tests/examples/setup/docs-measure.sh - two images that differ in a byte of the kernel.
. "$top/tests/examples/setup/lib.sh.inc"
have_image linux.igvm
have_image old.igvm
# Another kernel in the same place: one byte of its first page.
cashew image dump old.igvm --extract old >/dev/null
python3 - <<'PY'
import glob
image = bytearray(open("old.igvm", "rb").read())
page = open(sorted(glob.glob("old/*-page-data-0x37000000.bin"))[0], "rb").read(4096)
image[image.index(page)] ^= 1
open("new.igvm", "wb").write(image)
PY

# A parameter block that asks for restricted injection, which this kernel cannot enforce, ends the boot; and no image with one
# can be built.
. "$top/tests/lib.sh"
image=$build/images/probe-tcg-low.igvm

python3 - "$image" "$scratch/injection.igvm" <<'TEXT'
import struct
import sys

with open(sys.argv[1], 'rb') as file:
    data = bytearray(file.read())
block = data.index(b'CASWPAM1' + struct.pack('<I', 2))
size, = struct.unpack_from('<I', data, block + 12)
record = struct.pack('<IIII', 0x80000005, 8, 1, 0)
assert size + len(record) <= 4096 and not any(data[block + size:block + size + len(record)])
data[block + size:block + size + len(record)] = record
struct.pack_into('<I', data, block + 12, size + len(record))
with open(sys.argv[2], 'wb') as file:
    file.write(data)
TEXT
boot_probe "$scratch/injection.igvm"
on_console 'svsm: stopped: parameters: asks for a protection that this SVSM cannot enforce, record 0x80000005'
on_console 'reason set 5, reason 2'
not_on_console 'VMPL0 up'
[ "$status" -ne 0 ] || fail 'it boots'

{ cat "$platform" && echo 'injection: restricted'; } >"$scratch/platform.yaml"
! "$cashew" image build --platform "$scratch/platform.yaml" --kernel "$kernel" -o "$scratch/none.igvm" 2>"$scratch/err" ||
        fail 'an image that asks for it is built'
grep -q "platform.yaml:[0-9]*: injection: " "$scratch/err" || fail "no file and line: $(cat "$scratch/err")"

# A truncated, a corrupted and an unknown-directive file: `cashew image dump` and softsnp both say what is wrong and where.
. "$top/tests/lib.sh"
good=$build/images/probe-tcg-low.igvm
size=$(stat -c %s "$good")

head -c $((size / 2)) "$good" >"$scratch/truncated.igvm"
# One byte of a variable header: the checksum no longer fits.
cp "$good" "$scratch/corrupted.igvm"
printf '\377' | dd of="$scratch/corrupted.igvm" bs=1 seek=41 conv=notrunc status=none
python3 "$top/tests/boot/unknown-directive.py" "$good" "$scratch/unknown.igvm"
head -c 10 "$good" >"$scratch/tiny.igvm"
head -c 8192 /dev/zero >"$scratch/zeros.igvm"

for kind in truncated corrupted unknown tiny zeros; do
        image=$scratch/$kind.igvm
        ! "$cashew" image dump "$image" >"$scratch/out" 2>"$scratch/err" || fail "$kind: dump accepts it"
        grep -q "$kind.igvm" "$scratch/err" || fail "$kind: dump does not name the file: $(cat "$scratch/err")"
        boot_probe "$image"
        [ "$status" -eq 125 ] || fail "$kind: exit status $status"
        on_console 'softsnp: refused:'
        not_on_console 'svsm:'
done
grep -q -i '0x3ff\|unknown' "$scratch/err" || true
"$cashew" image dump "$scratch/unknown.igvm" 2>&1 | grep -q '3fe' || fail 'the unknown directive is not named'

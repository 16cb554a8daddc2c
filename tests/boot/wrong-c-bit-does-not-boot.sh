# The start code with a C-bit of the wrong position: what it reads with paging is not what it wrote without, and the boot ends
# before anything else is believed. The right position at the same place boots (every other test).
. "$top/tests/lib.sh"
python3 "$top/tests/boot/wrong-c-bit.py" "$kernel" 0x37000000 >"$scratch/debugger" 2>&1 &
boot_probe "$build/images/probe-tcg-low.igvm" --gdb
wait
cat "$scratch/debugger"
grep -q '^C-bit 5[01], told ' "$scratch/debugger" || fail 'the position was not changed'
on_console 'reason set 5, reason 2'
not_on_console 'svsm:'
[ "$status" -ne 0 ] || fail 'it boots with a wrong C-bit'

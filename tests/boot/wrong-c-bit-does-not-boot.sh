# The start code with a C-bit of the wrong position. Where the host has no memory the first read ends the boot; where it has, what
# is read with paging is not what was written without, and the boot ends before anything else is believed. The right position
# at the same place boots (every other test).
. "$top/tests/lib.sh"

boot_with_wrong() {
        python3 "$top/tests/boot/wrong-c-bit.py" "$kernel" 0x37000000 "$1" >"$scratch/debugger" 2>&1 &
        boot_probe "$build/images/probe-tcg-low.igvm" --gdb --limit 60
        wait
        grep -q "^$1: .* instead of " "$scratch/debugger" || fail "nothing was changed: $(cat "$scratch/debugger")"
        not_on_console 'svsm:'
        [ "$status" -ne 0 ] || fail 'it boots with a wrong C-bit'
}

boot_with_wrong position
check=$(printf '%x' $((0x37000000 + 0x$(nm "$kernel" | sed -n 's/^ffffffff8\([0-9a-f]*\) t c_bit_check$/\1/p'))))
on_console "#VC 0x400 on vcpu 0 vmpl 0, rip 0x$check,"

boot_with_wrong contents
on_console 'reason set 5, reason 2'

# A guest makes every SVSM call, right and wrong; every answer is the specification's, and the kernel goes on.
. "$top/tests/lib.sh"
boot_probe "$build/images/probe-tcg-low.igvm" --ca "$build/ca"
on_console 'probe: [0-9]* passed, 0 failed'
[ "$status" -eq 0 ] || fail "exit status $status"

# Memory above 4 GiB is the guest's too.
. "$top/tests/lib.sh"
boot_probe "$build/images/probe-tcg-low.igvm" --ca "$build/ca" --memory 2048
on_console 'probe: [0-9]* passed, 0 failed'

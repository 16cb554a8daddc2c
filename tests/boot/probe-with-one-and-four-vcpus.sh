# The same with one vCPU and with four.
. "$top/tests/lib.sh"
for vcpus in 1 4; do
        boot_probe "$build/images/probe-tcg-low.igvm" --ca "$build/ca" --smp "$vcpus"
        on_console 'probe: [0-9]* passed, 0 failed'
        [ "$status" -eq 0 ] || fail "exit status $status with $vcpus vCPUs"
done

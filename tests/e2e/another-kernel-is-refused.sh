# The image's hashes name kernel, initrd and command line: the firmware refuses a host that offers another one, and goes no further.
# It says nothing, so it gets four times the processor's time that it took to begin. Linux begins after twice that, and reads an MSR
# then, of which the console tells: linux-has-its-tpm.sh looks for the same line.
. "$top/tests/lib.sh"
printf '%s quiet2\n' "$(cat "$build/images/linux.cmdline")" >"$scratch/cmdline"
boot_linux 'echo ran' --cmdline "$scratch/cmdline" --limit 500 --qemu-arg -pidfile --qemu-arg "$scratch/pid" &
boot=$!

# Waits for a condition, as long as the machine runs.
machine_until() {
        until "$@"; do
                kill -0 "$boot" 2>/dev/null || { cat "$scratch/stderr"; fail 'the machine has ended'; }
                sleep 0.1
        done
}
# In hundredths of a second.
processor_time() {
        awk '{ print $14 + $15 }' "/proc/$(cat "$scratch/pid")/stat"
}
has_begun() {
        grep -q "VMPL2 probes the firmware's memory" "$scratch/console" 2>/dev/null
}
has_had_enough() {
        [ "$(processor_time)" -ge "$enough" ]
}
machine_until has_begun
enough=$((4 * $(processor_time)))
machine_until has_had_enough
kill "$(cat "$scratch/pid")"
wait "$boot"
not_on_console 'msr: VMPL2 reads c0010000'
! grep -q ran "$scratch/stdout" || fail 'it booted'

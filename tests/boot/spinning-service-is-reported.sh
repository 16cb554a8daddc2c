# VMPL0 has no timer: a service that spins for ever is reported by the runner after its limit, by name.
. "$top/tests/lib.sh"
compile_service "$top/tests/services/spins.c" "$scratch/spins"
printf 'service spins exec=/bin/spins protocol=2\n' >"$scratch/services"
archive_services "$scratch/spins.cpio" "$scratch/services" "spins=$scratch/spins"
probe_image "$scratch/spins.igvm" "$scratch/spins.cpio"
boot_probe "$scratch/spins.igvm" --ca "$build/ca" --ready-limit 8
[ "$status" -eq 125 ] || fail "exit status $status"
grep -q 'not ready: service spins' "$scratch/stderr" || { cat "$scratch/stderr" >&2; fail 'not reported'; }
not_on_console 'guest starts'

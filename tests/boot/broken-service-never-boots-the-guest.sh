# A service that exits, crashes or talks nonsense before it is ready: VMPL2 never runs, and the log names the service.
. "$top/tests/lib.sh"
for kind in exits nonsense crashes; do
        compile_service "$top/tests/services/$kind.c" "$scratch/$kind"
        printf 'service %s exec=/bin/%s protocol=2\n' "$kind" "$kind" >"$scratch/services"
        archive_services "$scratch/$kind.cpio" "$scratch/services" "$kind=$scratch/$kind"
        probe_image "$scratch/$kind.igvm" "$scratch/$kind.cpio"
        boot_probe "$scratch/$kind.igvm" --ca "$build/ca"
        [ "$status" -eq 125 ] || fail "$kind: exit status $status"
        on_console "svsm: .*$kind"
        on_console 'svsm: stopped:'
        not_on_console 'guest starts'
done

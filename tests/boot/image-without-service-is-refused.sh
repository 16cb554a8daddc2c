# An image without services for a guest that needs a TPM, and one whose table names a program that is not there.
. "$top/tests/lib.sh"
printf '# nothing\n' >"$scratch/services"
archive_services "$scratch/empty.cpio" "$scratch/services"
probe_image "$scratch/empty.igvm" "$scratch/empty.cpio"
boot_probe "$scratch/empty.igvm" --ca "$build/ca"
on_console 'svsm: stopped:'
not_on_console 'guest starts'

printf 'service vtpm exec=/bin/nobody protocol=2\n' >"$scratch/services"
archive_services "$scratch/missing.cpio" "$scratch/services"
probe_image "$scratch/missing.igvm" "$scratch/missing.cpio"
boot_probe "$scratch/missing.igvm" --ca "$build/ca"
on_console 'svsm: stopped:'
on_console '/bin/nobody'
not_on_console 'guest starts'

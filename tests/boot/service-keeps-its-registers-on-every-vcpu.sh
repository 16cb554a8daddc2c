# A service that two vCPUs call in turn keeps its FPU registers: it moves between them with its context.
. "$top/tests/lib.sh"
compile_service "$top/tests/services/pattern.c" "$scratch/pattern"
printf 'service pattern exec=/bin/pattern protocol=2\n' >"$scratch/services"
archive_services "$scratch/pattern.cpio" "$scratch/services" "pattern=$scratch/pattern"
probe_image "$scratch/pattern.igvm" "$scratch/pattern.cpio"
boot_probe "$scratch/pattern.igvm"
on_console 'pattern: 0 lost in 1000 replies'
not_on_console 'wrong answers'

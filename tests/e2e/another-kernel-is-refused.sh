# The image's hashes name kernel, initrd and command line: the firmware refuses a host that offers another one.
. "$top/tests/lib.sh"
printf '%s quiet2\n' "$(cat "$build/images/linux.cmdline")" >"$scratch/cmdline"
boot_linux 'echo ran' --cmdline "$scratch/cmdline" --limit 60
[ "$status" -eq 125 ] || fail "exit status $status"
! grep -q ran "$scratch/stdout" || fail 'it booted'
